"""Any past day is read by the queries of the present, and can't be changed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from tests import builders
from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import cancel_task
from throughline.exchange.register_export import export
from throughline.history import past
from throughline.history.act import act
from throughline.history.queries import history_of, records
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.register.actions.entries import edit_entry
from throughline.register.actions.registers import add_area
from throughline.register.actions.responsibilities import set_responsibilities
from throughline.register.actions.tasks import create_task, delete_task, edit_task
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Register, Responsibility, Task

pytestmark = pytest.mark.django_db

BEGIN = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def register() -> Register:
    with clock.travel(BEGIN):
        return builders.register(organization=builders.organization("fin", name="Finance"))


def some_act(register: Register, units: list[Organization], chance: random.Random) -> None:
    """One of the things that happen to a register."""
    tasks = list(Task.objects.filter(state="open"))
    if not tasks or chance.random() < 0.3:
        create_task(register, by=None, title=f"Task {chance.random():.6f}")
        return
    task = chance.choice(tasks)
    acts: list[Callable[[], object]] = [
        lambda: edit_task(task, by=None, seen=task.version, aim=f"Aim {chance.random():.6f}"),
        lambda: set_responsibilities(
            task,
            [(unit, ResponsibilityRole.LEAD) for unit in chance.sample(units, 2)],
            by=None,
            seen=task.version,
        ),
        lambda: add_area(register, by=None, title=f"Area {chance.random():.6f}"),
        lambda: move(task, register, chance),
        lambda: delete_task(task, by=None, seen=task.version),
        lambda: cancel_task(task, by=None, seen=task.version, why="The council dropped it."),
        lambda: rename(chance.choice(units), f"Unit {chance.random():.6f}"),
    ]
    chance.choice(acts)()


def move(task: Task, register: Register, chance: random.Random) -> None:
    entry = task.entries.get()
    areas = [None, *register.areas.all()]
    edit_entry(
        entry, by=None, seen=entry.version, area=chance.choice(areas), number=str(chance.randrange(99))
    )


def rename(unit: Organization, name: str) -> None:
    unit.refresh_from_db()
    unit.name = name
    with act("test.rename", by=None) as this:
        this.save(unit)


def as_table(register: Register) -> str:
    return export(register, None, "csv", group="area").decode()


@pytest.mark.parametrize("seed", range(4))
def test_every_past_moment_reads_as_it_was(register, seed):
    chance = random.Random(seed)
    with clock.travel(BEGIN):
        units = [builders.organization(f"u{number}") for number in range(4)]
    told: dict[datetime, str] = {}
    for hour in range(40):
        moment = BEGIN + timedelta(hours=7 * hour)
        with clock.travel(moment):
            some_act(register, units, chance)
            told[moment + timedelta(hours=1)] = as_table(register)
    assert len(set(told.values())) > 20
    for moment, table in told.items():
        with past.seen_at(moment):
            assert as_table(register) == table


def test_what_was_deleted_since_stands_on_its_day(register):
    with clock.travel(BEGIN):
        task = builders.task(register, title="Build the bridge")
    task.entries.get()
    with clock.travel(BEGIN + timedelta(days=3)), act("test.delete", by=None) as this:
        this.delete(task)
    assert not Task.objects.exists()
    with past.seen_on(date(2025, 3, 2)):
        assert [one.title for one in Task.objects.filter(entries__register=register)] == ["Build the bridge"]
    with past.seen_on(date(2025, 3, 4)):
        assert not Task.objects.exists()


def test_a_day_lasts_until_its_midnight(register):
    # 15:59:59 in London's winter is the last second of the day in Shanghai, where this installation stands.
    with clock.travel(datetime(2025, 3, 2, 15, 59, 59, tzinfo=UTC)):
        builders.task(register, title="Late")
    with clock.travel(datetime(2025, 3, 2, 16, 0, tzinfo=UTC)):
        builders.task(register, title="Next morning")
    with past.seen_on(date(2025, 3, 2)):
        assert [task.title for task in Task.objects.all()] == ["Late"]
        assert clock.today() == date(2025, 3, 2)


def test_nothing_can_be_written(register):
    with clock.travel(BEGIN):
        task = builders.task(register)
    with past.seen_at(clock.now()):
        with pytest.raises(past.ThePastIsKept), act("test.edit", by=None) as this:
            this.save(task)
        with pytest.raises(past.ThePastIsKept), transaction.atomic():
            Task.objects.update(title="Other")
        with pytest.raises(past.ThePastIsKept), transaction.atomic():
            Task.objects.all().delete()
    task.refresh_from_db()
    assert task.version == 1


def test_people_may_look_and_do_nothing_else(register):
    office = builders.user("office", Role.SUPERVISION_OFFICE)
    with clock.travel(BEGIN):
        task = builders.task(register)
    assert may(office, "register.edit_task", task)
    with past.seen_at(clock.now()):
        assert may(office, "register.view_task", task)
        assert not may(office, "register.edit_task", task)
        assert not allowed(office, "register.edit_task", Task.objects.all()).exists()


def test_todays_rights_and_todays_disclosure_hold(register):
    new_unit = builders.user("outsider", Role.UNIT_OFFICER, organization=builders.organization("new"))
    with clock.travel(BEGIN):
        task = builders.task(register, disclosure=Disclosure.PUBLIC)
    yesterday = BEGIN + timedelta(hours=1)
    with past.seen_at(yesterday):
        assert may(new_unit, "register.view_task", task)
    edit_task(task, by=None, seen=task.version, disclosure=Disclosure.INTERNAL)
    with past.seen_at(yesterday):
        assert not may(new_unit, "register.view_task", task)
        assert Task.objects.get().disclosure == Disclosure.INTERNAL


def test_grouping_and_counting_work_in_the_past(register):
    with clock.travel(BEGIN):
        task = builders.task(register, lead=builders.organization("lead"))
    with past.seen_at(BEGIN + timedelta(hours=1)):
        counted = Task.objects.annotate(held=Count("responsibilities")).get()
        assert (counted.title, counted.held) == (task.title, 1)
        united = Task.objects.order_by().values("pk").union(Responsibility.objects.order_by().values("pk"))
        assert len(united) >= 1
        assert list(Task.objects.filter(title__contains="%").iterator()) == []


def test_an_objects_history_ends_on_the_day(register):
    with clock.travel(BEGIN):
        task = builders.task(register)
    edit_task(task, by=None, seen=task.version, aim="Later")
    assert len(history_of(task)) == 2
    with past.seen_at(BEGIN + timedelta(hours=1)):
        assert len(history_of(task)) == 1
        assert "register.edit_task" not in {record.act for record in records()}


def test_days_of_which_nothing_is_known_are_refused(register):
    with pytest.raises(Invalid, match="has not come yet"), past.seen_on(clock.today() + timedelta(days=1)):
        raise AssertionError
    with pytest.raises(Invalid, match="Nothing was kept before 1 Mar 2025"), past.seen_on(date(2025, 2, 28)):
        raise AssertionError
    with past.seen_on(None), past.seen_on(clock.today()):
        assert past.moment() is None
