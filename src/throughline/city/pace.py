"""How far a task is on a day: its schedule, and how many points ahead or behind it the story has it.

The schedule runs evenly from the task's first day to its due date, as the rating rules take it for a task whose
milestones name no percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

HUNDRED = 100


def scheduled(day: date, starts_on: date, due_on: date) -> float:
    """Percent that should be done by the day."""
    if day >= due_on:
        return HUNDRED
    return HUNDRED * max(0, (day - starts_on).days) / (due_on - starts_on).days


def begun(day: date, percent: float, due_on: date) -> date:
    """The day on which the work began, if so many percent were scheduled by `day`."""
    return due_on - timedelta(days=round((due_on - day).days * HUNDRED / (HUNDRED - percent)))


def between(points: dict[date, float], day: date) -> float:
    """The value on the straight line between the points around the day; beyond them that of the nearest."""
    known = sorted(points.items())
    for (start, first), (end, last) in pairwise(known):
        if start <= day <= end:
            return first + (last - first) * (day - start).days / (end - start).days
    return known[0][1] if day < known[0][0] else known[-1][1]


def whole(number: float) -> int:
    """Rounded half up."""
    return int(Decimal(str(number)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class Pace:
    """One task's way: `points` by month's end; `dues` is (decided on, due date), the last one decided holds.

    `percents` replaces schedule and points where there is no due date; `finished` is the last day of its last month.
    """

    starts_on: date
    dues: tuple[tuple[date, date], ...] = ()
    points: dict[date, float] | None = None
    percents: dict[date, float] | None = None
    finished: date | None = None

    def planned(self, day: date) -> int | None:
        """Percent scheduled for the day, as the due date of that day has it."""
        holds = [due for decided, due in self.dues if decided <= day]
        return whole(scheduled(day, self.starts_on, holds[-1])) if holds else None

    def reached(self, days: tuple[date, ...]) -> dict[date, int]:
        """Percent done on each of the days, in their order: it never falls, and is 100 only when all is finished."""
        done: dict[date, int] = {}
        highest = 0
        for day in days:
            highest = max(highest, self._reached(day))
            done[day] = highest
        return done

    def _reached(self, day: date) -> int:
        if self.finished is not None and day >= self.finished:
            return HUNDRED
        if self.percents is not None:
            return whole(between(self.percents, day))
        ahead = between(self.points or {day: 0}, day)
        return min(max(whole((self.planned(day) or 0) + ahead), 0), HUNDRED - 1)
