"""Numbers of documents: counted by series and year, never given twice, voided in sight."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization


@versioned()
class NumberSeries(Versioned):
    """How an organization numbers its papers, such as “×政督〔{year}〕{n}号”; each year begins at 1.

    In `begun_year` it goes on from `begun_at`: the numbers before were given by hand, on paper.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("used by"), on_delete=models.PROTECT, related_name="number_series"
    )
    name = models.CharField(_("name"), max_length=80)
    pattern = models.CharField(_("pattern"), max_length=60)
    begun_year = models.PositiveSmallIntegerField(_("in the year"), null=True, blank=True)
    begun_at = models.PositiveIntegerField(_("begins at"), default=1)
    is_open = models.BooleanField(_("numbers are taken"), default=True)

    class Meta:
        ordering = ("organization__level", "organization__official_order", "name", "pk")
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="numberseries_name_unique")
        ]

    def __str__(self) -> str:
        return self.name


@versioned()
class Number(Versioned):
    """A number that was taken, as it was written then; one that is voided stays taken."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("number"), max_length=80)
    subject = models.CharField(_("taken for"), max_length=300)
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    void_reason = models.TextField(_("why it was voided"), blank=True)

    class Meta:
        ordering = ("series", "-year", "-value")
        verbose_name = _("document number")
        verbose_name_plural = _("document numbers")
        constraints = [models.UniqueConstraint(fields=["series", "year", "value"], name="number_once")]

    def __str__(self) -> str:
        return self.text
