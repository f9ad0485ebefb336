"""Tasks: made one by one or many at once, edited, placed in their tree, deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import asking, check
from throughline.history.act import Act, act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid, NotAllowed, NotThere
from throughline.lib.tree import UnderItself
from throughline.organizations.models import Organization, Post
from throughline.organizations.reach import reach_of
from throughline.register.actions.guards import locked, open_register, open_task, standing_units
from throughline.register.actions.registers import area_of
from throughline.register.choices import TaskState
from throughline.register.models import Entry, KeyArea, Register, Responsibility, Task
from throughline.register.permissions import registers_of
from throughline.register.refusals import DateIsMovedWithReason, NotALeadersPost, StillInUse, TaskIsClosed
from throughline.register.rules import arranged, collecting

FIELDS = (
    "title aim standard requirement completion starts_on due_on due_text review_rhythm weight accountable leader "
    "contact clause passage target disclosure"
).split()

Wanted = Sequence[tuple[Organization, str]]


@dataclass
class TaskDraft:
    """A task to be: its title, who answers for it, its place, and any other of FIELDS."""

    title: str
    responsibilities: Wanted = ()
    area: KeyArea | None = None
    number: str = ""
    position: int | None = None
    parent: Task | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def create_task(
    register: Register,
    *,
    by: User | None,
    title: str,
    responsibilities: Wanted = (),
    area: KeyArea | None = None,
    number: str = "",
    position: int | None = None,
    parent: Task | None = None,
    why: str = "",
    **fields: Any,
) -> Task:
    """A new task whose home is `register`. `fields` are any of FIELDS; what is missing is listed, never refused.

    Raises Invalid for a value that can't be (due before start, negative weight), RegisterIsClosed, NotOnThisRegister.
    """
    check(by, "register.edit", register)
    draft = TaskDraft(title, responsibilities, area, number, position, parent, fields)
    with unless_raced(), act("register.create_task", by=by, why=why) as this:
        made = plant(this, register, [draft])[0]
        this.about(made)
    return made


def record_instruction(
    register: Register, *, by: User | None, for_: Post, title: str, why: str = "", **details: Any
) -> Task:
    """A leader's instruction as a task, recorded on behalf of the leader's post `for_`, who is put in charge.

    `details` are those of `create_task`. A secretary may do it only for the posts they act for.
    Raises NotAllowed, NotALeadersPost, and what `create_task` raises.
    """
    check(by, "register.record_instruction", register)
    if not for_.is_leader:
        raise NotALeadersPost
    if by is not None:
        posts = speaks_for(by, register)
        if posts is not None and for_.pk not in posts:
            raise NotAllowed
    own = {
        name: details.pop(name)
        for name in ("responsibilities", "area", "number", "position", "parent")
        if name in details
    }
    draft = TaskDraft(title, **own, fields={"leader": for_, **details})
    with unless_raced(), act("register.record_instruction", by=by, for_=for_, why=why) as this:
        made = plant(this, register, [draft])[0]
        this.about(made)
    return made


def speaks_for(user: User, register: Register) -> tuple[int, ...] | None:
    """The posts, by key, whose instructions `user` records on `register`; None for every post."""
    with asking(user, "register.record_instruction"):
        supervised, leaders = registers_of(user, Role.SUPERVISION_OFFICE), reach_of(user).acts_for
    return None if Register.objects.filter(supervised, pk=register.pk).exists() else leaders


def plant(
    this: Act, register: Register, drafts: Sequence[TaskDraft], *, batch: int | None = None
) -> list[Task]:
    """Write many tasks of one home register within the act `this`; the caller has checked the right to it.

    `batch` names the act by which they came, for taking them back. Raises what `create_task` raises.
    """
    register = locked(register)
    open_register(register)
    tasks = [_drafted(register, draft, batch) for draft in drafts]
    this.create_many(tasks)
    this.create_many(_entries(register, drafts, tasks))
    held = this.create_many(_responsibilities(drafts, tasks))
    standing_units({row.organization_id for row in held})
    return tasks


def _drafted(register: Register, draft: TaskDraft, batch: int | None) -> Task:
    area_of(register, draft.area)
    task = Task(batch=batch, disclosure=register.disclosure)
    assign(task, {"title": draft.title, **draft.fields}, FIELDS)
    task.place_under(draft.parent)
    checked(task)
    task.original_due_on = task.due_on
    task.lead_id = collecting(_listed(draft.responsibilities))
    return task


def _listed(wanted: Iterable[tuple[Organization, str]]) -> list[tuple[int, str]]:
    return arranged((organization.pk, role) for organization, role in wanted)


def _entries(register: Register, drafts: Sequence[TaskDraft], tasks: Sequence[Task]) -> list[Entry]:
    last = (
        Entry.objects.filter(register=register)
        .order_by("-position")
        .values_list("position", flat=True)
        .first()
    )
    entries = []
    for following, (draft, task) in enumerate(zip(drafts, tasks, strict=True), start=(last or 0) + 1):
        position = following if draft.position is None else draft.position
        number = draft.number or str(position)
        entry = Entry(register=register, task=task, area=draft.area, number=number, position=position)
        clean(entry)
        entries.append(entry)
    return entries


def _responsibilities(drafts: Sequence[TaskDraft], tasks: Sequence[Task]) -> list[Responsibility]:
    return [
        Responsibility(task=task, organization_id=organization, role=role, position=position)
        for draft, task in zip(drafts, tasks, strict=True)
        for position, (organization, role) in enumerate(_listed(draft.responsibilities), start=1)
    ]


def checked(task: Task, only: Collection[str] | None = None) -> None:
    """Raise Invalid unless the task's own values can be; `only` these were changed."""
    clean(task, leave_out=("trail",), only=only)
    if task.starts_on and task.due_on and task.due_on < task.starts_on:
        raise Invalid(
            "due_on", _("The due date lies before the start. Give a later one, or an earlier start.")
        )
    if task.weight is not None and task.weight < 0:
        raise Invalid("weight", _("A weight can't be negative. Give 0 or more."))


