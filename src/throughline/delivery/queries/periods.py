"""Which reporting periods a register has or will have: those that stand, and those that its rhythm still brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db.models import Max

from throughline.calendars.models import Calendar
from throughline.calendars.working import WorkingDays
from throughline.delivery.models import Period
from throughline.lib.dates import add_months, periods_between
from throughline.register.models import Register

#: The longest period is a year: one that is due in a month began at most so long before.
LONGEST_MONTHS = 12


def missing_periods(
    register: Register, last_end: date | None, start: date, until: date, *, working: Callable[[], WorkingDays]
) -> list[Period]:
    """The periods, not kept yet, that the register's rhythm brings after `last_end` up to the one that holds `until`.

    Each is due `due_days` after its end, moved to the next working day; `working` is asked only when there are any.
    """
    follows = last_end + timedelta(days=1) if last_end else date.min
    spans = periods_between(register.rhythm, max(start, follows), until)
    days = working() if spans else None
    return [
        Period(
            register=register,
            starts_on=max(span.start, follows),
            ends_on=span.end,
            due_on=days.next(span.end + timedelta(days=register.due_days)),
        )
        for span in spans
        if days is not None
    ]


def periods_due(registers: Iterable[Register], since: date, until: date) -> dict[int, list[Period]]:
    """Per register the periods whose reports are due in the span, in order; those to come have no key yet.

    Two queries, and one for each calendar of registers whose periods have still to be made.
    """
    rows = list(registers)
    found: dict[int, list[Period]] = {row.pk: [] for row in rows}
    stand = Period.objects.filter(register__in=found).order_by()
    last = dict(stand.values_list("register").annotate(last=Max("ends_on")))
    for period in stand.filter(due_on__range=(since, until)).order_by("starts_on"):
        found[period.register_id].append(period)
    working = _Calendars()
    for row in rows:
        if not row.closed_on:
            coming = _coming(row, last.get(row.pk), since, until, working)
            found[row.pk] += [one for one in coming if since <= one.due_on <= until]
    return found


def _coming(
    register: Register, last: date | None, since: date, until: date, working: _Calendars
) -> list[Period]:
    """A register that has no period yet gets its first with the next daily work: none for months before."""
    start = last or max(register.starts_on or since, since)
    reach = _reach(register, until)
    if start > reach:
        return []
    return missing_periods(register, last, start, reach, working=lambda: working.of(register))


def _reach(register: Register, until: date) -> date:
    """The last day on which a period may begin to be due by `until`: reports may be due long before its end."""
    ahead = max(0, -register.due_days)
    return add_months(until, min(LONGEST_MONTHS, ahead // 28 + 1))


class _Calendars:
    """The working days of registers, each calendar read once."""

    def __init__(self) -> None:
        self._known: dict[int | None, WorkingDays] = {}
        self._first: list[Calendar] | None = None

    def of(self, register: Register) -> WorkingDays:
        key = register.calendar_id
        if key not in self._known:
            calendar = register.calendar or self._usual()
            self._known[key] = WorkingDays.of(calendar) if calendar else WorkingDays(Calendar().country)
        return self._known[key]

    def _usual(self) -> Calendar | None:
        if self._first is None:
            self._first = list(Calendar.objects.order_by("pk")[:1])
        return self._first[0] if self._first else None
