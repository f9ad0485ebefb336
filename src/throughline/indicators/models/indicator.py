"""Indicators and their observed values."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.indicators.choices import Bindingness, Direction, ObservationState, PeriodKind
from throughline.lib.fields import ExactDecimalField
from throughline.organizations.models import Organization


@versioned()
class Indicator(Versioned):
    """A measured quantity with its unit, shown with `decimals` places."""

    code = models.SlugField(_("code"), max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    direction = models.CharField(
        _("direction"), max_length=6, choices=Direction.choices, default=Direction.HIGHER
    )
    binding = models.CharField(
        _("nature"), max_length=8, choices=Bindingness.choices, default=Bindingness.EXPECTED
    )
    definition = models.TextField(_("definition"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("kept by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
    )
    official_order = models.PositiveIntegerField(_("official order"), default=0)

    class Meta:
        ordering = ("official_order", "pk")
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


@versioned()
class Observation(Versioned):
    """An indicator's value for an organization and a period. Append-only: a revision is a new row."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="observations")
    period_kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    value = ExactDecimalField(_("value"))
    state = models.CharField(
        _("state"), max_length=12, choices=ObservationState.choices, default=ObservationState.PRELIMINARY
    )
    note = models.TextField(_("note"), blank=True)
    observed_at = models.DateTimeField(_("entered at"))
    observed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("indicator", "starts_on", "pk")
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [models.Index(fields=["indicator", "organization", "ends_on"], name="observation_series")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="observation_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"
