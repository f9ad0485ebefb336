"""Decisions about a task's standing: cancelled, suspended, taken up again. Each with reason and approver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.completions import moved_date
from throughline.delivery.choices import AdjustmentKind
from throughline.delivery.derived import refresh
from throughline.delivery.models import Adjustment
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Post
from throughline.register.actions.guards import open_task
from throughline.register.choices import CompletionKind, TaskState
from throughline.register.models import Task
from throughline.register.refusals import CompletionWaits


@dataclass(frozen=True)
class Approval:
    """Who approved a decision: a post of the directory, or a body in words; under which document number."""

    post: Post | None = None
    text: str = ""
    document_number: str = ""

    @property
    def named(self) -> bool:
        """Whether anybody is named."""
        return self.post is not None or bool(self.text.strip())


NOBODY = Approval()


def cancel_task(
    task: Task,
    *,
    by: User | None,
    seen: int,
    why: str,
    approval: Approval = NOBODY,
    effective_on: date | None = None,
) -> Task:
    """Cancel a task (撤销) for a stated reason, as approved. Lists leave it out; its reports and ratings stay.

    Raises CompletionWaits, TaskIsClosed, TaskIsMerged, RegisterIsClosed, ChangedMeanwhile, Invalid.
    """
    made = _decision(
        task, AdjustmentKind.CANCELLED, by=by, why=why, approval=approval, effective_on=effective_on
    )
    unjudged(task)
    return _decide(made, TaskState.CANCELLED, "register.cancel_task", by=by, seen=seen)


def suspend_task(
    task: Task,
    *,
    by: User | None,
    seen: int,
    why: str,
    approval: Approval = NOBODY,
    effective_on: date | None = None,
    until_on: date | None = None,
) -> Task:
    """Stop the clock of a task (暂停), expected until `until_on`: no report is owed, no rule proposes, no lamp burns.

    Raises as cancel_task.
    """
    made = _decision(
        task, AdjustmentKind.SUSPENDED, by=by, why=why, approval=approval, effective_on=effective_on
    )
    if task.state == TaskState.SUSPENDED:
        raise Invalid("state", _("This task is suspended already."))
    unjudged(task)
    made.until_on = until_on
    clean(made)
    if made.until_on and made.until_on <= made.effective_on:
        raise Invalid("until_on", _("It is expected to rest until a day after it was suspended."))
    return _decide(made, TaskState.SUSPENDED, "register.suspend_task", by=by, seen=seen)


def resume_task(
    task: Task,
    *,
    by: User | None,
    seen: int,
    why: str = "",
    approval: Approval = NOBODY,
    effective_on: date | None = None,
    move_dates: bool = False,
) -> Task:
    """Take a suspended task up again; its lamp burns as before. Needs no approver of its own.

    With `move_dates` the due date and the milestones to come move by the days that it rested, as a moved date that
    names the pause. Raises Invalid, ChangedMeanwhile, RegisterIsClosed.
    """
    check(by, "register.edit_task", task)
    open_task(task)
    if task.state != TaskState.SUSPENDED:
        raise Invalid("state", _("Only a suspended task can be taken up again."))
    made = adjusted(
        task,
        AdjustmentKind.RESUMED,
        by=by,
        why=why.strip() or "–",
        approval=approval,
        effective_on=effective_on,
    )
    since = suspended_since(task)
    if since and made.effective_on < since:
        raise Invalid("effective_on", _("It was suspended on %(day)s; give a later day."), day=since)
    with act("register.resume_task", by=by, why=why, about=task) as this:
        if move_dates and since:
            _move_by_pause(this, task, made, since)
        return settle(this, made, TaskState.OPEN, seen)


def unjudged(task: Task) -> None:
    """Raise CompletionWaits while the unit's word that the task is complete waits to be judged."""
    if task.state == TaskState.COMPLETE:
        raise CompletionWaits


def approved(by: User | None, approval: Approval) -> None:
    """Raise Invalid unless somebody is named who approved it; the system itself needs nobody."""
    if by is not None and not approval.named:
        raise Invalid("approver", _("Say who approved it: choose a post, or name the body in words."))


def _decision(
    task: Task, kind: str, *, by: User | None, why: str, approval: Approval, effective_on: date | None
) -> Adjustment:
    """A decision that needs an approver, about a task that is not done with."""
    check(by, "register.edit_task", task)
    open_task(task)
    made = adjusted(task, kind, by=by, why=why, approval=approval, effective_on=effective_on)
    approved(by, approval)
    return made


def adjusted(
    task: Task,
    kind: str,
    *,
    by: User | None,
    why: str,
    approval: Approval,
    effective_on: date | None,
    **fields: Any,
) -> Adjustment:
    """The row of a decision, looked through. Raises Invalid for what can't be (no reason, a day to come)."""
    made = Adjustment(
        task=task,
        kind=kind,
        effective_on=effective_on or clock.today(),
        reason=why,
        approver=approval.post,
        approval=approval.text,
        document_number=approval.document_number,
        adjusted_at=clock.now(),
        adjusted_by=by,
        **fields,
    )
    if not why.strip():
        raise Invalid("why", _("Say why; the reason is kept with the task."))
    clean(made)
    bounded("why", made.reason)
    if made.effective_on > clock.today():
        raise Invalid("effective_on", _("This day has not come yet. Come back then, or give an earlier one."))
    return made


def _decide(made: Adjustment, state: str, name: str, *, by: User | None, seen: int) -> Task:
    with act(name, by=by, why=made.reason, about=made.task) as this:
        return settle(this, made, state, seen)


def settle(this: Act, made: Adjustment, state: str, seen: int) -> Task:
    """Write the decision and the state that it brings, with what the task derives from it."""
    task = made.task
    task.state = state
    this.save(task, seen=seen)
    this.create(made)
    refresh(this, [task.pk])
    task.refresh_from_db()
    return task


def suspended_since(task: Task) -> date | None:
    """Since when a suspended task rests; None when no decision says it."""
    rows = task.adjustments.filter(kind=AdjustmentKind.SUSPENDED).order_by("-pk")
    return rows.values_list("effective_on", flat=True).first()


def _move_by_pause(this: Act, task: Task, resumed: Adjustment, since: date) -> None:
    """Move what is still to come by the days of the pause; the task itself is saved by the caller."""
    pause = resumed.effective_on - since
    if not pause:
        return
    reason = _("The task rested from %(from)s to %(to)s (%(days)s days).") % {
        "from": since.isoformat(),
        "to": resumed.effective_on.isoformat(),
        "days": pause.days,
    }
    if task.due_on is not None and task.completion != CompletionKind.ONGOING:
        later_on = task.due_on + pause
        this.create(moved_date(task, later_on, reason=str(reason), by=resumed.adjusted_by))
    steps = list(task.milestones.select_for_update().filter(done_on=None, due_on__gte=since))
    for step in steps:
        step.due_on += timedelta(days=pause.days)
    this.save_many(steps)