def edit_task(
    task: Task, *, by: User | None, seen: int, for_: Post | None = None, why: str = "", **changes: Any
) -> Task:
    """Change any of FIELDS. A due date that was set is moved elsewhere, with a reason (DateIsMovedWithReason)."""
    check(by, "register.edit_task", task)
    open_task(task)
    before = task.due_on
    assign(task, changes, FIELDS)
    checked(task)
    if before is not None and task.due_on != before:
        raise DateIsMovedWithReason
    task.original_due_on = task.original_due_on or task.due_on
    with act("register.edit_task", by=by, for_=for_, why=why, about=task) as this:
        this.save(task, seen=seen)
    return task


def place_under(task: Task, parent: Task | None, *, by: User | None, seen: int, why: str = "") -> Task:
    """Make `task` a part of `parent`, or a task of its own. Raises Invalid when that would turn it in a circle."""
    check(by, "register.edit_task", task)
    open_task(task)
    if parent is not None:
        check(by, "register.edit_task", parent)
    with act("register.place_task", by=by, why=why, about=task) as this:
        _lock_trees(task, parent)
        fresh = Task.objects.in_bulk([row.pk for row in (task, parent) if row])
        if len(fresh) != (1 if parent is None else len({task.pk, parent.pk})):
            raise NotThere
        trail = fresh[task.pk].trail_below
        below = list(Task.objects.select_for_update().filter(trail__startswith=trail).order_by("pk"))
        try:
            task.place_under(fresh[parent.pk] if parent else None)
        except UnderItself as error:
            raise Invalid(
                "parent", _("A task can't be part of itself or of one of its own parts.")
            ) from error
        this.save(task, seen=seen)
        for child in below:
            child.trail = task.trail_below + child.trail.removeprefix(trail)
        this.save_many(below)
    return task


def _lock_trees(*tasks: Task | None) -> None:
    """Hold the home registers of the tasks until the act ends: moves in one tree happen one after the other."""
    homes = Register.objects.filter(entries__is_home=True, entries__task__in=[task for task in tasks if task])
    list(Register.objects.select_for_update().filter(pk__in=homes.values("pk")).order_by("pk"))


def delete_task(task: Task, *, by: User | None, seen: int, why: str = "") -> None:
    """Delete a task on which nothing hangs; its history stays. Raises StillInUse."""
    check(by, "register.edit_task", task)
    if task.state in (TaskState.CLOSED, TaskState.COMPLETE):
        raise TaskIsClosed
    try:
        with act("register.delete_task", by=by, why=why, about=task) as this:
            this.save(task, seen=seen)
            this.delete(task)
    except ProtectedError as error:
        kinds = {str(row._meta.verbose_name) for row in error.protected_objects}
        raise StillInUse(what=", ".join(sorted(kinds))) from error
