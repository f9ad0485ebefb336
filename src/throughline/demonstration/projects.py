"""Projects: their stages, what was invested month by month, the tasks that they serve."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from throughline.city.records import Act, Project
from throughline.demonstration.stage import Stage
from throughline.lib.dates import add_months
from throughline.register.actions import (
    add_stage,
    create_project,
    edit_project,
    edit_stage,
    link_task,
    record_month,
)
from throughline.register.models import Project as ProjectRow
from throughline.register.models import ProjectStage

#: Who keeps the projects' own facts; units report stages and months.
PLAN_OFFICE = "plan2"


def open_projects(stage: Stage, *, by: str) -> None:
    """All projects, with the stages before them and the tasks that they serve."""
    for order, project in enumerate(stage.city.projects, 1):
        stage.projects[project.code] = _open(stage, project, order, by=by)


def _open(stage: Stage, project: Project, order: int, *, by: str) -> ProjectRow:
    city = stage.city
    row = stage.do(
        create_project,
        by=by,
        code=project.code,
        title=project.title,
        organization=stage.organizations[project.owner],
        site=f"{project.site} · {stage.organizations[project.district]}",
        content=project.contents,
        nature=project.nature,
        state=project.stages[0].code,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        total_investment=_listed(stage, project.total),
        currency_unit=city.money_unit,
        disclosure=city.plan.disclosure,
        official_order=order,
    )
    for one in project.stages:
        stage.do(add_stage, row, by=by, title=one.title, due_on=one.due_on)
    for code in project.tasks:
        stage.do(link_task, row, stage.task(code), by=by)
    _record(stage, row, add_months(city.months[0], -1), by=by, planned=project.spent_before,
            actual=project.spent_before, done=city.phrases.spent_before)  # fmt: skip
    return row


def _listed(stage: Stage, amount: Decimal) -> Decimal:
    return amount / stage.city.money_of


def record_investment(stage: Stage, told: Act) -> None:
    """The owner's officer enters a month."""
    project = next(one for one in stage.city.projects if one.code == told.subject)
    spent = next(one for one in project.months if one.month == told.month)
    row = stage.projects[project.code]
    _record(stage, row, spent.month, by=told.by, planned=spent.planned, actual=spent.actual)


def _record(
    stage: Stage,
    row: ProjectRow,
    month: date,
    *,
    by: str,
    planned: Decimal,
    actual: Decimal,
    done: str = "",
) -> None:
    planned, actual = _listed(stage, planned), _listed(stage, actual)
    stage.do(record_month, row, month, by=by, planned=planned, actual=actual, done=done)


def reach_stage(stage: Stage, told: Act) -> None:
    """The owner's officer says that a stage is reached; the plan office takes over the project's state."""
    project = next(one for one in stage.city.projects if one.code == told.subject)
    reached = project.stages[told.position - 1]
    row = ProjectStage.objects.select_related("project").get(
        project=stage.projects[project.code], position=told.position
    )
    stage.do(edit_stage, row, by=told.by, seen=row.version, done_on=reached.done_on)
    if row.project.state != reached.code:
        stage.do(edit_project, row.project, by=PLAN_OFFICE, seen=row.project.version, state=reached.code)
