"""Calendars with their local days in the pack of settings."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.calendars.actions import create_calendar, edit_calendar, remove_local_day, set_local_day
from throughline.calendars.models import Calendar
from throughline.lib.pack_part import PARTS, Content, Part, fields


def held() -> dict[str, Content]:
    """Calendars by short name."""
    return {row.slug: _content(row) for row in Calendar.objects.prefetch_related("local_days")}


def _content(row: Calendar) -> Content:
    days = [
        {"day": local.day.isoformat(), "works": local.works, "name": local.name}
        for local in sorted(row.local_days.all(), key=lambda local: local.day)
    ]
    return {"name": row.name, "country": row.country, "local_days": days}


def take(key: str, content: Content) -> None:
    """Make the calendar so, local days and all."""
    said = fields(content, ("name", "country", "local_days"))
    wanted = {
        date.fromisoformat(one["day"]): fields(one, ("day", "works", "name")) for one in said["local_days"]
    }
    row = Calendar.objects.filter(slug=key).first()
    if row is None:
        row = create_calendar(key, str(said["name"]), by=None, country=str(said["country"]))
    elif (row.name, row.country) != (said["name"], said["country"]):
        edit_calendar(row, by=None, seen=row.version, name=str(said["name"]), country=str(said["country"]))
    for local in row.local_days.exclude(day__in=wanted):
        remove_local_day(local, by=None)
    known = {local.day: (local.works, local.name) for local in row.local_days.all()}
    for day, one in wanted.items():
        if known.get(day) != (one["works"], one["name"]):
            set_local_day(row, day, works=one["works"] is True, by=None, name=str(one["name"]))


def title(_key: str, content: Content) -> str:
    """Its name."""
    return str(content.get("name", ""))


PARTS.append(Part("calendars", _("Calendars"), 2, held, title, take))
