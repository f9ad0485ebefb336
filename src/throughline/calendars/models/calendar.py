"""A calendar of working days, its local exceptions, and the table that numbers the working days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned


@versioned()
class Calendar(Versioned):
    """The working days of a country (ISO code), with local exceptions."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="CN")

    class Meta:
        ordering = ("pk",)
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        return self.name


@versioned()
class LocalDay(Versioned):
    """A day that differs from the country's rule: off, or worked."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="local_days")
    day = models.DateField(_("day"))
    works = models.BooleanField(_("is a working day"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        ordering = ("day",)
        verbose_name = _("local day")
        verbose_name_plural = _("local days")
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="localday_unique")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class CalendarDay(models.Model):
    """Derived: each day's number of working days up to and including it, so that dates compute in SQL.

    A provisional day may still change: the notice for its year is not published yet.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    works = models.BooleanField()
    ordinal = models.IntegerField()
    name = models.CharField(max_length=120, blank=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendarday_unique")]
        indexes = [models.Index(fields=["calendar", "ordinal", "works"], name="calendarday_ordinal")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
