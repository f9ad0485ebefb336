"""The one query of what rating rules look at: everything known of a register's tasks, read once, seen from any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from throughline.delivery.choices import CompletionState
from throughline.delivery.models import Completion, Period, Report
from throughline.delivery.queries.resting import rests_of
from throughline.delivery.rules import Account, Facts, Goal, Matter, Span, Step, facts_of
from throughline.indicators.choices import Direction
from throughline.indicators.models import Target, TargetValue
from throughline.lib import clock
from throughline.register.choices import CompletionKind, ResponsibilityRole, TaskState
from throughline.register.models import Entry, Milestone, Register, Responsibility, Task

#: Tasks in these states are rated; the clock of the others stands still.
RATED = frozenset({TaskState.OPEN, TaskState.COMPLETE, TaskState.CLOSED})

#: Columns that a past day may see otherwise than the present does.
CHANGING = ("state", "starts_on", "due_on", "completion", "review_rhythm", "rating", "rating_since")


def local_day(moment: datetime | None) -> date | None:
    """The day of `moment` in the installation's time zone."""
    return moment.astimezone(timezone.get_default_timezone()).date() if moment else None


def spans_of(register: Register) -> tuple[Span, ...]:
    """The register's periods, oldest first."""
    found = Period.objects.filter(register=register).order_by("starts_on")
    return tuple(Span(*row) for row in found.values_list("pk", "starts_on", "ends_on", "due_on"))


