"""Many tasks and places changed at once, in a bounded number of statements: for what comes back in workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.history.act import act
from throughline.history.models import Versioned
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed, NotThere
from throughline.register.actions.guards import DONE_WITH, locked, open_register
from throughline.register.actions.tasks import FIELDS, checked
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.refusals import (
    DateIsMovedWithReason,
    NotOnThisRegister,
    RegisterIsClosed,
    TaskIsClosed,
)

V = TypeVar("V", bound=Versioned)
CHUNK = 500


def edit_tasks(
    changes: Mapping[int, Mapping[str, Any]], *, by: User | None, seen: Mapping[int, int], why: str = ""
) -> list[Task]:
    """Change any of FIELDS of many tasks, given by key, all or none; `seen` are the versions that were looked at.

    Raises NotAllowed, NotThere, ChangedMeanwhile, TaskIsClosed, RegisterIsClosed, DateIsMovedWithReason, and Invalid as
    `edit_task` does for one.
    """
    with act("register.edit_tasks", by=by, why=why) as this:
        tasks = hold(Task, seen, changes)
        may_edit(by, list(changes))
        _all_open(tasks)
        for task in tasks:
            _edited(task, changes[task.pk])
        changed = {name for fields in changes.values() for name in fields}
        this.save_many(tasks, only={*changed, "original_due_on"})
    return tasks


def edit_entries(
    register: Register,
    changes: Mapping[int, Mapping[str, Any]],
    *,
    by: User | None,
    seen: Mapping[int, int],
    why: str = "",
) -> list[Entry]:
    """Change number, area or position of many places on `register`, given by key, all or none.

    Raises NotAllowed, NotThere, ChangedMeanwhile, RegisterIsClosed, NotOnThisRegister, Invalid.
    """
    check(by, "register.edit", register)
    with act("register.edit_entries", by=by, why=why, about=register) as this:
        open_register(locked(register))
        entries = hold(Entry, seen, changes)
        areas = set(KeyArea.objects.filter(register=register).values_list("pk", flat=True))
        for entry in entries:
            assign(entry, changes[entry.pk], ("number", "area", "position"))
            clean(entry, only=changes[entry.pk])
            if entry.register_id != register.pk:
                raise NotOnThisRegister(what=entry.number)
            if entry.area_id is not None and entry.area_id not in areas:
                raise NotOnThisRegister(what=entry.area)
        this.save_many(entries, only=("number", "area", "position"))
    return entries


def hold(model: type[V], seen: Mapping[int, int], keys: Mapping[int, Any] | Sequence[int]) -> list[V]:
    """The rows with these keys, held until the act ends. Raises NotThere, ChangedMeanwhile."""
    rows = [
        row
        for chunk in _chunks(sorted(keys))
        for row in model._base_manager.select_for_update().filter(pk__in=chunk).order_by("pk")
    ]
    if len(rows) != len(keys):
        raise NotThere
    if any(row.version != seen[row.pk] for row in rows):
        raise ChangedMeanwhile
    return rows


def stand(model: type[Versioned], seen: Mapping[int, int]) -> None:
    """Hold these rows until the act ends, given by key with the version that was looked at.

    Raises NotThere, ChangedMeanwhile.
    """
    rows = [
        row
        for chunk in _chunks(sorted(seen))
        for row in model._base_manager.select_for_update()
        .filter(pk__in=chunk)
        .order_by("pk")
        .values_list("pk", "version")
    ]
    if len(rows) != len(seen):
        raise NotThere
    if any(version != seen[key] for key, version in rows):
        raise ChangedMeanwhile


def may_edit(by: User | None, keys: Sequence[int]) -> None:
    """Raise NotAllowed unless `by` may edit each of the tasks with these keys."""
    if by is not None and editable(by, keys) != set(keys):
        raise NotAllowed


def editable(by: User | None, keys: Sequence[int]) -> set[int]:
    """Those of the keys whose tasks `by` may edit."""
    if by is None:
        return set(keys)
    return {
        key
        for chunk in _chunks(keys)
        for key in allowed(by, "register.edit_task", Task.objects.filter(pk__in=chunk)).values_list(
            "pk", flat=True
        )
    }


def _all_open(tasks: Sequence[Task]) -> None:
    if any(task.state in DONE_WITH for task in tasks):
        raise TaskIsClosed
    closed = Register.objects.filter(closed_on__lte=clock.today(), entries__is_home=True)
    for chunk in _chunks([task.pk for task in tasks]):
        home = closed.filter(entries__task__in=chunk).first()
        if home is not None:
            raise RegisterIsClosed(register=home.title, day=home.closed_on)


def _edited(task: Task, changes: Mapping[str, Any]) -> None:
    before = task.due_on
    assign(task, changes, FIELDS)
    try:
        checked(task, only=changes.keys())
    except Invalid as invalid:
        # Of many tasks it has to be told which one.
        raise Invalid(invalid.field, "%(task)s: %(what)s", task=str(task), what=str(invalid)) from invalid
    if before is not None and task.due_on != before:
        raise DateIsMovedWithReason
    task.original_due_on = task.original_due_on or task.due_on


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
