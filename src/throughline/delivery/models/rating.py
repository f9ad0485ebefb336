"""Ratings: proposed by rule, explained by the unit, confirmed and circulated by the supervision office."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import RatingState
from throughline.delivery.rules import ADVERSE, told
from throughline.history.models import Versioned, versioned
from throughline.lib.written import written_day
from throughline.register.choices import Colour
from throughline.register.models import Register, Task


@versioned()
class Circular(Versioned):
    """The act of telling everybody: the ratings confirmed for a register, circulated under a number."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="circulars")
    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    remark = models.TextField(_("remark of the supervision office"), blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-issued_on", "-pk")
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="circular_number_unique")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


@versioned(found_by=(("task",),))
class Rating(Versioned):
    """A rating of a task. Append-only: what was circulated stays; a correction is a new row naming the old one.

    `colour` is what counts now, `proposed_colour` what the rule computed; `rule`, `why`, `facts` and `since` say why
    and since when: `facts` are the plain values that the rule looked at on `on`, `why` its sentence as it read that
    day, with %(fact)s in it: a text, or one per language.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ratings")
    on = models.DateField(_("as of"))
    colour = models.CharField(_("rating"), max_length=6, choices=Colour.choices)
    proposed_colour = models.CharField(_("proposed"), max_length=6, choices=Colour.choices, blank=True)
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    why = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    since = models.DateField(_("since"))
    state = models.CharField(
        _("state"), max_length=10, choices=RatingState.choices, default=RatingState.PROPOSED
    )
    explain_by_on = models.DateField(_("explanation until"), null=True, blank=True)
    explanation = models.TextField(_("explanation of the unit"), blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason of the supervision office"), blank=True)
    circular = models.ForeignKey(
        Circular, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings"
    )
    circulated_at = models.DateTimeField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes = [
            models.Index(fields=["task", "state", "-on"], name="rating_task_state"),
            models.Index(fields=["state", "on"], name="rating_state_on"),
            models.Index(fields=["circulated_at"], name="rating_circulated"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state__in=["proposed", "confirmed"]), name="rating_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_colour_display()} {written_day(self.on)}"

    @property
    def sentence(self) -> str:
        """Why the rule gave its colour, in the reader's language."""
        return told(self.why, self.facts, get_language() or "")

    @property
    def is_adverse(self) -> bool:
        """Whether the unit is heard before this is confirmed."""
        return self.colour in ADVERSE

    def may_be_explained_on(self, day: date) -> bool:
        """Whether on `day` the unit still has time to explain it, and has not yet."""
        return self.explain_by_on is not None and day <= self.explain_by_on and self.explained_at is None


@versioned()
class ComputedRating(Versioned):
    """What the rule computes for a task, whatever was confirmed: the colour, by which rule, and since which day.

    Written by the tick when colour or rule change; its versions tell the course over the year.
    """

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="computed_rating")
    colour = models.CharField(_("rating"), max_length=6, choices=Colour.choices, blank=True)
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("computed rating")
        verbose_name_plural = _("computed ratings")

    def __str__(self) -> str:
        return f"{self.get_colour_display()} {written_day(self.since)}"


class TickDay(models.Model):
    """A day for which a register's ratings were proposed; keeps the tick from running twice."""

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="tick_days")
    day = models.DateField()
    ran_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "day"], name="tickday_unique")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
