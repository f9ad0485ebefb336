"""What is usual here: the rating rules and the calendar that a register gets which names none."""

from __future__ import annotations

from django.db.models import Case, Count, IntegerField, Value, When

from throughline.calendars.models import Calendar
from throughline.calendars.national import CHINA
from throughline.delivery.rules.presets import STANDARD
from throughline.register.models import Register, RuleSet


def usual_rule_set() -> RuleSet | None:
    """The rules that most registers here have, the standard preset before others; None where none are installed."""
    first = Case(When(slug=STANDARD, then=Value(0)), default=Value(1), output_field=IntegerField())
    return RuleSet.objects.annotate(used=Count("registers")).order_by("-used", first, "pk").first()


def usual_calendar(language: str) -> Calendar | None:
    """The calendar that most registers here have, then one of the language's country; None where there is none.

    Chinese is at home in China; of English it can only be said that China's working days are not meant.
    """
    chinese = language.startswith("zh")
    home = When(country=CHINA, then=Value(0 if chinese else 1))
    order = Case(home, default=Value(1 if chinese else 0), output_field=IntegerField())
    return Calendar.objects.annotate(used=Count("registers")).order_by("-used", order, "pk").first()


def calendar_of(register: Register) -> Calendar | None:
    """The calendar by which the register's days are counted: its own, else the installation's first."""
    return register.calendar or Calendar.objects.order_by("pk").first()
