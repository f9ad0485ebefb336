"""A task's places on registers: shown on another one, numbered, ordered, taken off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.register.actions.guards import locked, open_register
from throughline.register.actions.registers import area_of
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.refusals import AlreadyOnRegister, HomeStays


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
            last = register.entries.order_by("-position").values_list("position", flat=True).first()
            position = (last or 0) + 1
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


def take_off(entry: Entry, *, by: User | None, why: str = "") -> None:
    """Take a task off a register that is not its home. Raises HomeStays."""
    check(by, "register.edit", entry.register)
    open_register(entry.register)
    if entry.is_home:
        raise HomeStays
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
