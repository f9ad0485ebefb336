"""Calendar arithmetic: the ends of months, and the periods of a reporting rhythm.

A rhythm is named month, two_months, quarter, half or year; its periods begin with the calendar year.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

#: Months of one period. All of them divide a year, so that periods never cross its end.
MONTHS = MappingProxyType({"month": 1, "two_months": 2, "quarter": 3, "half": 6, "year": 12})

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """First and last day, both included."""

    start: date
    end: date


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def quarter_end(day: date) -> date:
    """The last day of the quarter."""
    return period_of("quarter", day).end


def half_end(day: date) -> date:
    """The last day of the half-year."""
    return period_of("half", day).end


def year_end(day: date) -> date:
    """The last day of the year."""
    return date(day.year, 12, 31)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last: 31 January and one month is 28 or 29 February.

    Raises OverflowError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"{months} months from {day} lie outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_of(rhythm: str, day: date) -> Period:
    """The period in which `day` lies. Raises KeyError for an unknown rhythm."""
    length = MONTHS[rhythm]
    first = (day.month - 1) // length * length + 1
    return Period(date(day.year, first, 1), month_end(date(day.year, first + length - 1, 1)))


def next_period(rhythm: str, period: Period) -> Period:
    """The one after it. Raises OverflowError after the year 9999."""
    return period_of(rhythm, period.end + ONE_DAY)


def previous_period(rhythm: str, period: Period) -> Period:
    """The one before it. Raises OverflowError before the year 1."""
    return period_of(rhythm, period.start - ONE_DAY)


def periods_between(rhythm: str, start: date, end: date) -> list[Period]:
    """Every whole period that shares a day with the span, in order; none when `end` lies before `start`."""
    return list(_periods(rhythm, start, end))


def _periods(rhythm: str, start: date, end: date) -> Iterator[Period]:
    if end < start:
        return
    period = period_of(rhythm, start)
    yield period
    while period.end < end:
        period = next_period(rhythm, period)
        yield period


def days_between(start: date, end: date) -> Iterator[date]:
    """Each day from `start` to `end`, both included."""
    for number in range(start.toordinal(), end.toordinal() + 1):
        yield date.fromordinal(number)
