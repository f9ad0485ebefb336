"""Registers and tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Query, Router, Schema

from throughline.accounts.permissions import allowed
from throughline.api import told
from throughline.api.shapes import RegisterOut, TaskDetailOut, TaskOut, TaskPage
from throughline.chain.strip import throughline_of
from throughline.delivery.queries.ratings import delivered
from throughline.lib.refusal import NotThere
from throughline.register.actions.responsibilities import sign_off
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Entry, Register, Responsibility, Task
from throughline.register.queries import RegisterFilter, find_task, registers, rows

router = Router(tags=["registers"])


class TaskQuery(Schema):
    """What is asked of a register; what is left out restricts nothing."""

    text: str = ""
    organization: int | None = None
    area: int | None = None
    leader: int | None = None
    rating: list[str] = []
    state: str = ""
    lacks: str = ""
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    sort: str = "order"
    descending: bool = False
    group: str = ""
    after: str = ""
    limit: int = 50

    def wanted(self) -> RegisterFilter:
        """The filter of the query."""
        return RegisterFilter(
            text=self.text[:200],
            organization=self.organization,
            area=self.area,
            leader=self.leader,
            ratings=tuple(self.rating),
            states=(self.state,) if self.state else (),
            lacks=self.lacks,
            due_from=self.due_from,
            due_to=self.due_to,
            overdue=self.overdue,
        )


@router.get("/registers", response=list[RegisterOut])
def list_registers(request: HttpRequest) -> list[dict[str, Any]]:
    """The registers in sight, in official order."""
    return [
        {
            name: getattr(row, name)
            for name in "id slug title kind rhythm task_count red_count version".split()
        }
        | {"organization": row.organization.name, "plan": row.plan.slug if row.plan else ""}
        for row in registers(request.user)
    ]


@router.get("/registers/{slug}/tasks", response=TaskPage)
def list_tasks(request: HttpRequest, slug: str, query: Query[TaskQuery]) -> dict[str, Any]:
    """The rows of a register: filtered, sorted, page by page."""
    register = allowed(request.user, "register.view", Register.objects.filter(slug=slug)).first()
    if register is None:
        raise NotThere
    page = rows(
        register,
        request.user,
        query.wanted(),
        sort=query.sort,
        descending=query.descending,
        group=query.group,
        after=query.after,
        limit=query.limit,
    )
    return {"rows": [told.task(row) for row in page.rows], "next": page.next}


def _entry(task: Task) -> Entry:
    held = Prefetch("task__responsibilities", Responsibility.objects.select_related("organization"))
    found = Entry.objects.filter(task=task, is_home=True).select_related(
        "area__leader__organization",
        "task__lead",
        "task__accountable__organization",
        "task__leader__organization",
    )
    return found.prefetch_related(held, "task__leader__memberships__person").get()


@router.get("/tasks/{key}", response=TaskDetailOut)
def get_task(request: HttpRequest, key: int) -> dict[str, Any]:
    """One task with milestones, reports, ratings (as far as the caller may see them) and its throughline."""
    task = find_task(key, request.user)
    known = delivered(task, request.user)
    ratings = [*([known.pending] if known.pending else []), *known.circulated]
    return told.task(told.row_of(_entry(task))) | {
        "milestones": list(task.milestones.all()),
        "reports": [told.report(row) for row in known.reports],
        "ratings": [told.rating(row) for row in ratings],
        "throughline": [told.step(row) for row in throughline_of(task, request.user)],
    }


class TaskChange(Schema):
    """The fields to change; `seen` is the version that was read."""

    seen: int
    why: str = ""
    title: str | None = None
    aim: str | None = None
    standard: str | None = None
    requirement: str | None = None
    contact: str | None = None
    due_on: date | None = None


@router.patch("/tasks/{key}", response=TaskOut)
def change_task(request: HttpRequest, key: int, change: TaskChange) -> dict[str, Any]:
    """Change a task. 409 when somebody changed it meanwhile."""
    task = find_task(key, request.user)
    given = change.dict(exclude_unset=True, exclude={"seen", "why"})
    edit_task(task, by=request.user, seen=change.seen, why=change.why, **given)
    return told.task(told.row_of(_entry(task)))


@router.post("/responsibilities/{key}/sign-off", response={204: None})
def sign(request: HttpRequest, key: int) -> tuple[int, None]:
    """The unit signs for having received the task."""
    held = allowed(request.user, "register.sign_off", Responsibility.objects.filter(pk=key)).first()
    if held is None:
        raise NotThere
    sign_off(held, by=request.user)
    return 204, None
