"""A task's places on registers: shown on another one, numbered, ordered, taken off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid, NotThere
from throughline.register.actions.guards import locked, open_register
from throughline.register.actions.registers import area_of
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.refusals import AlreadyOnRegister, CarriedStays, HomeStays


def show_on(
    task: Task,
    register: Register,
    *,
    by: User | None,
    area: KeyArea | None = None,
    number: str = "",
    position: int | None = None,
    why: str = "",
) -> Entry:
    """Show a task on a further register; it is still reported once, by the rhythm of its home.

    Raises AlreadyOnRegister, RegisterIsClosed, NotOnThisRegister, Invalid.
    """
    check(by, "register.view_task", task)
    check(by, "register.edit", register)
    open_register(register)
    area_of(register, area)
    with unless_raced(AlreadyOnRegister()), act("register.show_on", by=by, why=why, about=task) as this:
        locked(register)
        if Entry.objects.filter(task=task, register=register).exists():
            raise AlreadyOnRegister
        if position is None:
            position = _last_position(register) + 1
        entry = Entry(
            task=task,
            register=register,
            area=area,
            number=number or str(position),
            position=position,
            is_home=False,
        )
        clean(entry)
        return this.create(entry)


def show_many(
    tasks: Iterable[Task],
    register: Register,
    *,
    by: User | None,
    area: KeyArea | None = None,
    why: str = "",
) -> list[Entry]:
    """Show tasks on a further register in one act, at its end, numbered on; those already there are left as they are.

    Raises RegisterIsClosed, NotOnThisRegister, Invalid when none is new to the register.
    """
    check(by, "register.edit", register)
    open_register(register)
    area_of(register, area)
    wanted = {task.pk: task for task in tasks}
    if allowed(by, "register.view_task", Task.objects.filter(pk__in=wanted)).count() != len(wanted):
        raise NotThere
    with unless_raced(), act("register.show_many", by=by, why=why, about=register) as this:
        locked(register)
        held = Entry.objects.filter(register=register, task__in=wanted).values_list("task", flat=True)
        fresh = [task for key, task in wanted.items() if key not in set(held)]
        if not fresh:
            raise Invalid("tasks", _("Choose tasks that are not on this register yet."))
        last = _last_position(register)
        return list(
            this.create_many(
                [
                    Entry(
                        register=register,
                        task=task,
                        area=area,
                        number=str(place),
                        position=place,
                        is_home=False,
                    )
                    for place, task in enumerate(fresh, last + 1)
                ]
            )
        )


def _last_position(register: Register) -> int:
    return register.entries.order_by("-position").values_list("position", flat=True).first() or 0


def take_off(entry: Entry, *, by: User | None, why: str = "") -> None:
    """Take a task off a register that is not its home. Raises HomeStays, CarriedStays."""
    check(by, "register.edit", entry.register)
    open_register(entry.register)
    if entry.is_home:
        raise HomeStays
    if entry.carried_on is not None:
        raise CarriedStays(day=entry.carried_on)
    with act("register.take_off", by=by, why=why, about=entry.task) as this:
        this.delete(entry)


def edit_entry(entry: Entry, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Entry:
    """Change number, key area or position of a task on a register."""
    check(by, "register.edit", entry.register)
    open_register(entry.register)
    assign(entry, changes, ("number", "area", "position"))
    area_of(entry.register, entry.area)
    clean(entry)
    with act("register.edit_entry", by=by, why=why, about=entry.task) as this:
        this.save(entry, seen=seen)
    return entry


def reorder(
    register: Register, order: Sequence[int], *, by: User | None, renumber: bool = False, why: str = ""
) -> None:
    """Put the register's entries (by key) into the given order; entries not named follow in their old order.

    With `renumber` the numbers become 1, 2, 3 …. Raises Invalid for an entry of another register or named twice.
    """
    check(by, "register.edit", register)
    open_register(register)
    with act("register.reorder", by=by, why=why, about=register) as this:
        locked(register)
        held = {entry.pk: entry for entry in register.entries.select_for_update().order_by("position", "pk")}
        if len(set(order)) != len(order) or not set(order) <= set(held):
            raise Invalid(
                "order", _("The order names a row twice, or one of another register. Reload and try again.")
            )
        wanted = [*order, *(key for key in held if key not in set(order))]
        changed = [
            held[key] for place, key in enumerate(wanted, 1) if _moved(held[key], place, renumber=renumber)
        ]
        this.save_many(changed)


def _moved(entry: Entry, position: int, *, renumber: bool) -> bool:
    before = (entry.position, entry.number)
    entry.position = position
    if renumber:
        entry.number = str(position)
    return (entry.position, entry.number) != before
