"""A matter on several registers is reported once, shown on all of them, counted on each and once overall."""

import io
from datetime import date

import openpyxl
import pytest

from tests import builders
from tests.delivery.scene import YEAR, at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    accept_reports,
    circulate,
    confirm_rating,
    ensure_periods,
    file_report,
)
from throughline.delivery.models import Period, Rating, Report
from throughline.delivery.queries.reporting import owed
from throughline.delivery.refusals import NotOfThisRegister
from throughline.desk.queries import board, by_register
from throughline.exchange.register_export import export
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib.refusal import Invalid, NotAllowed, NotThere
from throughline.register.actions import add_area, show_on, take_off
from throughline.register.actions.entries import show_many
from throughline.register.models import Entry
from throughline.register.queries import counts, registers, rows
from throughline.register.refusals import NotOnThisRegister, RegisterIsClosed
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db
SLUGS = ("tasks", "leaders", "meeting", "above")


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def lists(city):
    """Four registers, each with its own rhythm of asking; the first is the matter's home."""
    with at(YEAR, 1, 1):
        others = [
            builders.register(slug, city.city, rule_set=city.register.rule_set, starts_on=date(YEAR, 1, 1))
            for slug in SLUGS[1:]
        ]
    return [city.register, *others]


@pytest.fixture
def matter(city, lists):
    task = city.task(title="Open the ring road")
    with at(YEAR, 1, 1):
        for number, register in enumerate(lists[1:], 1):
            show_on(task, register, by=city.supervisor, number=f"{number}-1")
    return task


def test_it_is_owed_once(city, lists, matter):
    for register in lists:
        ensure_periods(register, date(YEAR, 1, 31))
    (one,) = owed(user=city.officer, as_of=date(YEAR, 1, 31))
    assert (one.task, one.entry.register) == (matter, city.register)
    with at(YEAR, 1, 25):
        city.file(matter, 1, progress=40)
    assert owed(user=city.officer, as_of=date(YEAR, 1, 31)) == []


def test_no_further_list_takes_a_report_of_its_own(city, lists, matter):
    ensure_periods(lists[1], date(YEAR, 1, 31))
    period = Period.objects.get(register=lists[1])
    with pytest.raises(NotOfThisRegister), at(YEAR, 1, 25):
        file_report(matter, city.finance, period, by=city.officer, progress=40)
    assert not Report.objects.exists()


def test_one_report_shows_on_every_list_and_in_every_workbook(city, lists, matter):
    with at(YEAR, 1, 25):
        accept_reports([city.file(matter, 1, progress=40)], by=city.supervisor)
    for register, number in zip(
        lists, [Entry.objects.get(is_home=True).number, "1-1", "2-1", "3-1"], strict=True
    ):
        (row,) = rows(register, city.supervisor).rows
        assert (row.task.pk, row.task.progress, row.entry.number) == (matter.pk, 40, number)
        assert row.task.reported_on == date(YEAR, 1, 25)
        book = openpyxl.load_workbook(io.BytesIO(export(register, city.supervisor, "xlsx")))
        cells = [cell for line in book.active.iter_rows(values_only=True) for cell in line]
        assert "Open the ring road" in cells
        assert number in cells
        assert 40 in cells


def test_one_rating_by_the_rules_of_its_home_shows_on_every_list(city, lists, matter):
    with at(YEAR + 1, 1, 5):
        daily_tick.run()
        # Each register was rated that day; the matter once.
        (rating,) = Rating.objects.filter(task=matter)
    with at(YEAR + 1, 1, 20):
        confirm_rating(rating, by=city.supervisor)
        circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
    assert [rows(register, city.supervisor).rows[0].task.rating for register in lists] == ["red"] * 4
    assert [register.red_count for register in registers(city.supervisor)] == [1] * 4


def test_it_counts_on_each_list_and_once_overall(city, lists, matter):
    city.task()
    assert [counts(register, city.supervisor).total for register in lists] == [2, 1, 1, 1]
    assert [cell.total for _register, cell in by_register(city.supervisor)] == [2, 1, 1, 1]
    assert counts(None, city.supervisor).total == board(city.supervisor).total.total == 2
    assert [row.task.pk for row in rows(None, city.supervisor).rows].count(matter.pk) == 1


def test_taken_off_a_list_it_is_still_reported(city, lists, matter):
    with at(YEAR, 1, 10):
        take_off(Entry.objects.get(task=matter, register=lists[1]), by=city.supervisor)
        city.file(matter, 1)
    assert rows(lists[1], city.supervisor).rows == []
    assert rows(lists[2], city.supervisor).rows[0].task.pk == matter.pk


# ---- many at once ----


def test_many_tasks_are_shown_on_a_further_list_in_one_act(city, lists):
    tasks = [city.task() for _ in range(5)]
    area = add_area(lists[1], by=city.supervisor, title="Roads")
    show_on(tasks[2], lists[1], by=city.supervisor, number="A")
    made = show_many(tasks, lists[1], by=city.supervisor, area=area)
    assert [(one.task, one.number, one.position, one.area) for one in made] == [
        (task, str(place), place, area)
        for place, task in enumerate([tasks[0], tasks[1], tasks[3], tasks[4]], 2)
    ]
    assert not any(one.is_home for one in made)
    record = AuditRecord.objects.latest("pk")
    assert (record.act, record.subject_key, record.rows) == ("register.show_many", lists[1].pk, 4)


def test_why_many_are_not_shown(city, lists):
    task = city.task()
    foreign = add_area(city.register, by=city.supervisor, title="Home's")
    with pytest.raises(NotOnThisRegister):
        show_many([task], lists[1], by=city.supervisor, area=foreign)
    with pytest.raises(NotAllowed):
        show_many([task], lists[1], by=city.officer)
    with pytest.raises(Invalid):
        show_many([], lists[1], by=city.supervisor)
    elsewhere = builders.user("", Role.SUPERVISION_OFFICE, organization=builders.organization("elsewhere"))
    own = builders.register("own", elsewhere.grants.get().organization)
    with pytest.raises(NotThere):
        show_many([task], own, by=elsewhere)
    with act("test.close", by=None) as this:
        lists[1].closed_on = date(YEAR, 1, 1)
        this.save(lists[1])
    with pytest.raises(RegisterIsClosed):
        show_many([task], lists[1], by=city.supervisor)
    assert Entry.objects.count() == 1
