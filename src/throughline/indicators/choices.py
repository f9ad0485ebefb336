"""Kinds of indicators, observations and targets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")


class Bindingness(models.TextChoices):
    """Whether an indicator binds (约束性) or is expected (预期性)."""

    BINDING = "binding", _("Binding")
    EXPECTED = "expected", _("Expected")


class ObservationState(models.TextChoices):
    """How sure a value is."""

    PRELIMINARY = "preliminary", _("Preliminary")
    REVISED = "revised", _("Revised")
    FINAL = "final", _("Final")


class PeriodKind(models.TextChoices):
    """The length of a period."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF = "half", _("Half-year")
    YEAR = "year", _("Year")


class Operator(models.TextChoices):
    """The reader's operators: what is to be reached; + and - are changes against the base value."""

    EQUAL = "=", "="
    AT_LEAST = ">=", "≥"
    AT_MOST = "<=", "≤"
    ABOVE = ">", ">"
    BELOW = "<", "<"
    ABOUT = "about", "≈"
    RANGE = "range", _("range")
    INCREASE = "+", "+"
    DECREASE = "-", "−"
