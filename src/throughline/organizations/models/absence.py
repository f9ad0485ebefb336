"""When somebody is away, so that a deputy stands in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.lib.written import written_day
from throughline.organizations.models.person import Person


@versioned()
class Absence(Versioned):
    """A person is away from `starts_on` to `ends_on`, both included; without an end until it is given one."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("-starts_on", "pk")
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        until = written_day(self.ends_on) if self.ends_on else "…"
        return f"{self.person}: {written_day(self.starts_on)} – {until}"
