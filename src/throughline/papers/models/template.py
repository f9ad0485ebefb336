"""A template: a Word file of the house, by which papers of one kind are made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization
from throughline.papers.choices import PaperKind


@versioned()
class Template(Versioned):
    """A .docx kept as it came; checked when it came, `fields` are those it names and `fonts` those it is set in.

    One of a kind is in use for an organization; those before it stay, and may be taken up again.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("used by"), on_delete=models.PROTECT, related_name="templates"
    )
    kind = models.CharField(_("kind of paper"), max_length=10, choices=PaperKind.choices)
    name = models.CharField(_("name"), max_length=80)
    file = models.FileField(_("file"), upload_to="templates/%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"))
    fields = models.JSONField(_("fields"), default=list)
    fonts = models.JSONField(_("fonts"), default=list)
    is_used = models.BooleanField(_("in use"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("organization__level", "organization__official_order", "kind", "-pk")
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"], condition=Q(is_used=True), name="template_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name
