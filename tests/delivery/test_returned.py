"""A returned report gives its unit time: as many working days as it has to explain a rating."""

from datetime import date

import pytest

from tests.delivery.scene import at, scene
from tests.delivery.test_rules import account, seen
from throughline.delivery.actions import (
    accept_report,
    close_period,
    ensure_periods,
    return_report,
    return_reports,
)
from throughline.delivery.models import Rating, Report
from throughline.delivery.queries import owed
from throughline.delivery.queries.returned import returned
from throughline.delivery.refusals import MayBeFiledAgain, NoneDone
from throughline.desk.queries import silent_units
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    made = scene()
    ensure_periods(made.register, date(2026, 2, 1))
    return made


def back(city, task, *day):
    """Finance's report of January, filed in time and returned on that day."""
    with at(2026, 1, 27):
        report = city.file(task)
    with at(*day):
        return return_report(report, by=city.supervisor, reason="Which talks?")


def test_it_is_due_again_after_the_working_days_that_a_rating_may_be_explained(city):
    # 29 January 2026 is a Thursday: three working days are Friday, Monday, Tuesday.
    assert back(city, city.task(), 2026, 1, 29).due_again_on == date(2026, 2, 3)


def test_it_is_not_due_before_the_period_is(city):
    with at(2026, 1, 12):
        report = return_report(city.file(city.task()), by=city.supervisor, reason="Which talks?")
    assert report.due_again_on == report.period.due_on == date(2026, 1, 28)


def test_silence_counts_from_the_day_after(city):
    task = city.task()
    back(city, task, 2026, 1, 29)
    for day in (29, 30):
        with at(2026, 1, day):
            daily_tick.run()
    with at(2026, 2, 3):
        daily_tick.run()
        assert not Rating.objects.filter(task=task).exists()
        assert silent_units(city.supervisor, date(2026, 2, 3))[-1].organization == city.transport
    with at(2026, 2, 4):
        daily_tick.run()
        assert Rating.objects.get(task=task).rule == "silent-1-month"
        late = {one.organization: one for one in silent_units(city.supervisor, date(2026, 2, 4))}
        assert (late[city.finance].tasks, late[city.finance].since) == (1, date(2026, 2, 3))


def test_the_unit_is_told_until_when_and_keeps_its_place_in_the_order(city):
    task = city.task()
    back(city, task, 2026, 1, 29)
    (one,) = owed(user=city.officer, as_of=date(2026, 2, 2))
    assert (one.due_on, one.period.due_on) == (date(2026, 2, 3), date(2026, 1, 28))
    assert (one.is_overdue(date(2026, 2, 3)), one.is_overdue(date(2026, 2, 4))) == (False, True)


def test_filed_again_it_answers_and_the_supervision_office_no_longer_waits(city):
    task = city.task()
    report = back(city, task, 2026, 1, 29)
    assert list(returned(Report.objects.all())) == [report]
    with at(2026, 2, 2):
        again = city.file(task)
        assert not returned(Report.objects.all()).exists()
        accept_report(again, by=city.supervisor)
    with at(2026, 2, 10):
        daily_tick.run()
        assert Rating.objects.get(task=task).rule != "silent-1-month"


def test_a_period_is_not_closed_while_its_unit_has_time(city):
    report = back(city, city.task(), 2026, 2, 2)
    with at(2026, 2, 4):
        with pytest.raises(MayBeFiledAgain) as told:
            close_period(report.period, by=city.supervisor, seen=1)
        assert "5 Feb 2026" in str(told.value)
    with at(2026, 2, 6):
        assert close_period(report.period, by=city.supervisor, seen=1).closed_at


def test_of_many_those_that_can_not_be_returned_are_named_with_the_reason(city):
    with at(2026, 1, 27):
        reports = [city.file(city.task(title=f"Number {n}")) for n in range(3)]
        accept_report(reports[1], by=city.supervisor)
        with pytest.raises(NoneDone) as told:
            return_reports(reports, by=city.supervisor, reason="Which talks?")
    assert list(told.value.rows) == [reports[1].pk]
    assert "1 of the chosen 3: “Number 1”: The report of Finance" in str(told.value)
    assert not Report.objects.filter(state="returned").exists()


def test_the_day_by_which_it_is_due_again_still_counts_as_an_answer():
    back = account(1, 8, outcome="returned", decided=date(2026, 2, 10), due_again_on=date(2026, 2, 13))
    assert seen(date(2026, 2, 13), back).periods_missed == 0
    assert seen(date(2026, 2, 14), back).periods_missed == 1
