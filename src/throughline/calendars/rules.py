"""Counting working days. `works` says of a day whether it is one; a span's first day is not counted, its last is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Works = Callable[[date], bool]

ONE_DAY = timedelta(days=1)
#: No country rests longer; a calendar without working days must not be searched for ever.
LONGEST_REST = 366


class NoWorkingDay(Exception):
    """A whole year has no working day: the calendar's local days leave none."""


def next_working_day(day: date, works: Works) -> date:
    """`day` itself where it is worked, else the next one that is. Raises NoWorkingDay."""
    return _search(day, works, ONE_DAY)


def previous_working_day(day: date, works: Works) -> date:
    """`day` itself where it is worked, else the last one before that is. Raises NoWorkingDay."""
    return _search(day, works, -ONE_DAY)


def add_working_days(day: date, count: int, works: Works) -> date:
    """The `count`-th working day after `day`; before it when negative; for 0 as next_working_day.

    The day on which a limit starts is not counted, as is the custom for limits of days. Raises NoWorkingDay.
    """
    if count == 0:
        return next_working_day(day, works)
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day = _search(day + step, works, step)
    return day


def working_days_between(start: date, end: date, works: Works) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start, works)
    return sum(
        works(date.fromordinal(number)) for number in range(start.toordinal() + 1, end.toordinal() + 1)
    )


def _search(day: date, works: Works, step: timedelta) -> date:
    for _ in range(LONGEST_REST):
        if works(day):
            return day
        day += step
    raise NoWorkingDay
