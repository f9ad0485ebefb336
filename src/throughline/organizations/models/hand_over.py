"""What one person handed over to another, as both can sign it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.lib.written import written_day
from throughline.organizations.models.person import Person


@versioned()
class HandOver(Versioned):
    """From the day `on`, `coming` does what `leaving` did; nobody yet when None. Never edited.

    `items` is what was handed over, as it read then: {"kind", "name", "detail"}, `kind` one of
    `workflows.hand_over.KINDS`.
    """

    leaving = models.ForeignKey(
        Person, verbose_name=_("handed over by"), on_delete=models.PROTECT, related_name="handed_over"
    )
    coming = models.ForeignKey(
        Person,
        verbose_name=_("taken over by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="taken_over",
    )
    on = models.DateField(_("from"))
    reason = models.TextField(_("reason"), blank=True)
    items = models.JSONField(_("what was handed over"), default=list)
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.leaving} → {self.coming or '–'} {written_day(self.on)}"
