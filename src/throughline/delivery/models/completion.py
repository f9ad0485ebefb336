"""The unit's act of completion, the supervisor's closure, and moved dates with their reasons."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import CompletionState
from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization
from throughline.register.models import Task


@versioned()
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
        ordering = ("-reported_at",)
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="reported"), name="completion_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.completed_on:%Y-%m-%d}"


@versioned()
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

    class Meta:
        ordering = ("-changed_at",)
        verbose_name = _("moved date")
        verbose_name_plural = _("moved dates")

    def __str__(self) -> str:
        return f"{self.earlier_on} → {self.later_on}"
