"""A document: the file byte for byte, its text decoded once, and the passages that other objects cite."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.documents.choices import ReadingState
from throughline.history.models import Versioned, versioned
from throughline.lib.text import shortened
from throughline.organizations.models import Organization


@versioned(leave_out=("text", "outline", "damage"))
class Document(Versioned):
    """A file kept as it came. `text` is decoded before any repair; all offsets count its characters.

    `outline` is the reader's clause tree and `damage` its repairs, in the shapes of docs/reading.schema.json.
    """

    title = models.CharField(_("title"), max_length=300)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(_("size"))
    kind = models.CharField(_("kind"), max_length=10)
    language = models.CharField(_("language"), max_length=10, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    number = models.CharField(_("document number"), max_length=80, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("issued by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.INTERNAL
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReadingState.choices, default=ReadingState.WAITING
    )
    error = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    outline = models.JSONField(default=list)
    damage = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    column_map = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="documents"
    )

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title


@versioned()
class Passage(Versioned):
    """A span of a document's text that something cites; `text` quotes it exactly."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("document", "start")
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="passage_ends_after_start"),
            models.UniqueConstraint(fields=["document", "start", "end"], name="passage_unique"),
        ]

    def __str__(self) -> str:
        return shortened(self.text, 80)
