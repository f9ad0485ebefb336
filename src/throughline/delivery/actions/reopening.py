"""A cancelled or merged task is taken up again (重启)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.adjustments import NOBODY, Approval, adjusted, approved, settle
from throughline.delivery.actions.transfers import transfer
from throughline.delivery.choices import AdjustmentKind
from throughline.delivery.models import Adjustment
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.queries import standing_successor
from throughline.organizations.refusals import NotStanding
from throughline.register.actions.guards import open_register
from throughline.register.choices import TaskState
from throughline.register.models import Register, Task
from throughline.register.refusals import TaskIsClosed
from throughline.register.rules import SET_ASIDE


def reopen_task(
    task: Task,
    *,
    by: User | None,
    seen: int,
    why: str,
    approval: Approval = NOBODY,
    effective_on: date | None = None,
) -> Task:
    """Take back that a task was cancelled or merged: it is under way again. What a merge gave stays there.

    What units that have ended since answered for goes to their successors. Raises TaskIsClosed (it is neither),
    NotStanding (nobody came after one of its units), RegisterIsClosed, ChangedMeanwhile, Invalid.
    """
    check(by, "register.edit_task", task)
    if task.state not in SET_ASIDE:
        raise (
            TaskIsClosed
            if task.state == TaskState.CLOSED
            else Invalid("state", _("Only a cancelled or merged task can be reopened."))
        )
    home = Register.objects.filter(entries__task=task, entries__is_home=True).first()
    if home is not None:
        open_register(home)
    made = adjusted(
        task, AdjustmentKind.REOPENED, by=by, why=why, approval=approval, effective_on=effective_on
    )
    approved(by, approval)
    with act("delivery.reopen_task", by=by, why=made.reason, about=task) as this:
        stood_for = task.merged_into_id
        task.merged_into = None
        done = settle(this, made, TaskState.OPEN, seen)
        if stood_for is not None:
            _call_back(this, done, stood_for)
        _pass_on(this, made)
        done.refresh_from_db()
    return done


def _call_back(this: Act, task: Task, stood_for: int) -> None:
    """What had been merged into `task`, and with it into `stood_for`, is `task`'s again."""
    merged = dict(
        Adjustment.objects.filter(kind=AdjustmentKind.MERGED, task__merged_into=stood_for)
        .order_by("pk")
        .values_list("task_id", "into_id")
    )
    mine = {task.pk}
    while found := {key for key, into in merged.items() if into in mine} - mine:
        mine |= found
    rows = list(Task.objects.select_for_update().filter(pk__in=mine - {task.pk}).order_by("pk"))
    for row in rows:
        row.merged_into = task
    this.save_many(rows)


def _pass_on(this: Act, made: Adjustment) -> None:
    """An open task is never answered for by a unit that is no more."""
    rows = made.task.responsibilities.filter(organization__ended_on__lte=clock.today())
    for row in rows.select_related("organization").order_by("position", "pk"):
        unit = row.organization
        to = standing_successor(unit)
        if to is None:
            raise NotStanding(organization=unit, day=unit.ended_on)
        moved = adjusted(
            made.task,
            AdjustmentKind.TRANSFERRED,
            by=made.adjusted_by,
            why=made.reason,
            approval=Approval(made.approver, made.approval, made.document_number),
            effective_on=made.effective_on,
            from_organization=unit,
            to_organization=to,
        )
        transfer(this, moved, contact=made.task.contact)
