"""What reporting asks of units in a month: each matter once, however many registers show it; and what that saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import ANSWERED
from throughline.delivery.models import Period, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.periods import periods_due
from throughline.delivery.queries.reporting import asks_at, came_on
from throughline.delivery.queries.resting import rests_of
from throughline.delivery.rules import Rest
from throughline.lib.dates import add_months, month_end
from throughline.organizations.models import Organization
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, Responsibility, Task
from throughline.register.queries.filters import places

#: Months ahead of which the load is told beside the one that is asked for.
AHEAD = 2


#: Tasks that are asked for nothing more: only what was filed counts.
ENDED = (TaskState.CLOSED, TaskState.NOT_DONE)


@dataclass(frozen=True)
class Request:
    """A report asked of a unit, once. `entry` is the task's home; `others` its places on further registers.

    `spared` are those of them whose own rhythm asks in the same month: so many more reports would be due if every
    list asked for itself. `filed_on` is the day of the first filing, `answered` whether an account stands. A period
    to come has no key.
    """

    task: Task
    organization: Organization
    role: str
    entry: Entry
    period: Period
    others: list[Entry] = field(default_factory=list)
    spared: list[Entry] = field(default_factory=list)
    filed_on: date | None = None
    answered: bool = False

    @property
    def due_on(self) -> date:
        """The day by which it is due."""
        return self.period.due_on

    @property
    def is_late(self) -> bool:
        """Whether it came after its due day."""
        return self.filed_on is not None and self.filed_on > self.period.due_on

    def is_missing(self, day: date) -> bool:
        """Whether the due day is over and no account stands."""
        return not self.answered and self.period.due_on < day


@dataclass(frozen=True)
class UnitLoad:
    """The requests to one unit in one month, by due day."""

    organization: Organization
    requests: list[Request]

    @property
    def due(self) -> int:
        """Reports to be filed."""
        return len(self.requests)

    @property
    def spared(self) -> int:
        """Reports that need not be filed, because a matter on several registers is reported once."""
        return sum(len(one.spared) for one in self.requests)

    @property
    def shared(self) -> list[Request]:
        """Those whose task stands on several registers."""
        return [one for one in self.requests if one.others]

    @property
    def tasks(self) -> int:
        """How many tasks they are about."""
        return len({one.task.pk for one in self.requests})

    @property
    def registers(self) -> int:
        """How many registers ask."""
        return len({one.entry.register_id for one in self.requests})

    @property
    def answered(self) -> int:
        """Reports that stand, in time or late."""
        return sum(one.answered for one in self.requests)

    @property
    def days(self) -> list[tuple[date, list[Request]]]:
        """The requests by due day, in order."""
        found: dict[date, list[Request]] = defaultdict(list)
        for one in self.requests:
            found[one.due_on].append(one)
        return sorted(found.items())

    @property
    def lists(self) -> list[tuple[Register, int, int]]:
        """Per register: how many reports it asks for, and how many more it would if every list asked for itself."""
        asked: dict[Register, int] = defaultdict(int)
        more: dict[Register, int] = defaultdict(int)
        for one in self.requests:
            asked[one.entry.register] += 1
            for place in one.spared:
                more[place.register] += 1
        rows = [(row, asked.get(row, 0), more.get(row, 0)) for row in {*asked, *more}]
        return sorted(rows, key=lambda row: (-row[1], row[0].official_order, row[0].pk))

    def missing(self, day: date) -> int:
        """Reports whose due day is over, without an account."""
        return sum(one.is_missing(day) for one in self.requests)


def unit_load(unit: Organization, month: date, user: User | None = None) -> UnitLoad:
    """What the registers ask of `unit` itself in the month of `month`; of those tasks that `user` may see."""
    return UnitLoad(unit, _requests(Responsibility.objects.filter(organization=unit), month, user))


def months_ahead(unit: Organization, month: date, user: User | None = None) -> list[tuple[date, UnitLoad]]:
    """The first days of the months after that of `month`, each with its load."""
    first = month.replace(day=1)
    return [
        (later, unit_load(unit, later, user))
        for later in (add_months(first, ahead) for ahead in range(1, AHEAD + 1))
    ]


def unit_loads(user: User | None, month: date) -> list[UnitLoad]:
    """The same of every unit whose load `user` may see and that is asked for something, the heaviest first.

    The number of queries does not depend on how many units or tasks there are.
    """
    units = allowed(user, "delivery.view_load", Organization.objects.all())
    rows = Responsibility.objects.filter(organization__in=units.order_by().values("pk"))
    found: dict[int, list[Request]] = defaultdict(list)
    for one in _requests(rows, month, user):
        found[one.organization.pk].append(one)
    loads = [UnitLoad(requests[0].organization, requests) for requests in found.values()]
    return sorted(loads, key=lambda load: (-load.due, *_official(load.organization)))


def _official(unit: Organization) -> tuple[int, int, int]:
    return unit.level, unit.official_order, unit.pk


def _requests(held: QuerySet[Responsibility], month: date, user: User | None) -> list[Request]:
    since = month.replace(day=1)
    until = month_end(month)
    # Once a task is closed it is asked for nothing more: only what was filed counts.
    live = Q(task__state__in=(TaskState.OPEN, TaskState.COMPLETE, *ENDED))
    asked = held.filter(live, role__in=REPORTING)
    rows = list(asked.select_related("task", "organization").order_by("pk"))
    entries = _entries(asked, user)
    registers = {one.register_id: one.register for some in entries.values() for one in some}
    periods = periods_due(registers.values(), since, until)
    came = came_on(one for some in entries.values() for one in some if periods[one.register_id])
    rests = rests_of(entries)
    filed = _filed(rows, periods)
    found = [
        request
        for row in rows
        for request in _asked(row, entries.get(row.task_id, []), _Asking(periods, came, rests))
        if row.task.state not in ENDED or _key(request) in filed
    ]
    told = (
        replace(one, filed_on=day, answered=stands)
        for one in found
        for day, stands in [filed.get(_key(one), (None, False))]
    )
    return sorted(told, key=lambda one: (one.due_on, one.entry.register_id, one.entry.position))


def _entries(asked: QuerySet[Responsibility], user: User | None) -> dict[int, list[Entry]]:
    """Per task its places, the home first; of tasks that the reader may see."""
    found: dict[int, list[Entry]] = defaultdict(list)
    seen = places(user).filter(task__in=asked.order_by().values("task"))
    seen = seen.select_related("register__calendar")
    for entry in seen.order_by("-is_home", "register__official_order", "pk"):
        found[entry.task_id].append(entry)
    return found


class _Asking(NamedTuple):
    """What decides whether a period asks for a report on a task at one of its places."""

    periods: dict[int, list[Period]]
    came: dict[int, date | None]
    rests: dict[int, tuple[Rest, ...]]

    def turns(self, task: Task, place: Entry) -> Iterator[Period]:
        """The periods of the place's register that ask."""
        came, rests = self.came.get(place.pk), self.rests.get(task.pk, ())
        return (one for one in self.periods[place.register_id] if asks_at(place, task, one, came, rests))


