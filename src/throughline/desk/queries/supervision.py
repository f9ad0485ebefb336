"""The supervision office's desk: what waits for its decision, who is silent, what rows still lack."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import CompletionState, RatingState, ReportState
from throughline.delivery.models import Completion, Period, Rating, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.reporting import Owed, owed
from throughline.delivery.rules import ADVERSE
from throughline.desk.queries.unit import MOST
from throughline.organizations.models import Organization
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, Responsibility
from throughline.register.queries import Counts, counts


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
    whose unit may still explain, `to_circulate` the confirmed ones. `lacking` counts live rows by what they lack;
    `unruled` are open registers without rating rules, whose tasks nobody rates.
    """

    reports: list[Report]
    reports_count: int
    explained: list[Rating]
    to_confirm: list[Rating]
    to_confirm_count: int
    waiting: list[Rating]
    to_circulate: list[Rating]
    completions: list[Completion]
    silent: list[SilentUnit]
    open_periods: list[Period]
    lacking: Counts
    unruled: list[Register]


def supervision_desk(user: User, day: date) -> SupervisionDesk:
    """What waits for `user` on the registers that they supervise, as of `day`."""
    filed = allowed(user, "delivery.decide_report", Report.objects.filter(state=ReportState.FILED))
    proposed = allowed(user, "delivery.confirm_rating", Rating.objects.filter(state=RatingState.PROPOSED))
    confirmed = allowed(user, "delivery.confirm_rating", Rating.objects.filter(state=RatingState.CONFIRMED))
    hearing = _hearing(day)
    ready = proposed.exclude(hearing)
    return SupervisionDesk(
        reports=list(_with_task(filed).select_related("organization", "period").order_by("filed_at")[:MOST]),
        reports_count=filed.count(),
        explained=list(
            _with_task(proposed.filter(explained_at__isnull=False)).order_by("explained_at")[:MOST]
        ),
        to_confirm=list(_with_task(ready).order_by("on", "pk")[:MOST]),
        to_confirm_count=ready.count(),
        waiting=list(_with_task(proposed.filter(hearing)).order_by("explain_by_on", "pk")[:MOST]),
        to_circulate=list(_with_task(confirmed).order_by("on", "pk")[:MOST]),
        completions=_completions(user),
        silent=silent_units(user, day),
        open_periods=_open_periods(user, day),
        lacking=counts(None, user, as_of=day),
        unruled=list(supervised(user).filter(rule_set=None, closed_on=None)[:MOST]),
    )


def _hearing(day: date) -> Q:
    """Proposals whose unit may still explain: not confirmed before."""
    return Q(colour__in=ADVERSE, explained_at=None, explain_by_on__gte=day)


def _with_task(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows.select_related("task__lead")


def _completions(user: User) -> list[Completion]:
    rows = allowed(user, "delivery.close_task", Completion.objects.filter(state=CompletionState.REPORTED))
    return list(_with_task(rows).select_related("organization").order_by("reported_at")[:MOST])


def supervised(user: User) -> QuerySet[Register]:
    """The registers that `user` supervises."""
    return allowed(user, "delivery.circulate", Register.objects.all())


def _open_periods(user: User, day: date) -> list[Period]:
    """Periods whose reports were due and that may be closed."""
    rows = Period.objects.filter(
        register__in=supervised(user).values("pk"), closed_at=None, due_on__lt=day, ends_on__lte=day
    )
    return list(rows.select_related("register").order_by("due_on", "pk")[:MOST])


def silent_units(user: User, day: date) -> list[SilentUnit]:
    """Units with overdue reports on the supervised registers, who owes most first."""
    home = Entry.objects.filter(is_home=True, register__in=supervised(user).values("pk"))
    rows = Responsibility.objects.filter(
        role__in=REPORTING, task__state=TaskState.OPEN, task__in=home.values("task")
    ).select_related("task", "organization")
    late: dict[Organization, list[Owed]] = defaultdict(list)
    for one in owed(rows, as_of=day):
        if one.is_overdue(day):
            late[one.organization].append(one)
    found = [SilentUnit(unit, len(ones), min(_oldest(one) for one in ones)) for unit, ones in late.items()]
    return sorted(found, key=lambda unit: (-unit.tasks, unit.since, unit.organization.official_order))


def _oldest(one: Owed) -> date:
    return min([one.period.due_on, *(period.due_on for period in one.earlier)])
