"""Whether rights are looked up by keys or asked of each row: everybody sees the same rows, today and on a past day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import CONDITIONS, _named, allowed, allowed_keys, may
from throughline.delivery.models import Completion, Extension, Period, Rating, Report
from throughline.desk.queries import board, by_leader, by_month, by_register, changes, reds
from throughline.history import past
from throughline.history.act import act
from throughline.lib import clock
from throughline.organizations.models import Grant, Organization
from throughline.plans.models import Plan, PlanGrant
from throughline.register import permissions
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import (
    Entry,
    KeyArea,
    Milestone,
    Project,
    ProjectTask,
    Register,
    RegisterGrant,
    Responsibility,
    StageGoal,
    Task,
)
from throughline.register.queries import RegisterFilter, counts, rows
from throughline.register.queries.filters import places

pytestmark = pytest.mark.django_db

MADE, CHANGED, TODAY = (datetime(2026, month, 10, 4, tzinfo=UTC) for month in (1, 2, 3))
DAY = date(2026, 1, 31)
WITH_TASK = (Entry, Responsibility, Report, Rating, Milestone, Extension, Completion)


class Land:
    """Organizations on three levels, registers of any of them, tasks here and there; drawn by lot, always the same."""

    def __init__(self, lot: random.Random) -> None:
        self.lot = lot
        tops = [builders.organization(level=1) for _ in range(2)]
        middle = [builders.organization("", top, level=2) for top in tops for _ in range(2)]
        leaves = [builders.organization("", each, level=3) for each in middle for _ in range(2)]
        self.units: list[Organization] = [*tops, *middle, *leaves]
        with act("test.land", by=None) as this:
            self.plan = this.create(Plan(slug="plan", title="Plan", organization=tops[0]))
        self.registers = [
            builders.register(
                organization=unit,
                disclosure=lot.choice(("internal", "internal", "public")),
                plan=lot.choice((self.plan, None)),
            )
            for unit in lot.sample(self.units, 5)
        ]
        self.tasks = [self._task() for _ in range(14)]

    def _task(self) -> Task:
        lot, draw = self.lot, self.lot.choice
        home, *others = lot.sample(self.registers, lot.randint(1, 3))
        lead, *joint = lot.sample(self.units, lot.randint(1, 3))
        colour = draw(("", "green", "red", "yellow"))
        task = builders.task(
            home,
            draw((lead, lead, None)),
            disclosure=draw(("internal",) * 6 + ("public",)),
            rating=colour,
            state=draw(("open",) * 5 + ("cancelled",)),
        )
        own = {"task": task, "organization": lead}
        with act("test.further", by=None) as this:
            for unit in joint:
                role = ResponsibilityRole.JOINT
                this.create(Responsibility(task=task, organization=unit, role=role, position=1))
            for register in others:
                this.create(Entry(register=register, task=task, is_home=False, position=task.pk))
            area = this.create(KeyArea(register=home, title=f"Area of {task.pk}"))
            this.create(StageGoal(area=area, due_on=DAY, text="Water."))
            period, _ = Period.objects.get_or_create(register=home, starts_on=DAY, ends_on=DAY, due_on=DAY)
            this.create(Report(**own, period=period, filed_at=MADE, filed_on=DAY))
            for state in ("proposed", "circulated"):
                at = clock.now() if state == "circulated" else None
                this.create(
                    Rating(task=task, on=DAY, since=DAY, colour=colour, state=state, circulated_at=at)
                )
            this.create(Milestone(task=task, title="Tender", due_on=DAY))
            this.create(
                Extension(**own, wanted_on=DAY, reason="Rain.", asked_on=DAY, asked_at=MADE, state="asked")
            )
            this.create(Completion(**own, completed_on=DAY, statement="Done.", reported_at=MADE))
            project = this.create(Project(code=f"P{task.pk}", title="Project", organization=draw(self.units)))
            this.create(ProjectTask(project=project, task=task))
        return task

    def reader(self, role: str) -> User:
        """Holds the role at one or two organizations; perhaps also for a register or the plan."""
        user = builders.user()
        with act("test.grants", by=None) as this:
            for unit in self.lot.sample(self.units, self.lot.randint(0, 2)):
                this.create(Grant(user=user, role=role, organization=unit))
            if self.lot.random() < 0.4:
                this.create(RegisterGrant(user=user, role=role, register=self.lot.choice(self.registers)))
            if self.lot.random() < 0.2:
                this.create(PlanGrant(user=user, role=role, plan=self.plan))
        return user

    def change(self) -> None:
        """Units go elsewhere, tasks come and go, others answer: a past day must show it as it was."""
        lot = self.lot
        with act("test.changed", by=None) as this:
            for row in lot.sample(list(Responsibility.objects.all()), 8):
                this.delete(row)
            for row in lot.sample(list(Entry.objects.filter(is_home=False)), 5):
                this.delete(row)
            for task in lot.sample(self.tasks, 6):
                unit = lot.choice(self.units)
                if not task.responsibilities.filter(organization=unit).exists():
                    this.create(Responsibility(task=task, organization=unit, role=ResponsibilityRole.JOINT))
            moved = Organization.objects.get(pk=self.units[-1].pk)
            moved.place_under(self.units[2])
            this.save(moved)


@pytest.fixture(params=range(3))
def land(request) -> Land:
    with clock.travel(MADE):
        made = Land(random.Random(request.param))
    with clock.travel(CHANGED):
        made.change()
    return made


def fresh(user: User) -> User:
    """As a request reads the account: nothing is remembered of the one before."""
    return User.objects.get(pk=user.pk)


def everybody(land: Land) -> list[User]:
    everywhere = builders.user("", Role.SUPERVISION_OFFICE)
    return [everywhere, builders.user(), *(land.reader(role) for role in Role.values)]


def keys(found) -> list[int]:
    return sorted(found.values_list("pk", flat=True))


def agree(user: User) -> None:
    """Both forms give the same rows of each act's model, and of every table with a task."""
    for name, (_condition, model) in CONDITIONS.items():
        if model is None:
            continue
        every = model._base_manager.order_by("pk")
        seen = keys(allowed(fresh(user), name, every))
        assert keys(allowed(fresh(user), name, every, each=True)) == seen, name
        assert allowed_keys(user, name, list(every)) == set(seen), name
        for row in every[:3]:
            assert may(user, name, row) == (row.pk in seen), name
        if past.moment() is None:
            assert keys(allowed(user, name, every.filter(pk__in=seen))) == seen, name
    for model in WITH_TASK:
        every = model._base_manager.all()
        by_key = allowed(fresh(user), "register.view_task", every, path="task")
        assert keys(allowed(fresh(user), "register.view_task", every, path="task", each=True)) == keys(by_key)
        tasks = allowed(user, "register.view_task", Task.objects.all()).values("pk")
        assert keys(by_key) == keys(every.filter(task__in=list(tasks.values_list("pk", flat=True))))


