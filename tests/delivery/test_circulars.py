"""What a circular tells: changes first, what still stands since when, counts against the circular before."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    circulate,
    confirm_ratings,
    correct_rating,
    move_due_date,
)
from throughline.delivery.models import Rating
from throughline.delivery.queries.circular import circular_detail
from throughline.lib.refusal import Invalid
from throughline.register.models import Task
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return scene("near_due", explanation_days=0)


def circular(city, number, *day, remark=""):
    """The circular of that day: all that the rules propose for it, confirmed as proposed."""
    with at(*day):
        daily_tick.run()
    with at(day[0], day[1], day[2] + 1):
        rows = list(Rating.objects.filter(state="proposed"))
        confirm_ratings(rows, by=city.supervisor)
        return circulate(
            city.register, by=city.supervisor, number=number, title="Circular", ratings=rows, remark=remark
        )


@pytest.fixture
def year(city):
    """Three tasks: one red in April and a year on, one red in May, one red in April and green in May."""
    stays, turns, mends = (
        city.task(title=title, due_on=due, starts_on=date(2026, 2, 1))
        for title, due in (
            ("Stays", date(2026, 3, 31)),
            ("Turns", date(2026, 4, 30)),
            ("Mends", date(2026, 3, 31)),
        )
    )
    first = circular(city, "1", 2026, 4, 7, remark="Two are late.")
    with at(2026, 4, 20):
        row = Task.objects.get(pk=mends.pk)
        move_due_date(row, date(2026, 12, 31), by=city.supervisor, reason="Rain.", seen=row.version)
    second = circular(city, "2", 2026, 5, 11)
    return stays, turns, mends, first, second


def test_a_month_without_a_new_rating_has_its_circular_too(city, year):
    stays, turns, mends, _first, second = year
    with at(2026, 6, 10):
        third = circulate(city.register, by=city.supervisor, number="3", title="Circular", ratings=[])
    told = circular_detail(third, city.officer)
    assert (told.previous, told.told) == (second, [])
    assert {one.task for one in told.standing} == {stays.pk, turns.pk, mends.pk}
    assert {one.change for one in told.counts} == {0}


def test_what_changed_comes_with_what_stood_before_and_the_rest_since_when(city, year):
    stays, turns, mends, first, second = year
    told = circular_detail(second, city.supervisor)
    assert told.previous == first
    assert {(one.rating.task, one.before, one.rating.colour) for one in told.told} == {
        (turns, "", "red"),
        (mends, "red", "yellow"),
    }
    (standing,) = told.standing
    assert (standing.task, standing.title, standing.lead) == (stays.pk, "Stays", city.finance)
    assert (standing.colour, standing.since) == ("red", date(2026, 4, 7))
    assert [(one.colour, one.now, one.before, one.change) for one in told.counts] == [
        ("red", 2, 2, 0),
        ("yellow", 1, 0, 1),
        ("", 0, 1, -1),
    ]


def test_the_first_circular_has_nothing_to_compare_with(city, year):
    told = circular_detail(year[3], city.supervisor)
    assert (told.previous, told.standing, told.corrected) == (None, [], [])
    assert {(one.rating.task.title, one.before) for one in told.told} == {
        ("Stays", ""),
        ("Mends", ""),
    }
    assert [(one.colour, one.now, one.before, one.change) for one in told.counts] == [
        ("red", 2, None, None),
        ("", 1, None, None),
    ]
    assert told.circular.remark == "Two are late."


def test_it_stays_as_it_was_told_and_a_correction_stands_in_the_next_one(city, year):
    stays, _turns, _mends, first, second = year
    with at(2026, 5, 20):
        wrong = Rating.objects.get(task=stays, state="circulated")
        correct_rating(wrong, by=city.supervisor, colour="yellow", reason="A wrong date.")
    assert [one.colour for one in circular_detail(second, city.supervisor).standing] == ["red"]
    city.task(title="New", due_on=date(2026, 6, 1), starts_on=date(2026, 2, 1))
    third = circular(city, "3", 2026, 6, 9)
    told = circular_detail(third, city.supervisor)
    (corrected,) = told.corrected
    assert (corrected.task, corrected.corrects.colour, corrected.colour) == (stays, "red", "yellow")
    assert circular_detail(first, city.supervisor).counts[0].now == 2


def test_only_tasks_in_sight_are_told_and_counted(city, year):
    *_tasks, second = year
    unit = builders.organization("other", city.city)
    builders.task(city.register, unit)
    officer = builders.user("other-unit", Role.UNIT_OFFICER, organization=unit)
    told = circular_detail(second, officer)
    assert (told.told, told.standing, told.counts) == ([], [], [])


def test_the_number_of_questions_does_not_grow(city, year):
    def asked(one):
        with CaptureQueriesContext(connection) as captured:
            circular_detail(one, city.supervisor)
        return len(captured)

    before = asked(year[4])
    for number in range(5):
        city.task(title=f"T{number}", due_on=date(2026, 5, 31), starts_on=date(2026, 2, 1))
    assert asked(circular(city, "3", 2026, 6, 9)) <= before + 1


def test_a_remark_has_its_measure(city):
    city.task(due_on=date(2026, 3, 31))
    with pytest.raises(Invalid) as told:
        circular(city, "1", 2026, 4, 7, remark="r" * 10_001)
    assert told.value.field == "remark"
