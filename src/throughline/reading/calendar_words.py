"""Words that stand for days and periods: plan periods, quarters, seasons, named days."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

CHINESE_ORDINALS = {"六": 6, "七": 7, "八": 8, "九": 9, "十": 10} | {
    f"十{c}": 11 + n for n, c in enumerate("一二三四五六七八")
}
ENGLISH_ORDINALS = {
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
}
MONTHS = (
    {name: n for n, name in enumerate(calendar.month_name) if name}
    | {name: n for n, name in enumerate(calendar.month_abbr) if name}
    | {"Sept": 9}
)
SEASON_ENDS = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "fall": (11, 30), "winter": (12, 31)}
NAMED_DAYS = {
    "Canada Day": (7, 1),
    "Independence Day": (7, 4),
    "Christmas": (12, 25),
    "Earth Day": (4, 22),
    "Bastille Day": (7, 14),
    "Veterans Day": (11, 11),
    "Remembrance Day": (11, 11),
    "National Day": (10, 1),
    "May Day": (5, 1),
    "New Year's Eve": (12, 31),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a text names at `start:end`: its first and last day (None where nobody can know).

    `relation` is "by" (to be done until then), "in" (during), "from" (since or starting then), "base" (what something
    is compared with) or "" (bare).
    """

    start: int
    end: int
    first: date | None
    last: date | None
    relation: str
    rule: str


def within_calendar(rule: Callable[..., Moment | None], *given: object) -> Moment | None:
    """What a rule makes of a match; None where it would fall outside the years that a calendar has."""
    try:
        return rule(*given)
    except (ValueError, OverflowError):
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def quarter(year: int, number: int) -> tuple[date, date]:
    """The first and last day of a quarter, 1 to 4."""
    return date(year, 3 * number - 2, 1), month_end(year, 3 * number)


def half(year: int, number: int) -> tuple[date, date]:
    """The first and last day of a half year, 1 or 2."""
    return date(year, 6 * number - 5, 1), month_end(year, 6 * number)


def five_year_plan(number: int) -> tuple[date, date]:
    """First and last day of China's n-th Five-Year Plan; the 14th runs from 2021 to 2025, each lasts five years."""
    first = 2021 + 5 * (number - 14)
    return date(first, 1, 1), date(first + 4, 12, 31)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def later(day: date, count: int, unit: str) -> date:
    """`count` days, weeks, months or years after `day`; raises ValueError or OverflowError outside the calendar."""
    if unit.startswith("day") or unit in ("天", "日"):
        return day + timedelta(days=count)
    if unit.startswith("week") or unit in ("周", "星期"):
        return day + timedelta(weeks=count)
    return add_months(day, count if unit.startswith("month") or unit in ("个月", "月") else 12 * count)


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
