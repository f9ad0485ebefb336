"""What came after an organization: it was merged into another one, split, or dissolved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.choices import SuccessionKind
from throughline.organizations.models.organization import Organization


@versioned()
class Succession(Versioned):
    """From the day `on`, `later` carries on what `earlier` did, or a part of it; one row for each that does."""

    earlier = models.ForeignKey(
        Organization,
        verbose_name=_("earlier organization"),
        on_delete=models.PROTECT,
        related_name="successions",
    )
    later = models.ForeignKey(
        Organization,
        verbose_name=_("later organization"),
        on_delete=models.PROTECT,
        related_name="predecessions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    on = models.DateField(_("from"))
    reason = models.TextField(_("reason"))
    approval = models.CharField(_("approved by (in words)"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)

    class Meta:
        ordering = ("on", "later__level", "later__official_order", "pk")
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="succession_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}"
