"""A calendar's days: the country's rule with the local exceptions, read once and asked often."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from throughline.calendars.models import Calendar
from throughline.calendars.national import national_day
from throughline.calendars.rules import (
    add_working_days,
    next_working_day,
    previous_working_day,
    working_days_between,
)


@dataclass(frozen=True, slots=True)
class Day:
    """Whether the day is worked, why (a holiday's name), whether that is local, and whether it may still change."""

    works: bool
    name: str = ""
    is_local: bool = False
    provisional: bool = False


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a calendar. Make one with `of` and keep it for the length of a loop, not longer."""

    country: str
    local: dict[date, Day] = field(default_factory=dict)

    @classmethod
    def of(cls, calendar: Calendar) -> WorkingDays:
        """Read the calendar's local days: one query."""
        local = {
            row.day: Day(works=row.works, name=row.name, is_local=True)
            for row in calendar.local_days.order_by("day")
        }
        return cls(calendar.country, local)

    def day(self, day: date) -> Day:
        """What is known of the day."""
        if day in self.local:
            return self.local[day]
        told = national_day(self.country, day)
        return Day(works=told.works, name=told.name, provisional=told.provisional)

    def works(self, day: date) -> bool:
        """Whether the day is a working day."""
        return self.day(day).works

    def due_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative; 0: the day or the next working one)."""
        return add_working_days(day, count, self.works)

    def next(self, day: date) -> date:
        """The day, or the next working one."""
        return next_working_day(day, self.works)

    def previous(self, day: date) -> date:
        """The day, or the working one before."""
        return previous_working_day(day, self.works)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`."""
        return working_days_between(start, end, self.works)
