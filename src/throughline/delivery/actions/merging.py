"""Two tasks that are one matter become one (合并): the other keeps its address, its reports and its history."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.adjustments import NOBODY, Approval, adjusted, approved, unjudged
from throughline.delivery.choices import AdjustmentKind
from throughline.delivery.models import Adjustment
from throughline.history.act import Act, act
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import Invalid, NotThere
from throughline.register.actions.guards import open_task
from throughline.register.actions.tasks import place_under
from throughline.register.choices import ResponsibilityRole, TaskState
from throughline.register.models import Entry, Milestone, ProjectTask, Responsibility, Task
from throughline.register.rules import LIVE_STATES, collecting


def merge_task(
    task: Task,
    into: Task,
    *,
    by: User | None,
    seen: int,
    why: str,
    approval: Approval = NOBODY,
    effective_on: date | None = None,
    take_milestones: bool = True,
) -> Task:
    """Merge `task` into `into`, which from then on is reported for both, and give `into` back.

    `into` is shown wherever `task` was, under its numbers; the units of `task` answer for it too (who led or was an
    equal, as an equal); milestones not done (unless told otherwise), projects and parts go over. What was reported on
    `task` stays with it and is told in the story of `into`.

    Raises Invalid (the same task, or a part of it), CompletionWaits, TaskIsClosed, TaskIsMerged, RegisterIsClosed,
    ChangedMeanwhile.
    """
    check(by, "register.edit_task", task)
    check(by, "register.edit_task", into)
    for one in (task, into):
        open_task(one)
        unjudged(one)
    _apart(task, into)
    made = adjusted(
        task, AdjustmentKind.MERGED, by=by, why=why, approval=approval, effective_on=effective_on, into=into
    )
    approved(by, approval)
    with unless_raced(), act("delivery.merge_task", by=by, why=made.reason, about=task) as this:
        return _merge(this, made, _held(task, into), seen, take_milestones=take_milestones)


def _apart(task: Task, into: Task) -> None:
    if task.pk == into.pk:
        raise Invalid("into", _("A task can't be merged into itself. Choose another one."))
    if into.is_under(task):
        raise Invalid("into", _("The other one is a part of this task. Take it out of it first."))


def _held(task: Task, into: Task) -> Task:
    """The surviving task, held with the other until the act ends, and still under way."""
    rows = Task.objects.select_for_update().filter(pk__in=(task.pk, into.pk)).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise NotThere
    open_task(found[into.pk])
    unjudged(found[into.pk])
    return found[into.pk]


def _merge(this: Act, made: Adjustment, into: Task, seen: int, *, take_milestones: bool) -> Task:
    task = made.task
    task.state, task.merged_into = TaskState.MERGED, into
    this.save(task, seen=seen)
    this.create(made)
    earlier = list(Task.objects.select_for_update().filter(merged_into=task).order_by("pk"))
    for one in earlier:
        one.merged_into = into
    this.save_many(earlier)
    _take_places(this, task, into)
    _take_units(this, task, into)
    _take_projects(this, task, into)
    if take_milestones:
        _take_milestones(this, task, into)
    for part in task.children.filter(state__in=LIVE_STATES).order_by("pk"):
        place_under(part, into, by=made.adjusted_by, seen=part.version)
    return Task.objects.get(pk=into.pk)


def _take_places(this: Act, task: Task, into: Task) -> None:
    shown = set(into.entries.values_list("register", flat=True))
    rows = [
        Entry(
            register_id=entry.register_id,
            task=into,
            area_id=entry.area_id,
            number=entry.number,
            position=entry.position,
            is_home=False,
        )
        for entry in task.entries.order_by("pk")
        if entry.register_id not in shown
    ]
    this.create_many(rows)


def _take_units(this: Act, task: Task, into: Task) -> None:
    held = list(into.responsibilities.order_by("position", "pk"))
    answering = {row.organization_id for row in held}
    last = max((row.position for row in held), default=0)
    coming = [
        row
        for row in task.responsibilities.order_by("position", "pk")
        if row.organization_id not in answering
    ]
    made = [
        Responsibility(task=into, organization_id=row.organization_id, role=_equal(row.role), position=place)
        for place, row in enumerate(coming, start=last + 1)
    ]
    this.create_many(made)
    lead = collecting([(row.organization_id, row.role) for row in (*held, *made)])
    if lead != into.lead_id:
        into.lead_id = lead
        this.save(into)


def _equal(role: str) -> str:
    return ResponsibilityRole.JOINT if role == ResponsibilityRole.LEAD else role


def _take_projects(this: Act, task: Task, into: Task) -> None:
    served = set(into.project_links.values_list("project", flat=True))
    links = task.project_links.exclude(project__in=served).order_by("pk")
    this.create_many([ProjectTask(project_id=link.project_id, task=into) for link in links])


def _take_milestones(this: Act, task: Task, into: Task) -> None:
    known = set(into.milestones.values_list("title", "due_on"))
    steps = task.milestones.filter(done_on=None).order_by("due_on", "pk")
    this.create_many(
        [
            Milestone(task=into, title=step.title, due_on=step.due_on)
            for step in steps
            if (step.title, step.due_on) not in known
        ]
    )
