"""Working days, in Python for one day and in SQL for many rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from throughline.calendars.models import Calendar, CalendarDay
from throughline.calendars.refusals import OutsideTheCalendar
from throughline.calendars.table import FIRST_YEAR, LAST_YEAR
from throughline.calendars.working import WorkingDays
from throughline.lib.dates import days_between


def due_after(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day` (before it when negative; 0: the day or the next working one)."""
    return WorkingDays.of(calendar).due_after(day, count)


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    return WorkingDays.of(calendar).between(start, end)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the day is worked."""
    return WorkingDays.of(calendar).works(day)


def ordinal_sql(calendar: Any, day: Any) -> Subquery:
    """The day's ordinal as an expression; a difference of two is `working_days_between` them.

    `calendar` is a Calendar or the name of a column that holds one; `day` a date or a column's name. Null for a
    day outside the table: call `table.cover` first.
    """
    rows = CalendarDay.objects.filter(calendar=_outer(calendar), day=_outer(day))
    return Subquery(rows.values("ordinal")[:1], output_field=IntegerField())


def due_after_sql(calendar: Any, day: Any, count: Any) -> Subquery:
    """`due_after` as an expression for annotations and filters; arguments as for `ordinal_sql`.

    `count` is a number or a column's name. Null where the day or the result lies outside the table.
    """
    wanted = _outer(count, 2)
    # Counting back from a day off, the working day before it is the first; its ordinal is that of the day off.
    back_from_rest = When(LessThanOrEqual(wanted, 0), works=False, then=Value(1))
    step = wanted + Case(back_from_rest, default=Value(0), output_field=IntegerField())
    start = CalendarDay.objects.filter(calendar=_outer(calendar, 2), day=_outer(day, 2))
    target = Subquery(
        start.annotate(target=F("ordinal") + step).values("target")[:1], output_field=IntegerField()
    )
    found = CalendarDay.objects.filter(calendar=_outer(calendar), works=True, ordinal=target)
    return Subquery(found.values("day")[:1], output_field=DateField())


def _outer(value: Any, depth: int = 1) -> Any:
    """A column of the queried table as seen `depth` subqueries below it; a plain value as it is."""
    if not isinstance(value, str):
        return Value(value, output_field=IntegerField()) if isinstance(value, int) else value
    for _level in range(depth):
        value = OuterRef(value)
    return value


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day as a calendar's page shows it; `name` in the reader's language."""

    day: date
    works: bool
    name: str
    is_local: bool
    provisional: bool


def days_of_year(calendar: Calendar, year: int) -> list[ShownDay]:
    """Each day of the year. Raises OutsideTheCalendar for a year that no calendar covers."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutsideTheCalendar(first=FIRST_YEAR, last=LAST_YEAR)
    working = WorkingDays.of(calendar)
    found = []
    for day in days_between(date(year, 1, 1), date(year, 12, 31)):
        told = working.day(day)
        name = told.name if told.is_local else shown_name(told.name)
        found.append(ShownDay(day, told.works, name, told.is_local, told.provisional))
    return found


def shown_name(name: str) -> str:
    """A holiday's name in the reader's language, as far as it has one."""
    return "; ".join(_(part) for part in name.split("; ") if part)
