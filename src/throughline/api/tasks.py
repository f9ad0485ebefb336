"""One task: all of it, its history, and how it is changed and signed for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.desk import HistoryLineOut
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.registers import TaskDetailOut
from throughline.chain.strip import throughline_of
from throughline.delivery.actions import move_due_date
from throughline.delivery.queries.ratings import delivered
from throughline.history.queries import HistoryLine, history_of
from throughline.lib.refusal import NotThere
from throughline.register.actions.responsibilities import sign_off
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Entry, Milestone, Responsibility, Task
from throughline.register.queries import find_task, task_detail

router = Router(tags=["tasks"])


@router.get("/tasks/{key}", response={200: TaskDetailOut, **REFUSALS})
def get_task(request: HttpRequest, key: Key) -> Any:
    """One task with all that its page shows; a proposed rating only for whoever may see it."""
    return _whole(request, key)


def _whole(request: HttpRequest, key: int) -> Joined:
    detail = task_detail(key, request.user)
    known = delivered(detail.task, request.user)
    pending = [known.pending] if known.pending else []
    return Joined(
        detail,
        entry=detail.home,
        places=detail.entries,
        above=detail.ancestors,
        parts=detail.children,
        reports=known.reports,
        ratings=[*pending, *known.circulated, *known.others],
        completions=known.completions,
        moved_dates=known.moved_dates,
        throughline=throughline_of(detail.task, request.user),
    )


@router.get("/tasks/{key}/history", response={200: list[HistoryLineOut], **REFUSALS})
def get_history(request: HttpRequest, key: Key) -> list[HistoryLine]:
    """What happened to the task and what is its own, the newest first."""
    own = [(Responsibility, "task"), (Milestone, "task"), (Entry, "task")]
    return history_of(find_task(key, request.user), own)


class TaskChange(Schema):
    """The fields to change; `seen` is the version that was read."""

    seen: Key
    why: Word = ""
    title: Text | None = None
    aim: Text | None = None
    standard: Text | None = None
    requirement: Text | None = None
    contact: Text | None = None
    due_on: date | None = None


@router.patch("/tasks/{key}", response={200: TaskDetailOut, **REFUSALS})
def change_task(request: HttpRequest, key: Key, given: TaskChange) -> Any:
    """Change a task. 409 when somebody changed it meanwhile."""
    task = find_task(key, request.user)
    changes = given.dict(exclude_unset=True, exclude={"seen", "why"})
    edit_task(task, by=request.user, seen=given.seen, why=given.why, **changes)
    return _whole(request, key)


class NewDueDate(Schema):
    """A new due date with its reason; the original one stays in sight."""

    seen: Key
    later_on: date
    reason: Text


@router.post("/tasks/{key}/due-date", response={200: TaskDetailOut, **REFUSALS})
def move_date(request: HttpRequest, key: Key, given: NewDueDate) -> Any:
    """Move the due date for a stated reason."""
    task = find_task(key, request.user)
    move_due_date(task, given.later_on, by=request.user, seen=given.seen, reason=given.reason)
    return _whole(request, key)


@router.post("/responsibilities/{key}/sign-off", response={204: None, **REFUSALS})
def sign(request: HttpRequest, key: Key) -> Status[Any]:
    """The unit signs for having received the task."""
    held = allowed(request.user, "register.sign_off", Responsibility.objects.filter(pk=key)).first()
    if held is None or not allowed(request.user, "register.view_task", Task.objects.filter(pk=held.task_id)):
        raise NotThere
    sign_off(held, by=request.user)
    return Status(204, None)
