"""Decisions about a task's standing: suspended, taken up, cancelled, reopened, transferred, merged."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Line, Text
from throughline.api.frame import REFUSALS
from throughline.api.shapes.registers import TaskDetailOut
from throughline.api.tasks import whole
from throughline.delivery.actions import (
    Approval,
    cancel_task,
    decide_tasks,
    merge_task,
    reopen_task,
    resume_task,
    suspend_task,
    transfer_task,
)
from throughline.delivery.actions.together import MOST
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.models import Organization, Post
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Task
from throughline.register.queries import find_task

router = Router(tags=["decisions about tasks"])


class Decision(Schema):
    """Why, who approved it (`approver` is the key of a post, `approval` a body in words), from which day (today)."""

    seen: Key
    why: Text
    approver: Key | None = None
    approval: Line = ""
    document_number: Line = ""
    effective_on: date | None = None

    def told(self, *left_out: str) -> dict[str, Any]:
        """As the actions take it, without what they take otherwise."""
        own = {"approver", "approval", "document_number"}
        post = _row(Post, self.approver, "approver") if self.approver else None
        approval = Approval(post, self.approval, self.document_number)
        return self.dict(exclude={*own, *left_out}) | {"approval": approval}


def _row(model: Any, key: int, field: str) -> Any:
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise Invalid(field, f"{model._meta.verbose_name}: {key}?")
    return row


class Suspension(Decision):
    """Until when it is expected to rest."""

    until_on: date | None = None


class Resumption(Decision):
    """Needs neither reason nor approver; `move_dates` moves what is to come by the days that it rested."""

    why: Text = ""
    move_dates: bool = False


class Transfer(Decision):
    """From which organization to which (keys); in which role the first stays; the post accountable from then on."""

    from_unit: Key
    to_unit: Key
    stays_as: ResponsibilityRole | None = None
    accountable: Key | None = None
    contact: Line = ""


class Merging(Decision):
    """The key of the task that stands for both from then on."""

    into: Key
    take_milestones: bool = True


class TogetherIn(Schema):
    """The same decision about many tasks: what it needs is as for one of them. `seen` are versions by task.

    Transferred without `from_unit` each goes from the unit that leads it; handed over, the tasks stay with their units
    and `accountable` is the post that answers from then on.
    """

    decision: Literal["transfer", "hand_over", "suspend", "resume", "cancel"]
    tasks: Annotated[list[Key], Field(min_length=1, max_length=MOST)]
    seen: dict[int, int] | None = None
    why: Text = ""
    approver: Key | None = None
    approval: Line = ""
    document_number: Line = ""
    effective_on: date | None = None
    until_on: date | None = None
    move_dates: bool = False
    from_unit: Key | None = None
    to_unit: Key | None = None
    stays_as: ResponsibilityRole | None = None
    accountable: Key | None = None
    contact: Line = ""

    def told(self) -> dict[str, Any]:
        """What the decision takes, besides the tasks."""
        why = {"why": self.why}
        if self.decision == "hand_over":
            return why | {
                "accountable": _needed(Post, self.accountable, "accountable"),
                "contact": self.contact,
            }
        post = _row(Post, self.approver, "approver") if self.approver else None
        approval = Approval(post, self.approval, self.document_number)
        return why | {"approval": approval, "effective_on": self.effective_on} | self._own()

    def _own(self) -> dict[str, Any]:
        if self.decision == "transfer":
            named = _row(Organization, self.from_unit, "from_unit") if self.from_unit else None
            post = _row(Post, self.accountable, "accountable") if self.accountable else None
            to = _needed(Organization, self.to_unit, "to_unit")
            given = {"stays_as": self.stays_as or "", "accountable": post, "contact": self.contact}
            return {"from_": named, "to": to} | given
        own = {"suspend": {"until_on": self.until_on}, "resume": {"move_dates": self.move_dates}}
        return own.get(self.decision, {})


def _needed(model: Any, key: int | None, field: str) -> Any:
    if key is None:
        raise Invalid(field, gettext("This is needed here."))
    return _row(model, key, field)


@router.post("/decisions", response={200: list[Key], **REFUSALS})
def decide_together(request: HttpRequest, given: TogetherIn) -> list[int]:
    """Decide the same about many tasks, all or none; gives their keys. A refusal says for which it is not possible."""
    seen = allowed(request.user, "register.view_task", Task.objects.filter(pk__in=given.tasks))
    rows = list(seen.order_by("pk"))
    if len(rows) != len(set(given.tasks)):
        raise NotThere
    done = decide_tasks(given.decision, rows, by=request.user, seen=given.seen, **given.told())
    return [task.pk for task in done]


@router.post("/tasks/{key}/suspend", response={200: TaskDetailOut, **REFUSALS})
def suspend(request: HttpRequest, key: Key, given: Suspension) -> Any:
    """Suspend a task: no report is owed, no rule proposes."""
    suspend_task(find_task(key, request.user), by=request.user, **given.told())
    return whole(request, key)


@router.post("/tasks/{key}/resume", response={200: TaskDetailOut, **REFUSALS})
def resume(request: HttpRequest, key: Key, given: Resumption) -> Any:
    """Take a suspended task up again."""
    resume_task(find_task(key, request.user), by=request.user, **given.told())
    return whole(request, key)


@router.post("/tasks/{key}/cancel", response={200: TaskDetailOut, **REFUSALS})
def cancel(request: HttpRequest, key: Key, given: Decision) -> Any:
    """Cancel a task; it stays in sight for whoever asks for it."""
    cancel_task(find_task(key, request.user), by=request.user, **given.told())
    return whole(request, key)


@router.post("/tasks/{key}/reopen", response={200: TaskDetailOut, **REFUSALS})
def reopen(request: HttpRequest, key: Key, given: Decision) -> Any:
    """Take back that a task was cancelled or merged."""
    reopen_task(find_task(key, request.user), by=request.user, **given.told())
    return whole(request, key)


@router.post("/tasks/{key}/transfer", response={200: TaskDetailOut, **REFUSALS})
def transfer(request: HttpRequest, key: Key, given: Transfer) -> Any:
    """Move what one unit answers for to another, which signs off anew."""
    told = given.told("from_unit", "to_unit", "accountable", "stays_as")
    transfer_task(
        find_task(key, request.user),
        from_=_row(Organization, given.from_unit, "from_unit"),
        to=_row(Organization, given.to_unit, "to_unit"),
        accountable=_row(Post, given.accountable, "accountable") if given.accountable else None,
        stays_as=given.stays_as or "",
        by=request.user,
        **told,
    )
    return whole(request, key)


@router.post("/tasks/{key}/merge", response={200: TaskDetailOut, **REFUSALS})
def merge(request: HttpRequest, key: Key, given: Merging) -> Any:
    """Merge the task into another one, and answer with that."""
    into = find_task(given.into, request.user)
    merge_task(find_task(key, request.user), into, by=request.user, **given.told("into"))
    return whole(request, into.pk)
