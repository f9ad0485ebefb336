"""A task's dated steps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean
from throughline.lib.refusal import Invalid
from throughline.register.actions.guards import open_task
from throughline.register.models import Milestone, Task

FIELDS = ("title", "due_on", "progress", "done_on")


def add_milestone(
    task: Task, *, by: User | None, title: str, due_on: Any, why: str = "", **fields: Any
) -> Milestone:
    """A step due on `due_on`; `progress` is the percent of the task planned by then. Raises Invalid."""
    check(by, "register.edit_task", task)
    open_task(task)
    milestone = Milestone(task=task)
    assign(milestone, {"title": title, "due_on": due_on, **fields}, FIELDS)
    _checked(milestone)
    with act("register.add_milestone", by=by, why=why, about=task) as this:
        return this.create(milestone)


def edit_milestone(
    milestone: Milestone, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Milestone:
    """Change a step, or say on which day it was done (`done_on`): the office's word, which the unit can't take back."""
    check(by, "register.edit_task", milestone.task)
    open_task(milestone.task)
    before = milestone.done_on
    assign(milestone, changes, FIELDS)
    _checked(milestone)
    if milestone.done_on != before:
        milestone.marked_at = milestone.marked_by = None
    if milestone.done_on is None:
        milestone.done_note = ""
    with act("register.edit_milestone", by=by, why=why, about=milestone.task) as this:
        this.save(milestone, seen=seen)
    return milestone


def remove_milestone(milestone: Milestone, *, by: User | None, why: str = "") -> None:
    """Delete a step; its history stays."""
    check(by, "register.edit_task", milestone.task)
    open_task(milestone.task)
    with act("register.remove_milestone", by=by, why=why, about=milestone.task) as this:
        this.delete(milestone)


def _checked(milestone: Milestone) -> None:
    clean(milestone)
    if milestone.progress is not None and not 0 <= milestone.progress <= 100:
        raise Invalid("progress", _("Progress is a percentage from 0 to 100."))
    starts_on = milestone.task.starts_on
    if starts_on and milestone.due_on < starts_on:
        raise Invalid("due_on", _("The step is due before the task starts. Give a later day."))
