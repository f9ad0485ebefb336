"""Calendars and their local days. Each act writes the table of ordinals anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.calendars.models import Calendar, LocalDay
from throughline.calendars.national import countries
from throughline.calendars.refusals import CalendarNameTaken, CountryNotKnown, NothingLeftToWork
from throughline.calendars.rules import NoWorkingDay
from throughline.calendars.table import FIRST_YEAR, LAST_YEAR, MARGIN, cover, rebuild
from throughline.calendars.working import WorkingDays
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid

MANAGE = "calendars.manage"
MOST_LOCAL_DAYS = 2000


def create_calendar(slug: str, name: str, *, by: User | None, country: str = "CN", why: str = "") -> Calendar:
    """A calendar of the country's working days. Raises NotAllowed, CalendarNameTaken, CountryNotKnown, Invalid."""
    check(by, MANAGE)
    made = Calendar(slug=slug, name=name, country=country)
    with unless_raced(CalendarNameTaken(slug=slug)), act("calendars.create_calendar", by=by, why=why) as this:
        _clean(made)
        this.create(made)
        this.about(made)
        rebuild(made)
    return made


def edit_calendar(
    calendar: Calendar, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Calendar:
    """Change slug, name or country. Raises as create_calendar, and ChangedMeanwhile."""
    check(by, MANAGE, calendar)
    assign(calendar, changes, ("slug", "name", "country"))
    taken = CalendarNameTaken(slug=calendar.slug)
    with unless_raced(taken), act("calendars.edit_calendar", by=by, why=why, about=calendar) as this:
        _clean(calendar)
        this.save(calendar, seen=seen)
        rebuild(calendar)
    return calendar


def set_local_day(
    calendar: Calendar, day: date, *, works: bool, by: User | None, name: str = "", why: str = ""
) -> LocalDay:
    """Say that the day is off, or worked, here, whatever the country does; setting it again replaces it.

    Raises NotAllowed, NothingLeftToWork, Invalid.
    """
    check(by, MANAGE, calendar)
    with unless_raced(), act("calendars.set_local_day", by=by, why=why, about=calendar) as this:
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        row = calendar.local_days.filter(day=day).first() or LocalDay(calendar=calendar, day=day)
        row.works, row.name = works, name
        clean(row)
        _refuse_far_or_many(calendar, row)
        if row.pk:
            this.save(row)
        else:
            this.create(row)
        _refuse_all_off(calendar, row.day)
        cover(calendar, row.day, row.day)
        rebuild(calendar)
    return row


def remove_local_day(local_day: LocalDay, *, by: User | None, why: str = "") -> None:
    """Let the country's rule hold again. Raises NotAllowed, NothingLeftToWork, ChangedMeanwhile."""
    calendar = local_day.calendar
    check(by, MANAGE, calendar)
    with act("calendars.remove_local_day", by=by, why=why, about=calendar) as this:
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        this.delete(local_day)
        _refuse_all_off(calendar, local_day.day)
        rebuild(calendar)


def extend_calendars() -> None:
    """See that every calendar's table reaches three years ahead; the daily tick calls it."""
    for calendar in Calendar.objects.all():
        cover(calendar)


def _clean(calendar: Calendar) -> None:
    calendar.country = str(calendar.country or "").strip().upper()
    clean(calendar)
    if calendar.country not in countries():
        raise CountryNotKnown(country=calendar.country)
    if Calendar.objects.filter(slug=calendar.slug).exclude(pk=calendar.pk).exists():
        raise CalendarNameTaken(slug=calendar.slug)


def _refuse_far_or_many(calendar: Calendar, row: LocalDay) -> None:
    if not FIRST_YEAR + MARGIN <= row.day.year <= LAST_YEAR - MARGIN:
        raise Invalid("day", _("Choose a day between %(first)s and %(last)s."), first=1953, last=2147)
    if not row.pk and calendar.local_days.count() >= MOST_LOCAL_DAYS:
        raise Invalid(
            "day", _("A calendar has at most %(most)s local days. Remove old ones."), most=MOST_LOCAL_DAYS
        )


def _refuse_all_off(calendar: Calendar, day: date) -> None:
    """A limit that starts just before or after the day must find its end."""
    working = WorkingDays.of(calendar)
    try:
        working.next(day)
        working.previous(day)
    except NoWorkingDay as error:
        raise NothingLeftToWork from error
