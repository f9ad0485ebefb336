"""The unit reports a task complete; the office closes it or sends it back. Dates are moved with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.choices import CompletionState
from throughline.delivery.derived import refresh
from throughline.delivery.models import Completion, DueDateChange
from throughline.delivery.permissions import REPORTING
from throughline.delivery.refusals import NothingToJudge, NotReporting, NotTheLead, TaskIsNotOpen
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization, Post
from throughline.organizations.reach import on_behalf
from throughline.register.actions.guards import open_task
from throughline.register.choices import CompletionKind, TaskState
from throughline.register.models import Responsibility, Task


def report_complete(
    task: Task,
    organization: Organization,
    *,
    by: User | None,
    statement: str,
    completed_on: date | None = None,
    for_: Any = None,
) -> Completion:
    """The collecting unit reports the task complete on `completed_on` (default: today), saying what was reached.

    Raises NotReporting, NotTheLead, TaskIsNotOpen, Invalid.
    """
    own = Responsibility.objects.filter(task=task, organization=organization, role__in=REPORTING).first()
    if own is None:
        raise NotReporting(organization=organization.name)
    check(by, "delivery.report_complete", own)
    for_ = for_ or on_behalf(by, "delivery.report_complete", own)
    made = Completion(
        task=task,
        organization=organization,
        completed_on=completed_on or clock.today(),
        statement=statement,
        reported_at=clock.now(),
        reported_by=by,
    )
    _checked(made)
    with unless_raced(), act("delivery.report_complete", by=by, for_=for_, about=task) as this:
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.lead_id != organization.pk:
            raise NotTheLead(organization=organization.name)
        if row.state != TaskState.OPEN:
            raise TaskIsNotOpen(state=row.get_state_display())
        this.create(made)
        _set_state(this, row, TaskState.COMPLETE)
    return made


def _checked(completion: Completion) -> None:
    clean(completion)
    bounded("statement", completion.statement)
    if completion.completed_on > clock.today():
        raise Invalid("completed_on", _("This day has not come yet. Give the day on which it was completed."))
    starts_on = completion.task.starts_on
    if starts_on is not None and completion.completed_on < starts_on:
        raise Invalid(
            "completed_on", _("The task began on %(day)s; it can't be complete before."), day=starts_on
        )


def close_task(completion: Completion, *, by: User | None, reason: str = "") -> Task:
    """Close the task (销号): what the unit reported holds. Its progress counts as 100 %. Raises NothingToJudge."""
    return _judge(completion, CompletionState.CLOSED, TaskState.CLOSED, by=by, reason=reason.strip())


def send_back(completion: Completion, *, by: User | None, reason: str) -> Task:
    """Send the completion back with a reason; the task is under way again. Raises NothingToJudge, Invalid."""
    if not reason.strip():
        raise Invalid("reason", _("Say what is still missing, so that the unit can complete it."))
    return _judge(completion, CompletionState.SENT_BACK, TaskState.OPEN, by=by, reason=reason.strip())


def _judge(completion: Completion, outcome: str, state: str, *, by: User | None, reason: str) -> Task:
    check(by, "delivery.close_task", completion)
    for_ = on_behalf(by, "delivery.close_task", completion)
    name = "delivery.close_task" if outcome == CompletionState.CLOSED else "delivery.send_back"
    with act(name, by=by, for_=for_, why=reason, about=completion.task) as this:
        task = Task.objects.select_for_update().get(pk=completion.task_id)
        row = Completion.objects.select_for_update().get(pk=completion.pk)
        if row.state != CompletionState.REPORTED or task.state != TaskState.COMPLETE:
            raise NothingToJudge
        row.state, row.reason = outcome, reason
        row.decided_at, row.decided_by = clock.now(), by
        this.save(row)
        _set_state(this, task, state)
        refresh(this, [task.pk])
    return Task.objects.get(pk=task.pk)


def _set_state(this: Act, task: Task, state: str) -> None:
    task.state = state
    this.save(task)


def move_due_date(
    task: Task, later_on: date, *, by: User | None, reason: str, seen: int, for_: Any = None
) -> DueDateChange:
    """Move the due date to `later_on` for a stated reason; the original date is kept and stays in sight.

    Raises Invalid (no reason, same day, before the start, an ongoing task), TaskIsClosed, ChangedMeanwhile.
    """
    check(by, "register.move_due_date", task)
    open_task(task)
    moved = moved_date(task, later_on, reason=reason, by=by)
    with act("delivery.move_due_date", by=by, for_=for_, why=moved.reason, about=task) as this:
        this.save(task, seen=seen)
        this.create(moved)
    return moved


def moved_date(
    task: Task, later_on: date | None, *, reason: str, by: User | None, approved_by: Post | None = None
) -> DueDateChange:
    """Set the new due date on `task`, which keeps its first one, and give the row that tells of it; nothing is saved.

    Raises Invalid.
    """
    moved = DueDateChange(
        task=task,
        earlier_on=task.due_on,
        later_on=later_on,
        reason=reason,
        changed_at=clock.now(),
        changed_by=by,
        approved_by=approved_by,
    )
    clean(moved)
    check_new_date(task, moved.later_on)
    task.original_due_on = task.original_due_on or task.due_on
    task.due_on = moved.later_on
    # The words said the earlier date; they stay in the history and in the passage.
    task.due_text = ""
    return moved


def check_new_date(task: Task, day: date | None, *, field: str = "later_on") -> None:
    """Raise Invalid for `field` when the task can't be due on `day` instead."""
    if task.completion == CompletionKind.ONGOING:
        raise Invalid(field, _("An ongoing task has no due date. Edit the task and give it one."))
    if day is None:
        raise Invalid(field, _("Give the new due date."))
    if day == task.due_on:
        raise Invalid(field, _("This is the due date already. Give another day."))
    if task.starts_on is not None and day < task.starts_on:
        raise Invalid(field, _("The task begins on %(day)s; it can't be due before."), day=task.starts_on)
