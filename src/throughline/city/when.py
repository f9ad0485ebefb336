"""Dates of the city: written relative to the day of the demonstration, resolved here.

`Y-06-30` is a day of this year (`Y-1-06-30` of last year), `M-3-15` the fifteenth of the month three months ago,
`M-3-end` its last day, `Q+1-end` the last day of the next quarter. A day that a month lacks is its last day.
`A` is the working year, which ends when the next one's list of tasks is issued, in March; `F` counts months from the
first one that was reported. In texts, `{Y+1}` and `{A}` are years, `{M-3}`, `{F}` and `{Q+1}` a month in words (of a
quarter: its last month).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from throughline.lib.dates import add_months, month_end, quarter_end

_YEAR = re.compile(r"([YA])([+-]\d+)?-(\d{2})-(\d{2})")
_MONTH = re.compile(r"([MF])([+-]\d+)?-(\d{2}|end)")
_QUARTER = re.compile(r"Q([+-]\d+)?-end")
_IN_TEXT = re.compile(r"\{([YAMFQ])([+-]\d+)?\}")
_ENGLISH = "January February March April May June July August September October November December".split()
_SATURDAY = 5
#: Until the end of this month the office is still busy with the year before.
_FEBRUARY = 2
#: So many months before this one the first report was asked for, unless its year had not begun.
_TOLD_MONTHS = 18


def workday(day: date) -> date:
    """The day itself, or the Monday after it: the city's offices are closed at weekends."""
    return day if day.weekday() < _SATURDAY else day + timedelta(days=7 - day.weekday())


def add_workdays(day: date, count: int) -> date:
    """The day so many Mondays to Fridays later; public holidays are not looked at."""
    for _ in range(count):
        day = workday(day + timedelta(days=1))
    return day


@dataclass(frozen=True)
class Calendar:
    """Resolves dates for one demonstration day and one language (`en` or `zh`)."""

    today: date
    language: str

    def month(self, offset: int) -> date:
        """First day of the month, `offset` months from today's (-1 is last month)."""
        return add_months(self.today.replace(day=1), offset)

    @property
    def work_year(self) -> int:
        """The year whose tasks are under way."""
        return self.today.year - (self.today.month <= _FEBRUARY)

    @property
    def first_month(self) -> date:
        """The first month that was reported: in the year before the working year, at most 18 months ago."""
        return max(self.month(-_TOLD_MONTHS), date(self.work_year - 1, 1, 1))

    def in_month(self, month: date, day: int) -> date:
        """The working day on or after that day of the month."""
        return workday(_clamped(month.year, month.month, day))

    def after(self, month: date, day: int) -> date:
        """The working day on or after that day of the month after `month`."""
        return self.in_month(add_months(month, 1), day)

    def quarter(self, offset: int) -> date:
        """Last day of the quarter, `offset` quarters from today's."""
        return quarter_end(add_months(self.today.replace(day=1), 3 * offset))

    def day(self, written: str) -> date:
        """The date for a written one. Raises ValueError when it is not of the three forms."""
        if found := _YEAR.fullmatch(written):
            return _clamped(self._year(found[1], found[2]), int(found[3]), int(found[4]))
        if found := _MONTH.fullmatch(written):
            first = self._month(found[1], found[2])
            return month_end(first) if found[3] == "end" else _clamped(first.year, first.month, int(found[3]))
        if found := _QUARTER.fullmatch(written):
            return self.quarter(int(found[1] or 0))
        raise ValueError(f"{written!r} is not a date like Y-06-30, M-3-15 or Q+1-end")

    def month_name(self, day: date) -> str:
        """`March 2031` or `2031年3月`."""
        if self.language == "zh":
            return f"{day.year}年{day.month}月"
        return f"{_ENGLISH[day.month - 1]} {day.year}"

    def fill(self, text: str) -> str:
        """The text with its years, months and quarters written out; other braces stay."""
        return _IN_TEXT.sub(self._written_out, text)

    def _written_out(self, found: re.Match[str]) -> str:
        if found[1] in "YA":
            return str(self._year(found[1], found[2]))
        if found[1] == "Q":
            return self.month_name(self.quarter(int(found[2] or 0)))
        return self.month_name(self._month(found[1], found[2]))

    def _year(self, letter: str, offset: str | None) -> int:
        return (self.today.year if letter == "Y" else self.work_year) + int(offset or 0)

    def _month(self, letter: str, offset: str | None) -> date:
        return add_months(self.month(0) if letter == "M" else self.first_month, int(offset or 0))


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
