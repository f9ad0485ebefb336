"""A column set: which columns a table is issued in, in the city's own words and widths."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization
from throughline.papers.choices import Dates, Joined


@versioned()
class ColumnSet(Versioned):
    """The columns of a table as an organization issues it; used for its registers and those of bodies below it.

    `columns` is a list of {"field": a code of choices.ColumnField, "heading": text, "width": characters}, in order.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("used by"), on_delete=models.PROTECT, related_name="column_sets"
    )
    name = models.CharField(_("name"), max_length=80)
    columns = models.JSONField(_("columns"), default=list)
    joined = models.CharField(
        _("between several units"), max_length=5, choices=Joined.choices, default=Joined.COMMA
    )
    dates = models.CharField(_("days are written"), max_length=8, choices=Dates.choices, default=Dates.ISO)

    class Meta:
        ordering = ("organization__level", "organization__official_order", "name", "pk")
        verbose_name = _("column set")
        verbose_name_plural = _("column sets")
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="columnset_name_unique")]

    def __str__(self) -> str:
        return self.name
