"""The lead unit says that a milestone is done, and takes it back as long as the office has not built on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Report
from throughline.delivery.refusals import MilestoneIsDone, MilestoneIsSettled, TaskIsNotOpen
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import clean
from throughline.lib.refusal import Invalid
from throughline.organizations.reach import on_behalf
from throughline.register.actions.guards import open_task
from throughline.register.choices import TaskState
from throughline.register.models import Milestone, Task


def mark_milestone(
    milestone: Milestone,
    *,
    by: User | None,
    seen: int,
    done_on: date | None = None,
    note: str = "",
    for_: Any = None,
) -> Milestone:
    """The lead unit says that the step was done on `done_on` (default: today); `note` tells what shows it.

    Raises MilestoneIsDone, TaskIsNotOpen, RegisterIsClosed, ChangedMeanwhile, Invalid.
    """
    check(by, "delivery.mark_milestone", milestone)
    for_ = for_ or on_behalf(by, "delivery.mark_milestone", milestone)
    with act("delivery.mark_milestone", by=by, for_=for_, about=milestone.task) as this:
        row = _held(milestone)
        if row.done_on is not None:
            raise MilestoneIsDone(day=row.done_on)
        row.done_on, row.done_note = done_on or clock.today(), note
        row.marked_at, row.marked_by = clock.now(), by
        clean(row)
        if row.done_on > clock.today():
            raise Invalid("done_on", _("This day has not come yet. Give the day on which it was done."))
        this.save(row, seen=seen)
    return row


def take_back_milestone(milestone: Milestone, *, by: User | None, seen: int, for_: Any = None) -> Milestone:
    """The lead unit takes back that the step is done. Raises MilestoneIsSettled, TaskIsNotOpen, ChangedMeanwhile."""
    check(by, "delivery.mark_milestone", milestone)
    for_ = for_ or on_behalf(by, "delivery.mark_milestone", milestone)
    with act("delivery.take_back_milestone", by=by, for_=for_, about=milestone.task) as this:
        row = _held(milestone)
        if is_settled(row, last_accepted(row.task_id)):
            raise MilestoneIsSettled
        row.done_on = row.marked_at = row.marked_by = None
        row.done_note = ""
        this.save(row, seen=seen)
    return row


def is_settled(milestone: Milestone, last_accepted: datetime | None) -> bool:
    """Whether the unit can't take it back: not marked by it, or a report was accepted since (`last_accepted`)."""
    if milestone.done_on is None or milestone.marked_at is None:
        return True
    return last_accepted is not None and last_accepted >= milestone.marked_at


def last_accepted(task: int) -> datetime | None:
    """When the office last accepted a report of the unit that collects for the task."""
    # One that a later attempt amended was accepted once, too.
    rows = Report.objects.filter(
        task=task, leads=True, state__in=(ReportState.ACCEPTED, ReportState.REPLACED)
    )
    return rows.aggregate(last=Max("decided_at"))["last"]


def _held(milestone: Milestone) -> Milestone:
    """The row, with its task held until the act ends, which is under way."""
    task = Task.objects.select_for_update().get(pk=milestone.task_id)
    open_task(task)
    if task.state != TaskState.OPEN:
        raise TaskIsNotOpen(state=task.get_state_display())
    return Milestone.objects.select_for_update(of=("self",)).select_related("task").get(pk=milestone.pk)
