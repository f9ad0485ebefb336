"""A finding: what the reader proposes from a passage; a person accepts, edits or rejects it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.documents.choices import FindingLabel, FindingState
from throughline.documents.models.document import Document
from throughline.history.models import Versioned, versioned
from throughline.lib.text import shortened


@versioned()
class Finding(Versioned):
    """One finding of a document. `proposal` is the reader's, `content` what a person made of it.

    Both have the shape of a finding in docs/reading.schema.json (targets, lead, joint, …); `content` is empty until
    edited. `batch` names the confirmation (audit record) that decided it, so that it can be undone as a whole.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    label = models.CharField(_("label"), max_length=12, choices=FindingLabel.choices)
    confidence = models.FloatField(_("confidence"), default=0)
    proposal = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=FindingState.choices, default=FindingState.OPEN
    )
    became = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="came_from"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    batch = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("document", "start", "pk")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["document", "state", "start"], name="finding_document_state")]

    def __str__(self) -> str:
        return shortened(str(self.value.get("clean") or self.value.get("text") or ""), 120)

    @property
    def value(self) -> dict:
        """What counts now: the person's version, or the reader's."""
        return {**self.proposal, **self.content}
