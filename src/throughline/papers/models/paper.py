"""Papers as they were issued, with the scans of what was stamped."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.delivery.models import Circular
from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization
from throughline.papers.choices import PaperKind
from throughline.papers.models.number import Number
from throughline.papers.models.template import Template
from throughline.register.models import Register


@versioned()
class Paper(Versioned):
    """A paper as it left the house: the file unchanged, its number, and the day as of which it tells.

    `unit` is whom it is for, where it is for one; `number_text` is its number as written on it, from a series or not.
    """

    kind = models.CharField(_("kind of paper"), max_length=10, choices=PaperKind.choices)
    title = models.CharField(_("title"), max_length=300)
    organization = models.ForeignKey(
        Organization, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="papers"
    )
    register = models.ForeignKey(
        Register, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    unit = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="papers_for_it"
    )
    circular = models.ForeignKey(
        Circular, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    number = models.OneToOneField(
        Number, null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    number_text = models.CharField(_("number"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"))
    as_of = models.DateField(_("as of"))
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    file = models.FileField(_("file"), upload_to="papers/%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return f"{self.title} {self.number_text}".strip()


@versioned()
class Scan(Versioned):
    """A picture of the paper with its red head and seal, as the office system gave it out."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="scans")
    file = models.FileField(_("file"), upload_to="scans/%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"))
    attached_at = models.DateTimeField(_("attached at"))
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("paper", "pk")
        verbose_name = _("scan")
        verbose_name_plural = _("scans")

    def __str__(self) -> str:
        return self.file_name
