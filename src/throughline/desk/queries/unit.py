"""A unit's desk: what it owes and by when, and what reporting costs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import ExtensionState
from throughline.delivery.models import Extension, Period, Rating, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.ratings import to_explain
from throughline.delivery.queries.reconciliation import words_wanted
from throughline.delivery.queries.reporting import REPORTED_AT, Owed, asks_at, came_on, owed
from throughline.delivery.queries.resting import rests_of
from throughline.lib.dates import add_months, month_end
from throughline.organizations.models import Organization
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Milestone, Register, Responsibility, Task
from throughline.register.queries import unsigned
from throughline.register.rules import LIVE_STATES, SET_ASIDE, overdue_steps, reached

#: A due date is near from this many days before it.
NEAR_DAYS = 15
#: Rows of one list on a desk; the whole list stands on its own page.
MOST = 100


@dataclass(frozen=True)
class UnitDesk:
    """What the units of a person owe. `reports` come most urgent first; those that were returned carry the reason.

    `reached` are tasks at 100 % that they collect for and have not reported complete; `due` the others of these near
    their due date or past it; `steps` their milestones that are overdue; `extensions` the new dates they asked for and
    have no answer to. `words` are registers at their year's end: until when units say what became of how many tasks.
    `sheets` are the registers, with the unit, whose sign-off sheets hold what is unsigned.
    """

    reports: list[Owed]
    to_explain: list[Rating]
    unsigned: list[Responsibility]
    reached: list[Task]
    due: list[Task]
    steps: list[Milestone]
    extensions: list[Extension]
    words: list[tuple[Register, date, int]] = field(default_factory=list)
    sheets: list[tuple[Register, Organization]] = field(default_factory=list)

    @property
    def returned(self) -> list[Owed]:
        """Reports that came back with a reason."""
        return [one for one in self.reports if one.returned is not None]


def unit_desk(user: User, day: date) -> UnitDesk:
    """What the units for which `user` speaks owe as of `day`."""
    to_sign = list(unsigned(user)[:MOST])
    return UnitDesk(
        reports=owed(user=user, as_of=day),
        to_explain=list(to_explain(user)[:MOST]),
        unsigned=to_sign,
        reached=_collected(user, Task.objects.filter(reached())),
        due=_collected(user, Task.objects.filter(_near(day)).exclude(reached())),
        steps=_steps(user, day),
        extensions=_extensions(user),
        words=words_wanted(user, day),
        sheets=_sheets(to_sign),
    )


def _sheets(to_sign: list[Responsibility]) -> list[tuple[Register, Organization]]:
    """Each register once for each unit, in the order of what is to be signed."""
    homes = Entry.objects.filter(is_home=True, task__in=[row.task_id for row in to_sign])
    registers = {entry.task_id: entry.register for entry in homes.select_related("register").order_by()}
    found = [(registers[row.task_id], row.organization) for row in to_sign if row.task_id in registers]
    return list(dict.fromkeys(found))


def _near(day: date) -> Q:
    return Q(state=TaskState.OPEN, due_on__lte=day + timedelta(days=NEAR_DAYS))


def _collected(user: User, tasks: QuerySet[Task]) -> list[Task]:
    """Those of `tasks` that the person's units collect for, the first due first."""
    own = allowed(user, "delivery.report_complete", Responsibility.objects.filter(role__in=REPORTING))
    led = tasks.filter(lead__in=own.values("organization"), pk__in=own.values("task"))
    return list(led.select_related("lead").order_by("due_on", "pk")[:MOST])


def _steps(user: User, day: date) -> list[Milestone]:
    rows = allowed(user, "delivery.mark_milestone", Milestone.objects.filter(overdue_steps(day)))
    return list(rows.select_related("task").order_by("due_on", "pk")[:MOST])


def _extensions(user: User) -> list[Extension]:
    tasks = allowed(user, "delivery.ask_extension", Task.objects.filter(state__in=LIVE_STATES))
    rows = Extension.objects.filter(state=ExtensionState.ASKED, task__in=tasks.values("pk"))
    return list(rows.select_related("task").order_by("asked_at", "pk")[:MOST])


@dataclass(frozen=True)
class MonthLoad:
    """How many reports were due from a unit in the month that ends on `month`, and how they came.

    `open` are those not yet due; a report returned and filed again counts by its first attempt.
    """

    month: date
    tasks: int
    due: int
    in_time: int
    late: int
    missing: int
    open: int


def my_load(unit: Organization, *, day: date, months: int = 12) -> list[MonthLoad]:
    """The reporting load of `unit` itself per month of the due days, the last `months` up to that of `day`."""
    until = month_end(day)
    since = month_end(add_months(until.replace(day=1), -months)) + timedelta(days=1)
    held = list(_asks(unit, since, until))
    first = _first_filings(unit, held)
    return [_month(end, held, first, day) for end in _ends(since, until)]


def _ends(since: date, until: date) -> Iterator[date]:
    end = month_end(since)
    while end <= until:
        yield end
        end = month_end(end + timedelta(days=1))


def _asks(unit: Organization, since: date, until: date) -> Iterator[tuple[Task, Period]]:
    """The (task, period) pairs that ask the unit for a report due in the span."""
    rows = Responsibility.objects.filter(organization=unit, role__in=REPORTING).exclude(
        task__state__in=(*SET_ASIDE, TaskState.SUSPENDED)
    )
    tasks = {row.task_id: row.task for row in rows.select_related("task").order_by("pk")}
    entries = list(Entry.objects.filter(REPORTED_AT, task__in=tasks))
    came, rests = came_on(entries), rests_of(tasks)
    periods: dict[int, list[Period]] = defaultdict(list)
    due = Period.objects.filter(due_on__range=(since, until), register__in={e.register_id for e in entries})
    for period in due.order_by("starts_on"):
        periods[period.register_id].append(period)
    for entry in entries:
        task = tasks[entry.task_id]
        for period in periods[entry.register_id]:
            if asks_at(entry, task, period, came.get(entry.pk), rests.get(task.pk, ())):
                yield task, period


def _first_filings(unit: Organization, held: list[tuple[Task, Period]]) -> dict[tuple[int, int], date]:
    periods = {period.pk for _task, period in held}
    rows = Report.objects.filter(organization=unit, period__in=periods, attempt=1)
    return {(task, period): day for task, period, day in rows.values_list("task_id", "period_id", "filed_on")}


def _month(
    end: date, held: list[tuple[Task, Period]], first: dict[tuple[int, int], date], day: date
) -> MonthLoad:
    due = [(task, period) for task, period in held if month_end(period.due_on) == end]
    # Once a task is closed it is asked for nothing more: only what was filed counts.
    ended = (TaskState.CLOSED, TaskState.NOT_DONE)
    due = [(t, p) for t, p in due if t.state not in ended or (t.pk, p.pk) in first]
    filed = [(period, first[task.pk, period.pk]) for task, period in due if (task.pk, period.pk) in first]
    in_time = sum(1 for period, filed_on in filed if filed_on <= period.due_on)
    still_open = sum(1 for t, p in due if (t.pk, p.pk) not in first and p.due_on >= day)
    return MonthLoad(
        month=end,
        tasks=len({task.pk for task, _period in due}),
        due=len(due),
        in_time=in_time,
        late=len(filed) - in_time,
        missing=len(due) - len(filed) - still_open,
        open=still_open,
    )
