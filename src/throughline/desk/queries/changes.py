"""What changed lately: ratings circulated, tasks closed, dates moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from throughline.accounts.models import User
from throughline.delivery.choices import CompletionState, RatingState
from throughline.delivery.models import Completion, DueDateChange, Rating
from throughline.delivery.rules import Standing, standing
from throughline.desk.queries.board import shown
from throughline.lib import clock
from throughline.plans.models import Plan
from throughline.register.models import Register, Task

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """One thing that changed: `kind` is rating, correction, closed or moved; `before` and `after` its plain values.

    For ratings colours ("" before the first; of a correction the circulated one that was wrong), for moved dates dates
    or None; `reason` as it was given.
    """

    kind: str
    at: datetime
    task: Task
    before: str | date | None = None
    after: str | date | None = None
    reason: str = ""


def changes(
    user: User | None,
    *,
    day: date,
    since: date | None = None,
    plan: Plan | None = None,
    register: Register | None = None,
    most: int = 100,
) -> list[Change]:
    """What changed from `since` (default: a week back) up to `day`, the latest first, of the tasks in sight."""
    start, end = clock.end_of((since or day - WEEK) - timedelta(days=1)), clock.end_of(day)
    # Asked of each thing that changed lately; all tasks in sight may be a million.
    tasks = Exists(shown(user, plan, register, first=True).filter(task=OuterRef("task")))
    found = [
        *_ratings(tasks, start, end, most),
        *_closed(tasks, start, end, most),
        *_moved(tasks, start, end, most),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)[:most]


def _ratings(tasks: Exists, start: datetime, end: datetime, most: int) -> list[Change]:
    circulated = Rating.objects.filter(tasks, state=RatingState.CIRCULATED, circulated_at__lt=end)
    recent = circulated.filter(circulated_at__gte=start).select_related("task__lead", "corrects")
    latest = {row.task_id: row for row in recent.order_by("-circulated_at", "-pk")[:most][::-1]}
    earlier: dict[int, list[Standing]] = defaultdict(list)
    before = circulated.filter(task__in=latest, circulated_at__lt=start).order_by("circulated_at", "pk")
    for task, *row in before.values_list("task_id", "pk", "colour", "since", "corrects_id"):
        earlier[task].append(Standing(*row))
    found = []
    for task, row in latest.items():
        kind = "correction" if row.corrects else "rating"
        before = row.corrects.colour if row.corrects else standing(earlier[task]).colour
        if before != row.colour:
            found.append(Change(kind, row.circulated_at, row.task, before, row.colour, row.reason))
    return found


def _closed(tasks: Exists, start: datetime, end: datetime, most: int) -> list[Change]:
    rows = Completion.objects.filter(
        tasks, state=CompletionState.CLOSED, decided_at__gte=start, decided_at__lt=end
    ).select_related("task__lead")
    return [
        Change("closed", row.decided_at, row.task, None, row.completed_on, row.reason)
        for row in rows.order_by("-decided_at")[:most]
    ]


def _moved(tasks: Exists, start: datetime, end: datetime, most: int) -> list[Change]:
    rows = DueDateChange.objects.filter(tasks, changed_at__gte=start, changed_at__lt=end)
    return [
        Change("moved", row.changed_at, row.task, row.earlier_on, row.later_on, row.reason)
        for row in rows.select_related("task__lead").order_by("-changed_at")[:most]
    ]