@pytest.mark.slow
def test_each_row_is_seen_in_both_forms_or_in_none(land):
    with clock.travel(TODAY):
        for user in everybody(land):
            agree(user)
            with past.seen_on(DAY):
                agree(user)


WANTED = (
    RegisterFilter(),
    RegisterFilter(text="Task"),
    RegisterFilter(ratings=("red",)),
    RegisterFilter(states=("cancelled",)),
    RegisterFilter(closed_years=True, due_to=date(2027, 1, 1)),
)


def told(land: Land, user: User) -> list[object]:
    """What lists, counts and the overview tell."""
    found: list[object] = []
    unit, area = land.units[2].pk, KeyArea.objects.order_by("pk").values_list("pk", flat=True)[0]
    by_index = RegisterFilter(organization=unit), RegisterFilter(lead=unit), RegisterFilter(area=area)
    for register in (None, *land.registers[:2]):
        for wanted in (*WANTED, *by_index):
            some = [row.task.pk for row in rows(register, user, wanted).rows]
            found += [some, counts(register, user, wanted, most=10), counts(register, user, wanted)]
    whole = board(user)
    cells = {key: cell.colours for key, cell in whole.cells.items()}
    found += [cells, whole.total.colours, keys(places(user)), keys(places(user, each=True))]
    months = by_month(user)
    assert by_month(user, now=whole.total) == months
    for each in (by_leader(user), by_register(user), months):
        found.append([(getattr(one, "pk", one), cell.colours) for one, cell in each])
    found += [[entry.pk for entry in reds(user)], changes(user, day=clock.today())]
    return found


@pytest.mark.slow
def test_lists_and_the_overview_tell_the_same_to_who_sees_many_and_few(land, monkeypatch):
    with clock.travel(TODAY):
        for user in everybody(land)[2::4]:
            for day in (None, DAY):
                with past.seen_on(day):
                    found = told(land, fresh(user))
                    with monkeypatch.context() as patched:
                        patched.setattr(permissions, "MANY", 0)
                        assert told(land, fresh(user)) == found


def test_how_much_is_in_reach_is_counted_once_and_only_where_it_is_a_part(land, monkeypatch):
    monkeypatch.setattr(permissions, "MANY", 2)
    office = builders.user("", Role.SUPERVISION_OFFICE, organization=land.units[0])
    assert permissions.sees_many(office)
    with CaptureQueriesContext(connection) as asked:
        assert permissions.sees_many(office)
        assert not permissions.sees_many(None)
    assert len(asked) == 0
    for nothing_or_all in (builders.user(), builders.user("", Role.SUPERVISION_OFFICE)):
        with CaptureQueriesContext(connection) as asked:
            assert not permissions.sees_many(nothing_or_all)
        assert not any("UNION" in one["sql"] for one in asked)


def test_rows_named_by_keys_are_asked_one_by_one():
    assert _named(Task.objects.filter(pk=1))
    assert _named(Task.objects.filter(state="open", pk__in=[1, 2]).select_related("lead"))
    assert _named(Register.objects.filter(slug="tasks"))
    for other in (
        Task.objects.all(),
        Task.objects.filter(pk__in=Task.objects.filter(state="open").values("pk")),
        Task.objects.exclude(pk=1),
        Task.objects.filter(Q(pk=1) | Q(state="open")),
        Entry.objects.filter(register__slug="tasks"),
        Entry.objects.filter(task=1),
    ):
        assert not _named(other)
