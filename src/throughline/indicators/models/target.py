"""Targets: what an indicator should reach, as number, range or text, with its trajectory."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.documents.models import Passage
from throughline.history.models import Versioned, versioned
from throughline.indicators.choices import Operator, PeriodKind
from throughline.indicators.models.indicator import Indicator
from throughline.lib.fields import ExactDecimalField
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.plans.models import Clause


@versioned()
class Target(Versioned):
    """What `indicator` should reach by `due_on`. Without a `value` the target is its `text`.

    `base_value` is the value it starts from (基期值), at `base_on`. `high` is the upper end of a range.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="targets"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
    )
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("clause"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
    )
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    operator = models.CharField(
        _("operator"), max_length=6, choices=Operator.choices, default=Operator.AT_LEAST
    )
    value = ExactDecimalField(_("value"), null=True, blank=True)
    high = ExactDecimalField(_("upper value"), null=True, blank=True)
    text = models.CharField(_("in words"), max_length=300, blank=True)
    base_value = ExactDecimalField(_("base value"), null=True, blank=True)
    base_on = models.DateField(_("base date"), null=True, blank=True)
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)
    batch = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("indicator", "due_on", "pk")
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False)
                | ~Q(text="")
                | Q(operator__in=["+", "-", ">", ">=", "<", "<="]),
                name="target_says_something",
            ),
            models.CheckConstraint(
                condition=Q(high=None) | Q(high__gte=F("value")), name="target_range_in_order"
            ),
        ]

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.indicator.name}: {self.text}"
        high = f"–{self.high.normalize():f}" if self.high is not None else ""
        value = f"{self.value.normalize():f}{high}"
        return f"{self.indicator.name} {self.get_operator_display()} {value} {self.indicator.unit}".strip()


@versioned()
class TargetValue(Versioned):
    """A step of a target's trajectory: the value to be reached in one month, quarter, half-year or year."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="steps")
    period_kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    ends_on = models.DateField(_("until"))
    value = ExactDecimalField(_("value"))

    class Meta:
        ordering = ("target", "ends_on")
        verbose_name = _("target step")
        verbose_name_plural = _("target steps")
        constraints = [models.UniqueConstraint(fields=["target", "ends_on"], name="targetvalue_unique")]

    def __str__(self) -> str:
        return f"{written_day(self.ends_on)}: {self.value}"
