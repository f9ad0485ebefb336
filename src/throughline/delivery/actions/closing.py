"""A year is closed when nothing of its register waits any more; afterwards it is read, and corrected with reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.outcomes import settle
from throughline.delivery.choices import CompletionState
from throughline.delivery.derived import refresh
from throughline.delivery.models import Completion, Outcome, Period
from throughline.delivery.queries.closing import waiting_on
from throughline.delivery.refusals import StillOpen, YearNotClosed
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.register.actions.guards import locked, open_register
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, Task
from throughline.register.rules import SET_ASIDE


def close_register(register: Register, *, by: User | None, seen: int, why: str = "") -> Register:
    """Close the year of a register today: its tasks stand as it was decided, its periods are closed, it is read-only.

    Raises StillOpen (which says what waits), RegisterIsClosed, ChangedMeanwhile.
    """
    check(by, "delivery.close_register", register)
    with act("delivery.close_register", by=by, why=why, about=register) as this:
        row = locked(register)
        open_register(row)
        waiting = waiting_on(row)
        if waiting.anything:
            raise StillOpen(waiting.sentences)
        settle(this, _outcomes(row))
        _close_periods(this, row, by)
        row.closed_on = clock.today()
        this.save(row, seen=seen)
    return row


def _outcomes(register: Register) -> list[Outcome]:
    rows = Outcome.objects.filter(entry__register=register, entry__is_home=True, entry__carried_on=None)
    return list(rows.exclude(entry__task__state__in=SET_ASIDE).select_related("entry"))


def _close_periods(this: Act, register: Register, by: User | None) -> None:
    periods = list(Period.objects.select_for_update().filter(register=register, closed_at=None))
    for period in periods:
        period.closed_at, period.closed_by = clock.now(), by
    this.save_many(periods)


def reopen_register(register: Register, *, by: User | None, seen: int, why: str) -> Register:
    """Take back the closing of a year, for a stated reason. Its tasks stand as before it; its periods stay closed.

    What was carried over stays on the next register. Raises YearNotClosed, Invalid, ChangedMeanwhile.
    """
    check(by, "delivery.close_register", register)
    if not why.strip():
        raise Invalid("why", _("Say why the year is reopened; the reason is kept."))
    with act("delivery.reopen_register", by=by, why=why.strip(), about=register) as this:
        row = locked(register)
        if row.closed_on is None:
            raise YearNotClosed(register=row.title)
        _unsettle(this, row)
        row.closed_on = None
        this.save(row, seen=seen)
    return row


def _unsettle(this: Act, register: Register) -> None:
    """Tasks that the closing settled are again what they were before it; what the office closed stays closed."""
    home = Entry.objects.filter(register=register, is_home=True, outcome__isnull=False)
    judged = Completion.objects.filter(state=CompletionState.CLOSED).values("task")
    settled = Task.objects.select_for_update().filter(
        pk__in=home.values("task"), state__in=(TaskState.CLOSED, TaskState.NOT_DONE)
    )
    tasks = list(settled.exclude(pk__in=judged).order_by("pk"))
    before = _states_before([task.pk for task in tasks])
    for task in tasks:
        task.state = before.get(task.pk, TaskState.OPEN)
    this.save_many(tasks)
    refresh(this, (task.pk for task in tasks))


def _states_before(keys: list[int]) -> dict[int, str]:
    """The last state of each task, by key, that no closing gave it."""
    rows = Task.history_model.objects.filter(id__in=keys).exclude(
        state__in=(TaskState.CLOSED, TaskState.NOT_DONE)
    )
    return dict(rows.order_by("version").values_list("id", "state"))
