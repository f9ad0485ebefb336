"""Projects: objects of their own with code, site, investment and stages; they serve many tasks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.history.models import Versioned, versioned
from throughline.lib.fields import ExactDecimalField
from throughline.organizations.models import Organization
from throughline.register.choices import ProjectNature, ProjectState
from throughline.register.models.task import Task


@versioned()
class Project(Versioned):
    """An investment project. Money is in units of `currency_unit` (10 000 yuan in Chinese lists)."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    category = models.CharField(_("category"), max_length=120, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    content = models.TextField(_("scale and content"), blank=True)
    organization = models.ForeignKey(
        Organization, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="projects"
    )
    nature = models.CharField(
        _("nature"), max_length=10, choices=ProjectNature.choices, default=ProjectNature.NEW
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ProjectState.choices, default=ProjectState.PREPARATION
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    total_investment = ExactDecimalField(_("total investment"), null=True, blank=True)
    currency_unit = models.CharField(_("unit of money"), max_length=40, blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.INTERNAL
    )
    official_order = models.PositiveIntegerField(_("official order"), default=0)
    tasks = models.ManyToManyField(Task, through="ProjectTask", related_name="projects")

    class Meta:
        ordering = ("official_order", "pk")
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(total_investment=None) | Q(total_investment__gte=0),
                name="project_investment_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@versioned()
class ProjectTask(Versioned):
    """A project serves a task."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="task_links")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="project_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "task"], name="projecttask_unique")]

    def __str__(self) -> str:
        return f"{self.project} – {self.task}"


@versioned()
class ProjectStage(Versioned):
    """A stage of a project with its planned and its real day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stages")
    title = models.CharField(_("stage"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    due_on = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ("project", "position", "pk")
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    def __str__(self) -> str:
        return self.title


@versioned()
class ProjectMonth(Versioned):
    """A month of a project: planned and actual investment, and what was visible on site."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="months")
    month_on = models.DateField(_("month"))
    planned = ExactDecimalField(_("planned investment"), null=True, blank=True)
    actual = ExactDecimalField(_("actual investment"), null=True, blank=True)
    done = models.TextField(_("progress on site"), blank=True)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        ordering = ("project", "month_on")
        verbose_name = _("project month")
        verbose_name_plural = _("project months")
        constraints = [models.UniqueConstraint(fields=["project", "month_on"], name="projectmonth_unique")]

    def __str__(self) -> str:
        return f"{self.project} {self.month_on:%Y-%m}"
