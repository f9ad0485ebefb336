"""One task: all of it, its history, how it is changed and signed for; its milestones, and new dates asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.delivery import ExtensionOut
from throughline.api.shapes.desk import HistoryLineOut
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.registers import MilestoneOut, TaskDetailOut
from throughline.chain.strip import throughline_of_task
from throughline.delivery.actions import (
    ask_extension,
    grant_extension,
    mark_milestone,
    move_due_date,
    refuse_extension,
    take_back_milestone,
    withdraw_extension,
)
from throughline.delivery.models import Extension
from throughline.delivery.queries.ratings import delivered
from throughline.delivery.queries.story import story_of
from throughline.history.queries import HistoryLine
from throughline.lib.refusal import NotThere
from throughline.register.actions.responsibilities import sign_off
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Milestone, Responsibility, Task
from throughline.register.queries import find_task, task_detail

router = Router(tags=["tasks"])


@router.get("/tasks/{key}", response={200: TaskDetailOut, **REFUSALS})
def get_task(request: HttpRequest, key: Key) -> Any:
    """One task with all that its page shows; a proposed rating only for whoever may see it."""
    return whole(request, key)


def whole(request: HttpRequest, key: int) -> Joined:
    """A task as TaskDetailOut tells it. Raises NotThere."""
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
        extensions=known.extensions,
        adjustments=known.adjustments,
        throughline=throughline_of_task(detail, known, request.user),
    )


@router.get("/tasks/{key}/history", response={200: list[HistoryLineOut], **REFUSALS})
def get_history(request: HttpRequest, key: Key) -> list[HistoryLine]:
    """What happened to the task and what is its own, the newest first."""
    return story_of(find_task(key, request.user), request.user)


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
    return whole(request, key)


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
    return whole(request, key)


class Wish(Schema):
    """The new due date that the lead unit asks for, and why."""

    wanted_on: date
    reason: Text


@router.post("/tasks/{key}/extensions", response={201: ExtensionOut, **REFUSALS})
def ask_for_date(request: HttpRequest, key: Key, given: Wish) -> Status[Any]:
    """The lead unit asks for a new due date; the supervision office answers."""
    task = find_task(key, request.user)
    made = ask_extension(task, by=request.user, wanted_on=given.wanted_on, reason=given.reason)
    return Status(201, made)


class Answer(Schema):
    """What the unit is told; needed to refuse, and to grant another date than the one asked for."""

    answer: Text = ""


class Granting(Answer):
    """The date that is granted: as asked for when it is left out."""

    later_on: date | None = None


def _extension(request: HttpRequest, key: int, act: str = "delivery.decide_extension") -> Extension:
    rows = Extension.objects.select_related("task", "organization", "change").filter(pk=key)
    found = allowed(request.user, act, rows).first()
    if found is None:
        raise NotThere
    return found


@router.post("/extensions/{key}/withdraw", response={200: ExtensionOut, **REFUSALS})
def withdraw_date(request: HttpRequest, key: Key) -> Extension:
    """The lead unit takes its request back before it is answered."""
    return withdraw_extension(_extension(request, key, "delivery.withdraw_extension"), by=request.user)


@router.post("/extensions/{key}/grant", response={200: ExtensionOut, **REFUSALS})
def grant_date(request: HttpRequest, key: Key, given: Granting) -> Extension:
    """The supervision office grants the new date; the due date moves, the original one stays in sight."""
    row = _extension(request, key)
    return grant_extension(row, by=request.user, later_on=given.later_on, answer=given.answer)


@router.post("/extensions/{key}/refuse", response={200: ExtensionOut, **REFUSALS})
def refuse_date(request: HttpRequest, key: Key, given: Answer) -> Extension:
    """The supervision office refuses the new date, saying why; the due date stays."""
    return refuse_extension(_extension(request, key), by=request.user, answer=given.answer)


class Seen(Schema):
    """`seen` is the version that was read."""

    seen: Key


class Done(Seen):
    """The day on which it was done (today when left out), and what shows it."""

    done_on: date | None = None
    note: Word = ""


def _step(request: HttpRequest, key: int) -> Milestone:
    rows = Milestone.objects.select_related("task").filter(pk=key)
    found = allowed(request.user, "delivery.mark_milestone", rows).first()
    if found is None:
        raise NotThere
    return found


@router.post("/milestones/{key}/done", response={200: MilestoneOut, **REFUSALS})
def mark_done(request: HttpRequest, key: Key, given: Done) -> Milestone:
    """The lead unit says that a milestone is done."""
    row = _step(request, key)
    return mark_milestone(row, by=request.user, seen=given.seen, done_on=given.done_on, note=given.note)


@router.post("/milestones/{key}/take-back", response={200: MilestoneOut, **REFUSALS})
def take_back(request: HttpRequest, key: Key, given: Seen) -> Milestone:
    """The lead unit takes that back, until a report is accepted."""
    return take_back_milestone(_step(request, key), by=request.user, seen=given.seen)


@router.post("/responsibilities/{key}/sign-off", response={204: None, **REFUSALS})
def sign(request: HttpRequest, key: Key) -> Status[Any]:
    """The unit signs for having received the task."""
    held = allowed(request.user, "register.sign_off", Responsibility.objects.filter(pk=key)).first()
    if held is None or not allowed(request.user, "register.view_task", Task.objects.filter(pk=held.task_id)):
        raise NotThere
    sign_off(held, by=request.user)
    return Status(204, None)
