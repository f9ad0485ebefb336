"""The unit's act of completion, the supervisor's closure; moved dates, and the requests for them (延期)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import CompletionState, ExtensionState
from throughline.history.models import Versioned, versioned
from throughline.lib.written import written_day
from throughline.organizations.models import Organization, Post
from throughline.register.models import Task


@versioned(found_by=(("task",),))
class Completion(Versioned):
    """The lead unit reports a task complete; the supervisor closes it or sends it back with a reason."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="completions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField(_("completed on"))
    statement = models.TextField(_("what was reached"))
    state = models.CharField(
        _("state"), max_length=10, choices=CompletionState.choices, default=CompletionState.REPORTED
    )
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["decided_at"], name="completion_decided")]
        ordering = ("-reported_at",)
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="reported"), name="completion_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {written_day(self.completed_on)}"


@versioned(found_by=(("task",),))
class DueDateChange(Versioned):
    """A due date was moved: from which to which day, why and by whom. Never edited."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="due_date_changes")
    earlier_on = models.DateField(_("from"), null=True)
    later_on = models.DateField(_("to"), null=True)
    reason = models.TextField(_("reason"))
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        Post, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-changed_at",)
        indexes = [models.Index(fields=["changed_at"], name="due_change_at")]
        verbose_name = _("moved date")
        verbose_name_plural = _("moved dates")

    def __str__(self) -> str:
        return " → ".join(written_day(day) if day else "–" for day in (self.earlier_on, self.later_on))


@versioned(found_by=(("task",),))
class Extension(Versioned):
    """The lead unit asks for a new due date (延期); the supervision office grants it, or refuses with a reason.

    `due_on` is the due date at the time of asking: whoever asks after it asks late. `answer` is the office's word,
    `decided_at` and `decided_by` tell who ended the waiting: the office, or the unit that withdrew its request;
    `change` the moved date that came of a granted one.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    wanted_on = models.DateField(_("new date asked for"))
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=9, choices=ExtensionState.choices, default=ExtensionState.ASKED
    )
    asked_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(_("answer of the supervision office"), blank=True)
    change = models.OneToOneField(
        DueDateChange, null=True, blank=True, on_delete=models.PROTECT, related_name="extension"
    )

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("request for a new date")
        verbose_name_plural = _("requests for new dates")
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(state="asked"), name="extension_one_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.task} → {written_day(self.wanted_on)}"

    @property
    def is_late(self) -> bool:
        """Whether the due date had passed when it was asked for."""
        return self.due_on is not None and self.asked_on > self.due_on