def _asked(row: Responsibility, entries: list[Entry], asking_for: _Asking) -> Iterator[Request]:
    if not entries or not entries[0].is_home:
        return
    # Where it was carried over from, what had begun before is reported as at home.
    homes = [place for place in entries if place.is_home or place.carried_on is not None]
    others = [place for place in entries if place not in homes]
    asking = [place for place in others if any(asking_for.turns(row.task, place))]
    for home in homes:
        for period in asking_for.turns(row.task, home):
            yield Request(row.task, row.organization, row.role, home, period, others, asking)
            asking = []  # what a second period of the month asks for is asked by no further list again


def _filed(
    rows: Iterable[Responsibility], periods: dict[int, list[Period]]
) -> dict[tuple[int, int, int], tuple[date, bool]]:
    """Per task, unit and period the day of the first filing, and whether an account stands."""
    kept = [one.pk for some in periods.values() for one in some if one.pk]
    units = {row.organization_id for row in rows}
    found: dict[tuple[int, int, int], tuple[date, bool]] = {}
    reports = Report.objects.filter(period__in=kept, organization__in=units).order_by("attempt")
    for task, unit, period, day, state in reports.values_list(
        "task_id", "organization_id", "period_id", "filed_on", "state"
    ):
        first, answered = found.get((task, unit, period), (day, False))
        found[task, unit, period] = first, answered or state in ANSWERED
    return found


def _key(one: Request) -> tuple[int, int, int]:
    return one.task.pk, one.organization.pk, one.period.pk or 0
