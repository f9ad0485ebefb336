"""A task's standing is changed by a decision (任务调整): cancelled, merged, transferred, suspended, and back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import AdjustmentKind
from throughline.history.models import Versioned, versioned
from throughline.lib.written import written_day
from throughline.organizations.models import Organization, Post
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Task


@versioned(found_by=(("task",),))
class Adjustment(Versioned):
    """What was decided about a task, why, by whom and under which document. Never edited.

    It counts from `effective_on`. `until_on` is the day until which it was suspended; `into` the task that it was
    merged into. A transfer moved `role` from `from_organization` to `to_organization`.
    """

    task = models.ForeignKey(
        Task, verbose_name=_("task"), on_delete=models.PROTECT, related_name="adjustments"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AdjustmentKind.choices)
    effective_on = models.DateField(_("from"))
    until_on = models.DateField(_("expected until"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    approver = models.ForeignKey(
        Post,
        verbose_name=_("approved by (post)"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approval = models.CharField(_("approved by (in words)"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    into = models.ForeignKey(
        Task,
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
    )
    role = models.CharField(_("role"), max_length=12, choices=ResponsibilityRole.choices, blank=True)
    from_organization = models.ForeignKey(
        Organization,
        verbose_name=_("from the unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    to_organization = models.ForeignKey(
        Organization,
        verbose_name=_("to the unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    adjusted_at = models.DateTimeField()
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AdjustmentKind.MERGED) | Q(into__isnull=False),
                name="adjustment_merged_into_a_task",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AdjustmentKind.TRANSFERRED)
                | Q(from_organization__isnull=False, to_organization__isnull=False),
                name="adjustment_transferred_between_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {written_day(self.effective_on)}"

    @property
    def approved(self) -> str:
        """Who approved it, as people write it; "" where the system did it by itself."""
        return " · ".join(part for part in (str(self.approver or ""), self.approval) if part)
