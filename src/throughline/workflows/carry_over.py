"""What is not done by the year's end goes on to the next year's register: the same task, with all that it has.

The task gets a place there, which is its home from now on; the old place stays and tells where it went. Its due date
moves by the decision's new date, with its reason and approver, and the first one stays. Done twice, nothing happens
twice: what went on before is told, not carried again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.delivery.actions.completions import moved_date
from throughline.delivery.choices import OutcomeKind, RatingState
from throughline.delivery.models import DueDateChange, Outcome, Rating
from throughline.delivery.queries.reconciliation import OWN, SHOWN
from throughline.delivery.refusals import Why, refuse
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import Invalid, NotAllowed, Refused
from throughline.register.actions.guards import locked, open_register
from throughline.register.models import Entry, KeyArea, Register, Task


class NotDecidedSo(Refused):
    """Only what was decided to be carried over is."""

    message = _("The outcome of “%(task)s” is not “carried over”. Decide that first.")


class RatingWaits(Refused):
    """A confirmed rating belongs to the year in which it was earned."""

    message = _("“%(task)s” has a confirmed rating that was not circulated. Circulate or drop it first.")


@dataclass(frozen=True)
class Carried:
    """The places made on the next register, and those that had gone on before (`already`: the old places)."""

    made: list[Entry] = field(default_factory=list)
    already: list[Entry] = field(default_factory=list)


def carry_over(
    register: Register,
    onto: Register,
    *,
    by: User | None,
    entries: Iterable[Entry] | None = None,
    why: str = "",
) -> Carried:
    """Carry tasks of `register` over to `onto`, which goes on from it; all that were decided so, or those named.

    All or none; what was carried over before is left as it is. Raises RegisterIsClosed, NotDecidedSo, RatingWaits (of
    many, NoneDone names them), NotAllowed, Invalid where `onto` does not follow `register`.
    """
    check(by, "delivery.close_register", register)
    check(by, "register.edit", onto)
    if onto.follows_id != register.pk:
        raise Invalid("onto", _("Choose the register that goes on from this one."))
    wanted = None if entries is None else sorted({entry.pk for entry in entries})
    with unless_raced(), act("delivery.carry_over", by=by, why=why, about=register) as this:
        for row in sorted((register, onto), key=lambda one: one.pk):
            open_register(locked(row))
        rows = _rows(register, by, wanted)
        already = [row for row in rows if row.carried_on is not None]
        left = [row for row in rows if row.carried_on is None]
        refuse(left, _against(left))
        return Carried(_carry(this, left, onto, by), already)


def _rows(register: Register, by: User | None, wanted: list[int] | None) -> list[Entry]:
    own = Entry.objects.filter(OWN, register=register).select_related("task", "area", "outcome__approved_by")
    chosen = own.filter(SHOWN["carried_over"]) if wanted is None else own.filter(pk__in=wanted)
    rows = list(chosen.order_by("position", "pk"))
    if wanted is not None and len(rows) != len(wanted):
        raise NotAllowed
    decidable = allowed(by, "delivery.decide_outcome", Entry.objects.filter(pk__in=[row.pk for row in rows]))
    if decidable.count() != len(rows):
        raise NotAllowed
    return rows


def _against(rows: Sequence[Entry]) -> dict[int, Why]:
    waiting = Rating.objects.filter(task__in=[row.task_id for row in rows], state=RatingState.CONFIRMED)
    rated = set(waiting.values_list("task_id", flat=True))
    found = {}
    for row in rows:
        outcome = getattr(row, "outcome", None)
        if outcome is None or outcome.kind != OutcomeKind.CARRIED_OVER:
            found[row.pk] = Why(str(row), NotDecidedSo(task=row.task))
        elif row.task_id in rated:
            found[row.pk] = Why(str(row), RatingWaits(task=row.task))
    return found


def _carry(this: Act, rows: Sequence[Entry], onto: Register, by: User | None) -> list[Entry]:
    tasks = {
        task.pk: task for task in Task.objects.select_for_update().filter(pk__in=[r.task_id for r in rows])
    }
    outcomes: dict[int, Outcome] = {row.pk: row.outcome for row in rows}
    moving = [row for row in rows if outcomes[row.pk].later_on is not None]
    changes = [_moved(tasks[row.task_id], outcomes[row.pk], by) for row in moving]
    this.save_many([tasks[row.task_id] for row in moving])
    this.create_many(changes)
    for row in rows:
        row.is_home, row.carried_on = False, clock.today()
    this.save_many(list(rows))
    return _places(this, rows, onto)


def _moved(task: Task, outcome: Outcome, by: User | None) -> DueDateChange:
    return moved_date(task, outcome.later_on, reason=outcome.reason, by=by, approved_by=outcome.approved_by)


def _places(this: Act, rows: Sequence[Entry], onto: Register) -> list[Entry]:
    """The tasks' places on the next register: at its end, under the area of the same name; or the one they have."""
    shown = {
        one.task_id: one for one in Entry.objects.filter(register=onto, task__in=[r.task_id for r in rows])
    }
    last = onto.entries.order_by("-position").values_list("position", flat=True).first() or 0
    areas = _areas(this, rows, onto)
    made, moved = [], []
    for row in rows:
        place = shown.get(row.task_id)
        if place is None:
            last += 1
            area = areas.get(row.area.title) if row.area else None
            place = Entry(register=onto, task_id=row.task_id, area=area, number=str(last), position=last)
            made.append(place)
        else:
            moved.append(place)
        place.is_home, place.carried_from = True, row
    this.create_many(made)
    this.save_many(moved)
    return [*made, *moved]


def _areas(this: Act, rows: Iterable[Entry], onto: Register) -> dict[str, KeyArea]:
    """The next register's areas by name; one that it lacks is made as the old register has it."""
    found = {area.title: area for area in onto.areas.all()}
    last = max((area.position for area in found.values()), default=0)
    lacking = {row.area.title: row.area for row in rows if row.area and row.area.title not in found}
    made = [
        KeyArea(
            register=onto, number=area.number, title=area.title, position=last + place, leader=area.leader
        )
        for place, area in enumerate(lacking.values(), 1)
    ]
    this.create_many(made)
    return found | {area.title: area for area in made}
