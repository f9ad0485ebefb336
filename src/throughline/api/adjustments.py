"""Decisions about a task's standing: suspended, taken up, cancelled, reopened, transferred, merged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from throughline.api.fields import Key, Line, Text
from throughline.api.frame import REFUSALS
from throughline.api.shapes.registers import TaskDetailOut
from throughline.api.tasks import whole
from throughline.delivery.actions import (
    Approval,
    cancel_task,
    merge_task,
    reopen_task,
    resume_task,
    suspend_task,
    transfer_task,
)
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization, Post
from throughline.register.choices import ResponsibilityRole
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
