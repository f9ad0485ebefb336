"""A clause's lasting identity, its wording in each edition, and the lineage of splits and merges."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.documents.models import Passage
from throughline.history.models import Versioned, versioned
from throughline.lib.text import shortened
from throughline.lib.tree import TreeNode
from throughline.plans.choices import Decomposition, LineageKind, WordingKind
from throughline.plans.models.plan import Edition, Plan


@versioned()
class Clause(Versioned):
    """What keeps its identity through renumbering, moving and rewording; targets and tasks hang here."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="clauses")
    decomposition = models.CharField(
        _("decomposition"), max_length=10, choices=Decomposition.choices, default=Decomposition.UNDECIDED
    )
    exemption_reason = models.TextField(_("reason of the exemption"), blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")

    def __str__(self) -> str:
        wording = self.wordings.order_by("-edition__position").first()
        return str(wording) if wording else f"#{self.pk}"


@versioned()
class Wording(TreeNode, Versioned):
    """A clause's text in one edition, with its number, parent and order there; `passage` is where it stands."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="wordings")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="wordings")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    position = models.PositiveIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=40, blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=WordingKind.choices, default=WordingKind.PARAGRAPH
    )
    text = models.TextField(_("text"))
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.PROTECT, related_name="wordings"
    )

    class Meta:
        ordering = ("edition", "position")
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint(fields=["edition", "clause"], name="wording_once_per_edition"),
            models.UniqueConstraint(fields=["edition", "position"], name="wording_position_unique"),
        ]

    def __str__(self) -> str:
        return shortened(f"{self.number} {self.text}".strip(), 120)


@versioned()
class Lineage(Versioned):
    """One clause came from another: by a split, a merge, or as its continuation."""

    earlier = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="later_lineage")
    later = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="earlier_lineage")
    kind = models.CharField(max_length=10, choices=LineageKind.choices)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="lineages")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="lineage_of_two"),
            models.UniqueConstraint(fields=["earlier", "later", "edition"], name="lineage_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"
