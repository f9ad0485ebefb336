"""The whole chessboard."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    Approval,
    cancel_task,
    circulate,
    close_task,
    confirm_rating,
    correct_rating,
    move_due_date,
    report_complete,
)
from throughline.delivery.models import Rating
from throughline.desk.queries import board, by_leader, by_month, by_organization, by_register, changes, reds
from throughline.history.act import act
from throughline.organizations.models import Post
from throughline.plans.models import Plan
from throughline.register.actions import show_on
from throughline.register.models import Entry, KeyArea

pytestmark = pytest.mark.django_db


def area(city, title, leader=None):
    with act("test.area", by=None) as this:
        return this.create(
            KeyArea(register=city.register, title=title, position=KeyArea.objects.count(), leader=leader)
        )


def placed(city, where, lead=None, **fields):
    task = city.task(**fields)
    with act("test.place", by=None) as this:
        entry = Entry.objects.get(task=task)
        entry.area = where
        this.save(entry)
        if lead:
            task.lead = lead
            this.save(task)
    return task


def rated(city, task, colour, *day, number):
    """Give the task a circulated rating, as if the rule had proposed it that day."""
    with at(*day):
        with act("test.propose", by=None) as this:
            rating = this.create(
                Rating(task=task, on=date(*day), since=date(*day), colour=colour, proposed_colour=colour)
            )
        confirm_rating(rating, by=city.supervisor)
        circulate(city.register, by=city.supervisor, number=number, title="T", ratings=[rating])
    return Rating.objects.get(pk=rating.pk)


def test_counts_by_key_area_and_organization():
    city = scene()
    health, roads = area(city, "Health"), area(city, "Roads")
    rated(city, placed(city, health), "green", 2026, 2, 1, number="1")
    rated(city, placed(city, health), "red", 2026, 2, 1, number="2")
    placed(city, roads, city.transport)
    placed(city, None)
    with at(2026, 2, 2):
        cancelled = placed(city, roads)
        cancel_task(
            cancelled,
            by=city.supervisor,
            seen=1,
            why="Merged.",
            approval=Approval(text="The executive meeting."),
        )
    whole = board(city.supervisor)
    assert whole.areas == [health, roads, None]
    assert whole.organizations == [city.finance, city.transport]
    cell = whole.cell(health, city.finance)
    assert (cell.total, cell.colours["red"], cell.colours["green"], cell.worst) == (2, 1, 1, "red")
    assert whole.cell(roads, city.finance).total == 0
    assert (whole.row(health).total, whole.column(city.finance).total, whole.total.total) == (2, 3, 4)
    assert whole.cell(roads, city.transport).worst == ""
    assert [(unit, c.total) for unit, c in by_organization(city.supervisor)] == [
        (city.finance, 3),
        (city.transport, 1),
    ]
    assert [e.task.rating for e in reds(city.supervisor)] == ["red"]


def test_a_task_without_a_lead_has_its_own_column():
    city = scene()
    with at(2026, 1, 1):
        builders.task(city.register)
    assert board(city.supervisor).organizations == [None]


def test_counts_by_leader_in_charge():
    city = scene()
    with act("test.posts", by=None) as this:
        mayor, vice = (
            this.create(Post(organization=city.city, title=title, official_order=n))
            for n, title in enumerate(("Mayor", "Vice mayor"))
        )
    roads = area(city, "Roads", leader=vice)
    placed(city, roads)
    placed(city, roads, leader=mayor)
    placed(city, None)
    assert [(post, cell.total) for post, cell in by_leader(city.supervisor)] == [
        (mayor, 1),
        (vice, 1),
        (None, 1),
    ]


def test_only_what_is_in_sight_is_counted():
    city = scene()
    city.task()
    with at(2026, 1, 1):
        builders.task(city.register, city.transport)
    supporting = builders.user("clerk", Role.UNIT_OFFICER, organization=city.finance)
    stranger = builders.user("stranger")
    assert board(city.supervisor).total.total == 2
    assert board(supporting).total.total == 1
    assert board(stranger).total.total == 0
    assert sum(cell.total for _end, cell in by_month(stranger, day=date(2026, 3, 1))) == 0
    assert by_register(stranger) == []


def test_by_register_and_plan():
    city = scene()
    with act("test.plan", by=None) as this:
        plan = this.create(Plan(slug="plan", title="Plan", organization=city.city))
    planned = builders.register("planned", city.city, plan=plan)
    city.task()
    with at(2026, 1, 1):
        task = builders.task(planned, city.finance)
        show_on(task, city.register, by=None)
    # What is shown on two registers counts on both; on the whole board it counts once.
    assert [(r, c.total) for r, c in by_register(city.supervisor)] == [(city.register, 2), (planned, 1)]
    assert [(r, c.total) for r, c in by_register(city.supervisor, plan=plan)] == [(planned, 1)]
    assert board(city.supervisor).total.total == 2
    assert board(city.supervisor, plan=plan).total.total == 1
    assert board(city.supervisor, register=city.register).total.total == 2


def test_by_month_tells_how_it_stood_then():
    city = scene()
    first, second = city.task(), city.task()
    wrong = rated(city, first, "red", 2026, 2, 10, number="1")
    rated(city, second, "green", 2026, 3, 10, number="2")
    with at(2026, 4, 10):
        correct_rating(wrong, by=city.supervisor, colour="yellow", reason="Moved.")
        months = by_month(city.supervisor, months=4)
    assert [(end.month, {c: n for c, n in cell.colours.items() if n}) for end, cell in months] == [
        (1, {"": 2}),
        (2, {"": 1, "red": 1}),
        (3, {"red": 1, "green": 1}),
        (4, {"yellow": 1, "green": 1}),
    ]


def test_what_changed_this_week():
    city = scene()
    recovering, done, moving, steady = (city.task() for _ in range(4))
    rated(city, recovering, "red", 2026, 2, 10, number="1")
    rated(city, steady, "green", 2026, 2, 10, number="2")
    rated(city, recovering, "green", 2026, 3, 10, number="3")
    rated(city, steady, "green", 2026, 3, 10, number="4")
    with at(2026, 3, 11):
        close_task(
            report_complete(done, city.finance, by=city.officer, statement="Done."), by=city.supervisor
        )
    with at(2026, 3, 11, hour=6):
        move_due_date(moving, date(2027, 3, 31), by=city.supervisor, reason="Land.", seen=1)
    found = changes(city.supervisor, day=date(2026, 3, 12))
    assert [(c.kind, c.task) for c in found] == [("moved", moving), ("closed", done), ("rating", recovering)]
    assert (found[2].before, found[2].after) == ("red", "green")
    assert (found[0].before, found[0].after, found[0].reason) == (
        date(2026, 12, 31),
        date(2027, 3, 31),
        "Land.",
    )
    assert changes(city.supervisor, day=date(2026, 4, 12)) == []
    assert changes(builders.user("stranger"), day=date(2026, 3, 12)) == []


def test_a_correction_is_told_as_one():
    city = scene()
    task = city.task()
    wrong = rated(city, task, "red", 2026, 2, 10, number="1")
    with at(2026, 3, 10):
        correct_rating(wrong, by=city.supervisor, colour="green", reason="Another task was meant.")
    (change,) = changes(city.supervisor, day=date(2026, 3, 12))
    assert (change.kind, change.before, change.after) == ("correction", "red", "green")


def test_a_correction_of_this_weeks_first_rating_names_the_colour_that_it_corrects():
    city = scene()
    task = city.task()
    wrong = rated(city, task, "red", 2026, 3, 10, number="1")
    with at(2026, 3, 11):
        correct_rating(wrong, by=city.supervisor, colour="green", reason="Another task was meant.")
    (change,) = changes(city.supervisor, day=date(2026, 3, 12))
    assert (change.kind, change.before, change.after) == ("correction", "red", "green")


def test_the_number_of_queries_of_the_board_does_not_grow_with_the_rows():
    city = scene()
    counts = []
    for more in (1, 49):
        for _ in range(more):
            number = Entry.objects.count()
            where = area(city, f"Area {number}")
            unit = builders.organization(parent=city.city)
            task = placed(city, where, unit)
            rated(city, task, "red", 2026, 3, 10, number=str(number))
        with at(2026, 3, 12), CaptureQueriesContext(connection) as queries:
            board(city.supervisor)
            by_leader(city.supervisor)
            by_register(city.supervisor)
            by_month(city.supervisor)
            reds(city.supervisor)
            assert len(changes(city.supervisor, day=date(2026, 3, 12))) == Entry.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1] < 40
