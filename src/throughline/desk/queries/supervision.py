"""The supervision office's desk: what waits for its decision, who is silent, what rows still lack."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import (
    AdjustmentKind,
    CompletionState,
    ExtensionState,
    RatingState,
    ReportState,
)
from throughline.delivery.models import Adjustment, Completion, Extension, Period, Rating, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.ratings import to_decide, waiting
from throughline.delivery.queries.reconciliation import year_ends
from throughline.delivery.queries.reporting import each_owed
from throughline.delivery.queries.returned import returned
from throughline.desk.queries.unit import MOST
from throughline.desk.queries.vacancies import vacant_posts
from throughline.lib.pieces import rows_in_pieces
from throughline.organizations.models import Organization, Post
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, Responsibility, Task
from throughline.register.permissions import sees_many
from throughline.register.queries import Counts, counts
from throughline.register.rules import LIVE_STATES, reached

#: Of so many responsibilities it is found out who is silent; whoever supervises more is told that there are more.
LOOKED_AT = 10_000


@dataclass(frozen=True)
class SilentUnit:
    """A unit that owes reports past their due day: `tasks` of them, the oldest since `since`."""

    organization: Organization
    tasks: int
    since: date


@dataclass(frozen=True)
class SupervisionDesk:
    """What waits for the office. Lists hold the oldest first and at most MOST rows; counts are whole.

    `explained` are proposals to which the unit wrote, `to_confirm` all that may be confirmed now, `waiting` those
    whose unit may still explain, `to_circulate` the confirmed ones. `extensions` are new dates asked for, `returned`
    reports that their units have not filed again, `reached` tasks at 100 % that their units have not reported
    complete. `lacking` counts live rows by what they lack; `unruled` are open registers without rating rules, whose
    tasks nobody rates; `rested` are suspensions whose expected end is over, `vacant` posts that nobody holds though
    open tasks wait for them. `year_ends` are open registers whose reconciliation was begun, with the number of their
    undecided tasks. `silent_among` is 0 when everything was
    looked at for silent units, else of how many responsibilities they are.
    """

    reports: list[Report]
    reports_count: int
    explained: list[Rating]
    to_confirm: list[Rating]
    to_confirm_count: int
    waiting: list[Rating]
    to_circulate: list[Rating]
    to_circulate_count: int
    extensions: list[Extension]
    extensions_count: int
    returned: list[Report]
    completions: list[Completion]
    reached: list[Task]
    silent: list[SilentUnit]
    open_periods: list[Period]
    lacking: Counts
    unruled: list[Register]
    rested: list[Adjustment]
    vacant: list[Post]
    year_ends: list[tuple[Register, int]] = field(default_factory=list)
    silent_among: int = 0


def supervision_desk(user: User, day: date) -> SupervisionDesk:
    """What waits for `user` on the registers that they supervise, as of `day`."""
    filed = allowed(user, "delivery.decide_report", Report.objects.filter(state=ReportState.FILED))
    confirmed = allowed(user, "delivery.confirm_rating", Rating.objects.filter(state=RatingState.CONFIRMED))
    ready = to_decide(user, day)
    asked = extensions(user)
    return SupervisionDesk(
        reports=list(_with_task(filed).select_related("organization", "period").order_by("filed_at")[:MOST]),
        reports_count=filed.count(),
        explained=list(ready.filter(explained_at__isnull=False).order_by("explained_at")[:MOST]),
        to_confirm=list(ready[:MOST]),
        to_confirm_count=ready.count(),
        waiting=list(waiting(user, day)[:MOST]),
        to_circulate=list(_with_task(confirmed).order_by("on", "pk")[:MOST]),
        to_circulate_count=confirmed.count(),
        extensions=list(asked[:MOST]),
        extensions_count=asked.count(),
        returned=returned_reports(user),
        completions=_completions(user),
        reached=_reached(user),
        silent=silent_units(user, day),
        silent_among=LOOKED_AT if _reporting(user)[LOOKED_AT : LOOKED_AT + 1].exists() else 0,
        open_periods=_open_periods(user, day),
        lacking=counts(None, user, as_of=day),
        rested=rested(user, day),
        vacant=list(vacant_posts(user, day)[:MOST]),
        unruled=list(supervised(user).filter(rule_set=None, closed_on=None)[:MOST]),
        year_ends=year_ends(supervised(user).filter(closed_on=None)),
    )


def _with_task(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows.select_related("task__lead")


def extensions(user: User) -> QuerySet[Extension]:
    """The new dates that wait for the answer of `user`, the first asked first."""
    rows = Extension.objects.filter(state=ExtensionState.ASKED, task__state__in=LIVE_STATES)
    # Few wait, of however many tasks in sight.
    found = allowed(user, "delivery.decide_extension", rows, each=sees_many(user))
    return _with_task(found).select_related("organization", "asked_by").order_by("asked_at", "pk")


def returned_reports(user: User) -> list[Report]:
    """What came back to the units and was not filed again yet, on the supervised registers; the first due first."""
    rows = returned(allowed(user, "delivery.decide_report", Report.objects.all()))
    full = _with_task(rows).select_related("organization", "period")
    return list(full.order_by("due_again_on", "pk")[:MOST])


def rested(user: User, day: date) -> list[Adjustment]:
    """The suspensions of tasks still suspended that were expected to end by `day`, the first expected first."""
    tasks = allowed(user, "register.edit_task", Task.objects.filter(state=TaskState.SUSPENDED))
    rows = Adjustment.objects.filter(kind=AdjustmentKind.SUSPENDED, task__in=tasks.order_by().values("pk"))
    newer = Adjustment.objects.filter(
        task=OuterRef("task"), kind=AdjustmentKind.SUSPENDED, pk__gt=OuterRef("pk")
    )
    found = rows.filter(~Exists(newer), until_on__lte=day)
    return list(_with_task(found).order_by("until_on", "pk")[:MOST])


def _completions(user: User) -> list[Completion]:
    rows = allowed(user, "delivery.close_task", Completion.objects.filter(state=CompletionState.REPORTED))
    return list(_with_task(rows).select_related("organization").order_by("reported_at")[:MOST])


def _reached(user: User) -> list[Task]:
    tasks = Task.objects.filter(
        reached(), entries__is_home=True, entries__register__in=supervised(user).values("pk")
    )
    return list(tasks.select_related("lead").order_by("due_on", "pk")[:MOST])


def supervised(user: User) -> QuerySet[Register]:
    """The registers that `user` supervises."""
    return allowed(user, "delivery.supervise", Register.objects.all())


def _open_periods(user: User, day: date) -> list[Period]:
    """Periods whose reports were due and that may be closed."""
    over = Period.objects.filter(closed_at=None, due_on__lt=day, ends_on__lte=day)
    rows = allowed(user, "delivery.close_period", over)
    return list(rows.select_related("register").order_by("due_on", "pk")[:MOST])


def silent_units(user: User, day: date) -> list[SilentUnit]:
    """Units with overdue reports on the supervised registers, who owes most first; of LOOKED_AT responsibilities."""
    late: dict[Organization, list[date]] = defaultdict(list)
    looked = 0
    for rows in rows_in_pieces(_reporting(user).select_related("task", "organization")):
        for one in each_owed(rows, day):
            if days := [one.due_of(period) for period in one.overdue(day)]:
                late[one.organization].append(min(days))
        looked += len(rows)
        if looked >= LOOKED_AT:
            break
    found = [SilentUnit(unit, len(days), min(days)) for unit, days in late.items()]
    return sorted(found, key=lambda unit: (-unit.tasks, unit.since, unit.organization.official_order))


def _reporting(user: User) -> QuerySet[Responsibility]:
    """Who reports on the tasks under way at home on the supervised registers."""
    home = Entry.objects.filter(is_home=True, register__in=supervised(user).values("pk"))
    rows = Responsibility.objects.filter(role__in=REPORTING, task__state=TaskState.OPEN)
    return rows.filter(Exists(home.filter(task=OuterRef("task")))).order_by("pk")