class Material:
    """What is known of the tasks at home on `register` (or of one `task` there), in a fixed number of queries.

    `asked_on` is the last day it will be asked about. A day before today sees each task as it stood at that day's
    end; a task entered after `asked_on` has no such past and is seen as it is.
    """

    def __init__(self, register: Register, asked_on: date, task: Task | None = None) -> None:
        self.register = register
        self._entries = Entry.objects.filter(register=register, is_home=True)
        if task is not None:
            self._entries = self._entries.filter(task=task)
        self._keys = self._entries.values("task_id")
        self._matters = self._read(asked_on)
        self._newer: frozenset[int] = frozenset()
        if asked_on < clock.today():
            known = self._versions(asked_on).values_list("id", flat=True)
            self._newer = frozenset(self._matters) - frozenset(known)

    def on(self, day: date, spans: tuple[Span, ...]) -> Iterator[Matter]:
        """The tasks that are rated on `day`, with the register's periods `spans`."""
        past = self._past(day)
        for key, matter in self._matters.items():
            values = None if past is None or key in self._newer else past.get(key)
            if past is not None and key not in self._newer and values is None:
                continue
            seen = replace(matter, periods=spans, **(values or {}))
            if seen.state in RATED and (seen.starts_on is None or seen.starts_on <= day):
                yield seen

    def _versions(self, day: date) -> QuerySet[Any]:
        return Task.as_of(clock.end_of(day)).filter(id__in=self._keys)

    def _past(self, day: date) -> dict[int, dict[str, Any]] | None:
        if day >= clock.today():
            return None
        rows = self._versions(day).values("id", *CHANGING)
        return {row.pop("id"): _changing(row) for row in rows}

    def _read(self, asked_on: date) -> dict[int, Matter]:
        milestones, accounts, joint = self._milestones(), self._accounts(asked_on), self._joint()
        completed, came_on, goals = self._completed(), self._came_on(), self._goals()
        entered_on = self._entered_on()
        rests = rests_of(self._keys)
        columns = ("id", "target_id", "lead_id", *CHANGING)
        found: dict[int, Matter] = {}
        for row in Task.objects.filter(pk__in=self._keys).order_by("pk").values(*columns):
            key, target, lead = row.pop("id"), row.pop("target_id"), row.pop("lead_id")
            found[key] = Matter(
                task=key,
                completed_on=completed.get(key),
                came_on=came_on.get(key),
                entered_on=entered_on.get(key),
                milestones=tuple(milestones[key]),
                accounts=tuple(accounts[key]),
                joint=tuple(one for one in joint[key] if one != lead),
                rests=rests.get(key, ()),
                goal=goals.get(target),
                **_changing(row),
            )
        return found

    def _milestones(self) -> Mapping[int, list[Step]]:
        found: dict[int, list[Step]] = defaultdict(list)
        rows = Milestone.objects.filter(task__in=self._keys).order_by("due_on", "pk")
        for task, *values in rows.values_list("task_id", "due_on", "progress", "done_on"):
            found[task].append(Step(*values))
        return found

    def _accounts(self, asked_on: date) -> Mapping[int, list[Account]]:
        found: dict[int, list[Account]] = defaultdict(list)
        rows = Report.objects.filter(task__in=self._keys, filed_on__lte=asked_on).order_by("pk")
        columns = "task_id period_id period__ends_on attempt organization_id leads filed_on state decided_at"
        for task, *row, decided_at, progress, value, colour, again in rows.values_list(
            *columns.split(), "progress", "value", "colour", "due_again_on"
        ):
            found[task].append(Account(*row, local_day(decided_at), progress, value, colour, again))
        return found

    def _joint(self) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        rows = Responsibility.objects.filter(task__in=self._keys, role=ResponsibilityRole.JOINT)
        for task, organization in rows.order_by("pk").values_list("task_id", "organization_id"):
            found[task].append(organization)
        return found

    def _completed(self) -> Mapping[int, date]:
        rows = Completion.objects.filter(task__in=self._keys).exclude(state=CompletionState.SENT_BACK)
        return dict(rows.order_by("reported_at", "pk").values_list("task_id", "completed_on"))

    def _came_on(self) -> Mapping[int, date | None]:
        rows = Entry.history_model.objects.filter(id__in=self._entries.values("pk"), version=1)
        came = {task: local_day(at) for task, at in rows.values_list("task_id", "valid_from")}
        # What was carried over came onto this register on that day, also where it had been shown before.
        carried = self._entries.filter(carried_from__isnull=False)
        return came | dict(carried.values_list("task_id", "carried_from__carried_on"))

    def _entered_on(self) -> Mapping[int, date | None]:
        rows = Task.history_model.objects.filter(id__in=self._keys, version=1)
        return {task: local_day(at) for task, at in rows.values_list("id", "valid_from")}

    def _goals(self) -> Mapping[int, Goal]:
        targets = Target.objects.filter(tasks__in=self._keys).distinct().select_related("indicator")
        return goals_of(targets)


def goals_of(targets: QuerySet[Target]) -> dict[int, Goal]:
    """The targets as plain values, by key."""
    steps: dict[int, list[tuple[date, Any]]] = defaultdict(list)
    rows = TargetValue.objects.filter(target__in=targets.values("pk")).order_by("ends_on")
    for target, ends_on, value in rows.values_list("target_id", "ends_on", "value"):
        steps[target].append((ends_on, value))
    return {
        target.pk: Goal(
            operator=target.operator,
            higher=target.indicator.direction == Direction.HIGHER,
            value=target.value,
            high=target.high,
            base_value=target.base_value,
            base_on=target.base_on,
            due_on=target.due_on,
            steps=tuple(steps[target.pk]),
        )
        for target in targets
    }


def _changing(row: dict[str, Any]) -> dict[str, Any]:
    ongoing = row.pop("completion") == CompletionKind.ONGOING
    rhythm = row.pop("review_rhythm")
    return {**row, "ongoing": ongoing, "review_rhythm": rhythm if ongoing else ""}


def facts_on(register: Register, day: date, task: Task | None = None) -> dict[int, Facts]:
    """The facts of each rated task at home on `register` as of `day`, by key; of `task` alone when given."""
    material = Material(register, day, task)
    return {matter.task: facts_of(matter, day) for matter in material.on(day, spans_of(register))}
