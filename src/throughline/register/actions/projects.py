"""Projects, their stages and months, and the tasks they serve."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.register.models import Project, ProjectMonth, ProjectStage, ProjectTask, Task

FIELDS = (
    "code title category site content nature state starts_on ends_on total_investment currency_unit disclosure "
    "official_order"
).split()
MONTH_FIELDS = ("planned", "actual", "done", "problem")


def create_project(
    *, by: User | None, code: str, title: str, organization: Organization, why: str = "", **fields: Any
) -> Project:
    """A new project owned by `organization`. Raises Invalid."""
    check(by, "register.create", organization)
    project = Project(organization=organization)
    assign(project, {"code": code, "title": title, **fields}, FIELDS)
    _checked(project)
    with unless_raced(), act("projects.create", by=by, why=why) as this:
        this.create(project)
        this.about(project)
    return project


def edit_project(project: Project, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Project:
    """Change what a project says of itself. Raises Invalid, ChangedMeanwhile."""
    check(by, "projects.edit", project)
    assign(project, changes, [*FIELDS, "organization"])
    _checked(project)
    with unless_raced(), act("projects.edit", by=by, why=why, about=project) as this:
        this.save(project, seen=seen)
    return project


def _checked(project: Project) -> None:
    clean(project)
    if Project.objects.filter(code=project.code).exclude(pk=project.pk).exists():
        raise Invalid("code", _("Another project has this code. Choose another."))
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Invalid("ends_on", _("The end lies before the start. Give a later one, or an earlier start."))
    if project.total_investment is not None and project.total_investment < 0:
        raise Invalid("total_investment", _("An investment can't be negative. Give 0 or more."))


def add_stage(
    project: Project, *, by: User | None, title: str, due_on: Any = None, done_on: Any = None, why: str = ""
) -> ProjectStage:
    """A further stage, after the others."""
    check(by, "projects.report", project)
    last = project.stages.order_by("-position").values_list("position", flat=True).first()
    stage = ProjectStage(
        project=project, title=title, due_on=due_on, done_on=done_on, position=(last or 0) + 1
    )
    clean(stage)
    with act("projects.add_stage", by=by, why=why, about=project) as this:
        return this.create(stage)


def edit_stage(
    stage: ProjectStage, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> ProjectStage:
    """Change title, order, planned or real day of a stage."""
    check(by, "projects.report", stage.project)
    assign(stage, changes, ("title", "position", "due_on", "done_on"))
    clean(stage)
    with act("projects.edit_stage", by=by, why=why, about=stage.project) as this:
        this.save(stage, seen=seen)
    return stage


def remove_stage(stage: ProjectStage, *, by: User | None, why: str = "") -> None:
    """Delete a stage; its history stays."""
    check(by, "projects.edit", stage.project)
    with act("projects.remove_stage", by=by, why=why, about=stage.project) as this:
        this.delete(stage)


def record_month(
    project: Project, month_on: date, *, by: User | None, why: str = "", **fields: Any
) -> ProjectMonth:
    """Planned and actual investment of the month in which `month_on` lies, and what was visible on site.

    A month recorded again is changed; the earlier figures stay in its history. Raises Invalid.
    """
    check(by, "projects.report", project)
    month_on = month_on.replace(day=1)
    with unless_raced(), act("projects.record_month", by=by, why=why, about=project) as this:
        month = ProjectMonth.objects.select_for_update().filter(project=project, month_on=month_on).first()
        month = month or ProjectMonth(project=project, month_on=month_on)
        assign(month, fields, MONTH_FIELDS)
        clean(month)
        if any(amount is not None and amount < 0 for amount in (month.planned, month.actual)):
            raise Invalid("actual", _("An investment can't be negative. Give 0 or more."))
        return this.save(month) if month.pk else this.create(month)


def link_task(project: Project, task: Task, *, by: User | None, why: str = "") -> ProjectTask:
    """Say that the project serves the task. Saying it twice changes nothing."""
    check(by, "register.edit_task", task)
    linked = ProjectTask.objects.filter(project=project, task=task).first()
    if linked is not None:
        return linked
    with unless_raced(), act("projects.link_task", by=by, why=why, about=project) as this:
        return this.create(ProjectTask(project=project, task=task))


def unlink_task(project: Project, task: Task, *, by: User | None, why: str = "") -> None:
    """Take back that the project serves the task; nothing happens when it was not said."""
    check(by, "register.edit_task", task)
    linked = ProjectTask.objects.filter(project=project, task=task).first()
    if linked is not None:
        with act("projects.unlink_task", by=by, why=why, about=project) as this:
            this.delete(linked)
