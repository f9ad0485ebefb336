"""Which clause of ours carries out which clause of the plan above (上下衔接)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.plans.choices import AlignmentKind
from throughline.plans.models.clause import Clause
from throughline.plans.models.plan import Plan


@versioned()
class Alignment(Versioned):
    """The clause `above` of the plan that `plan` carries out, beside the clause of `plan` that does it.

    Without `ours` the clause above is not `plan`'s to carry out, for the reason in `note`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="alignments")
    above = models.ForeignKey(
        Clause, verbose_name=_("clause above"), on_delete=models.CASCADE, related_name="alignments_below"
    )
    ours = models.ForeignKey(
        Clause,
        verbose_name=_("our clause"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="alignments_above",
    )
    kind = models.CharField(_("how far"), max_length=8, choices=AlignmentKind.choices)
    note = models.TextField(_("note"), blank=True)
    aligned_at = models.DateTimeField(_("aligned at"))
    aligned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")
        constraints = [
            models.UniqueConstraint(fields=["above", "ours"], name="alignment_once"),
            models.UniqueConstraint(
                fields=["plan", "above"], condition=Q(ours=None), name="alignment_not_ours_once"
            ),
            models.CheckConstraint(
                condition=Q(ours=None, kind="not_ours") | (Q(ours__isnull=False) & ~Q(kind="not_ours")),
                name="alignment_ours_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.above_id} → {self.ours_id or self.get_kind_display()}"
