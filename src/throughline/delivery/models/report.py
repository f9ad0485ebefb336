"""Reporting periods, the units' reports, and their evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import ReportState
from throughline.history.models import Versioned, versioned
from throughline.indicators.models import Observation
from throughline.lib.fields import ExactDecimalField
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.register.choices import Colour
from throughline.register.models import Register, Task


@versioned()
class Period(Versioned):
    """A reporting period of a register; once closed, no report is filed for it."""

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("reports due on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("register", "starts_on")
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(fields=["register", "starts_on"], name="period_unique"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{written_day(self.starts_on)} – {written_day(self.ends_on)}"


@versioned(found_by=(("task",),))
class Report(Versioned):
    """A unit's account of a period: five fields. Append-only: what replaces it is the next `attempt`, a new row.

    `progress` is percent; `value` the target's value in the indicator's unit, kept as `observation` once accepted.
    `leads`: the unit collected for the task when it filed, so its figure is the task's. `due_again_on`: until when a
    returned one may be filed again before the period counts as unanswered.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    attempt = models.PositiveSmallIntegerField(default=1)
    leads = models.BooleanField(_("its figure is the task's"), default=False)
    progress = ExactDecimalField(_("progress (%)"), null=True, blank=True)
    value = ExactDecimalField(_("value"), null=True, blank=True)
    colour = models.CharField(_("own rating"), max_length=6, choices=Colour.choices, blank=True)
    done = models.TextField(_("what was done"), blank=True)
    problem = models.TextField(_("problem"), blank=True)
    help_needed = models.TextField(_("help needed"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.FILED
    )
    filed_at = models.DateTimeField(_("filed at"))
    filed_on = models.DateField(_("filed on"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports_filed"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason of the return"), blank=True)
    due_again_on = models.DateField(_("due again by"), null=True, blank=True)
    observation = models.ForeignKey(
        Observation, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )

    class Meta:
        ordering = ("-period__starts_on", "organization", "-attempt")
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["task", "-filed_at"], name="report_task_filed"),
            models.Index(fields=["state", "period"], name="report_state_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organization", "period", "attempt"], name="report_attempt_unique"
            ),
            models.UniqueConstraint(
                fields=["task", "organization", "period"],
                condition=Q(state="filed"),
                name="report_one_undecided",
            ),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__gte=0, progress__lte=100),
                name="report_progress_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.period}"


@versioned(found_by=(("report",),))
class Evidence(Versioned):
    """A file that shows what a report says; kept byte for byte under a generated name, served as a download only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(_("file"), max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.file_name
