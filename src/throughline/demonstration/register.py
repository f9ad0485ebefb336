"""The plan's register: issued with all that its tasks need, signed off by the units, its milestones reached."""

from __future__ import annotations

from collections import Counter
from datetime import date

from throughline.city.records import Act, Area, Indicator, Milestone, Task
from throughline.delivery.actions import mark_milestone
from throughline.demonstration.projects import PLAN_OFFICE, open_projects
from throughline.demonstration.stage import Stage
from throughline.indicators.actions import edit_target, set_steps
from throughline.indicators.actions.targets import Step
from throughline.indicators.choices import PeriodKind
from throughline.indicators.models import Target
from throughline.plans.choices import WordingKind
from throughline.plans.models import Clause, Edition
from throughline.register.actions import (
    add_milestone,
    add_stage_goal,
    create_register,
    edit_area,
    edit_register,
    edit_task,
)
from throughline.register.actions import sign_off as sign
from throughline.register.models import KeyArea, Responsibility
from throughline.register.models import Milestone as MilestoneRow


def issue_register(stage: Stage, told: Act) -> None:
    """Everything that the table does not say is added, then the register is public."""
    clauses = measures(stage.edition)
    for task in stage.city.tasks:
        _complete(stage, task, clauses[task.clause], by=told.by)
    for number, area in enumerate(stage.city.areas, 1):
        _area(stage, area, number, by=told.by)
    for step in stage.city.milestones:
        row = stage.task(step.task)
        stage.do(add_milestone, row, by=told.by, title=step.title, due_on=step.due_on)
    for indicator in stage.city.indicators:
        _steps(stage, indicator, clauses[indicator.clause], by=PLAN_OFFICE)
    open_projects(stage, by=PLAN_OFFICE)
    register, disclosure = stage.register("plan"), stage.city.plan.disclosure
    stage.do(edit_register, register, by=told.by, seen=register.version, disclosure=disclosure)


def open_plain_register(stage: Stage, kind: str, *, by: str) -> None:
    """One of the two registers that belong to the plan's story: empty, with its rules and its calendar."""
    order, register = next(
        (order, one) for order, one in enumerate(stage.city.registers, 1) if one.kind == kind
    )
    stage.registers[kind] = stage.do(
        create_register,
        by=by,
        title=register.title,
        organization=stage.root,
        slug=register.code.lower(),
        kind=register.kind,
        plan=stage.plan if register.kind == "plan" else None,
        rhythm=register.rhythm,
        due_days=register.due_day,
        explanation_days=register.explain_working_days,
        rule_set=stage.rule_sets[register.rules],
        calendar=stage.calendar,
        starts_on=stage.city.months[0] if register.kind == "plan" else stage.city.began,
        official_order=order,
    )


def measures(edition: Edition) -> dict[int, Clause]:
    """The clauses of a plan's numbered measures."""
    found = edition.wordings.filter(kind=WordingKind.ITEM).select_related("clause")
    return {int(wording.number.strip(".．、 ")): wording.clause for wording in found}


def _complete(stage: Stage, task: Task, clause: Clause, *, by: str) -> None:
    row = stage.task(task.code)
    stage.do(
        edit_task,
        row,
        by=by,
        seen=row.version,
        clause=clause,
        starts_on=task.starts_on,
        due_text=task.cells["completion"],
        review_rhythm=task.review or "",
        weight=task.weight,
    )


def _area(stage: Stage, area: Area, number: int, *, by: str) -> None:
    row = KeyArea.objects.get(register=stage.register("plan"), title=area.column)
    leaders = Counter(task.leader for task in stage.city.tasks if task.area == area.code and task.leader)
    leader = stage.posts[leaders.most_common(1)[0][0]]
    stage.do(edit_area, row, by=by, seen=row.version, title=area.title, number=str(number), leader=leader)
    for goal in area.goals:
        stage.do(add_stage_goal, row, by=by, due_on=date(goal.year, 12, 31), text=goal.text)


def _steps(stage: Stage, indicator: Indicator, clause: Clause, *, by: str) -> None:
    """The table's row gave the target; which measure it belongs to, and its way there, the plan office adds."""
    target = Target.objects.get(indicator=stage.indicators[indicator.code])
    base = date(indicator.base_year, 12, 31)
    stage.do(edit_target, target, by=by, seen=target.version, base_on=base, clause=clause)
    stage.do(set_steps, target, _path(indicator), by=by, seen=target.version)


def _path(indicator: Indicator) -> list[Step]:
    """The steps by quarter and year; where both end on a day, the year's."""
    by_day: dict[date, Step] = {one.on: (PeriodKind.QUARTER, one.on, one.value) for one in indicator.quarters}
    for one in indicator.years:
        day = date(one.year, 12, 31)
        by_day[day] = (PeriodKind.YEAR, day, one.value)
    return [by_day[day] for day in sorted(by_day)]


def sign_off(stage: Stage, told: Act) -> None:
    """A unit takes note of all that it answers for on the plan's register."""
    unit = stage.organizations[told.organization]
    new = Responsibility.objects.filter(
        organization=unit,
        signed_at=None,
        task__entries__register=stage.register("plan"),
        task__entries__is_home=True,
    )
    for row in new.select_related("task"):
        stage.do(sign, row, by=told.by)


def reach_milestone(stage: Stage, told: Act) -> None:
    """The lead unit says on which day a step was done."""
    step = _milestone(stage, told)
    row = MilestoneRow.objects.select_related("task").get(
        task=stage.tasks[step.task], title=step.title, due_on=step.due_on
    )
    stage.do(mark_milestone, row, by=told.by, seen=row.version, done_on=step.done_on)


def _milestone(stage: Stage, told: Act) -> Milestone:
    place = (told.subject, told.position)
    return next(one for one in stage.city.milestones if (one.task, one.position) == place)
