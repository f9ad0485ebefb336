"""The derived table of days: each day's ordinal is the number of working days up to and including it.

Ordinals count from the first day of the table, so only their differences mean anything. The table is written anew
as a whole, in the transaction of whatever changed it, and extended when a day outside it is asked for.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from django.db import transaction
from django.db.models import Max, Min

from throughline.calendars.models import Calendar, CalendarDay
from throughline.calendars.refusals import OutsideTheCalendar
from throughline.calendars.working import WorkingDays
from throughline.lib import clock
from throughline.lib.dates import days_between

#: Years kept before and after the years in use.
MARGIN = 3
FIRST_YEAR, LAST_YEAR = 1950, 2150
BATCH = 2000


def covered_years(calendar: Calendar) -> tuple[int, int] | None:
    """First and last year of the table; None when it is empty."""
    span = CalendarDay.objects.filter(calendar=calendar).aggregate(first=Min("day"), last=Max("day"))
    return (span["first"].year, span["last"].year) if span["first"] else None


def cover(calendar: Calendar, first: date | None = None, last: date | None = None) -> None:
    """See that the table reaches from MARGIN years before `first` to MARGIN years after `last`, and around today.

    Nothing is written when it does. SQL that uses `due_after_sql` calls this first for the days it looks at.
    Raises OutsideTheCalendar for days before 1953 or after 2147.
    """
    today = clock.today()
    wanted = (min(first or today, today).year - MARGIN, max(last or today, today).year + MARGIN)
    known = covered_years(calendar)
    if known is None or wanted[0] < known[0] or wanted[1] > known[1]:
        years = wanted if known is None else (min(wanted[0], known[0]), max(wanted[1], known[1]))
        _write(calendar, *years)


def rebuild(calendar: Calendar) -> None:
    """Write the table anew, over the years it covered before and around today."""
    today = clock.today().year
    first, last = covered_years(calendar) or (today, today)
    _write(calendar, min(first, today - MARGIN), max(last, today + MARGIN))


def _write(calendar: Calendar, first: int, last: int) -> None:
    if first < FIRST_YEAR or last > LAST_YEAR:
        raise OutsideTheCalendar(first=FIRST_YEAR + MARGIN, last=LAST_YEAR - MARGIN)
    with transaction.atomic():
        # Two extensions at once: the second waits, and writes the same again.
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        working = WorkingDays.of(calendar)
        days = list(days_between(date(first, 1, 1), date(last, 12, 31)))
        told = [working.day(day) for day in days]
        rows = [
            CalendarDay(
                calendar=calendar,
                day=day,
                works=one.works,
                ordinal=ordinal,
                name=one.name[:120],
                provisional=one.provisional,
            )
            for day, one, ordinal in zip(days, told, accumulate(one.works for one in told), strict=True)
        ]
        CalendarDay.objects.filter(calendar=calendar).delete()
        CalendarDay.objects.bulk_create(rows, batch_size=BATCH)
