"""One decision about many tasks: cancelled, suspended, taken up again, transferred, handed over; all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.actions.adjustments import cancel_task, resume_task, suspend_task
from throughline.delivery.actions.transfers import transfer_task
from throughline.delivery.refusals import Why, refuse
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed, Refused
from throughline.organizations.models import Organization, Post
from throughline.organizations.refusals import NotStanding
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Task

#: So many tasks are decided at once.
MOST = 500


def hand_task(
    task: Task, *, by: User | None, seen: int, why: str, accountable: Post, contact: str = ""
) -> Task:
    """Make another post accountable for a task, which stays with its units; without `contact` the old one stays.

    Raises Invalid, NotStanding and what edit_task raises.
    """
    if not why.strip():
        raise Invalid("why", _("Say why; the reason is kept with the task."))
    unit = accountable.organization
    if unit.ended_on is not None and unit.ended_on <= clock.today():
        raise NotStanding(organization=unit, day=unit.ended_on)
    changes = {"accountable": accountable} | ({"contact": contact} if contact.strip() else {})
    return edit_task(task, by=by, seen=seen, why=why.strip(), **changes)


def _transfer(task: Task, *, from_: Organization | None = None, **given: Any) -> Task:
    """From the unit named, or from the one that leads each task."""
    unit = from_ or task.lead
    if unit is None:
        raise Invalid("from_", _("No unit leads this task. Choose the unit that hands it over."))
    return transfer_task(task, from_=unit, **given)


#: What may be decided about many tasks, by its name; each takes what its decision about one task takes.
DECISIONS: Mapping[str, Callable[..., Task]] = MappingProxyType(
    {
        "transfer": _transfer,
        "hand_over": hand_task,
        "suspend": suspend_task,
        "resume": resume_task,
        "cancel": cancel_task,
    }
)


def decide_tasks(
    decision: str,
    tasks: Iterable[Task],
    *,
    by: User | None,
    why: str = "",
    seen: Mapping[int, int] | None = None,
    **given: Any,
) -> list[Task]:
    """Take the same decision (a name of DECISIONS, with what it takes) about many tasks; all or none.

    One act, of which the decision about each task is a part. `seen` are versions by the keys of the tasks, as the
    person saw them. Raises NotAllowed when one of them is not the person's to decide, Invalid, and what the decision
    itself raises: where that differs from task to task, NoneDone says it of each.
    """
    keys = sorted({task.pk for task in tasks})
    _sound(keys, by)
    with unless_raced(), act("delivery.decide_tasks", by=by, why=why.strip()) as this:
        rows = list(Task.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        against: dict[int, Why] = {}
        done = []
        for row in rows:
            try:
                done.append(_decided(row, DECISIONS[decision], seen, by=by, why=why, **given))
            except Refused as refused:
                against[row.pk] = Why(row.title, refused)
        _tell(rows, against)
        if len(rows) == 1:
            this.about(rows[0])
    return done


def _sound(keys: list[int], by: User | None) -> None:
    if not keys:
        raise Invalid("tasks", _("Choose at least one task."))
    if len(keys) > MOST:
        raise Invalid(
            "tasks", _("At most %(most)s tasks at once. Decide about the others afterwards."), most=MOST
        )
    if allowed(by, "register.edit_task", Task.objects.filter(pk__in=keys)).count() != len(keys):
        raise NotAllowed


def _decided(row: Task, decide: Callable[..., Task], seen: Mapping[int, int] | None, **given: Any) -> Task:
    if seen is not None and seen.get(row.pk) != row.version:
        raise ChangedMeanwhile
    # A decision about a part may have written the whole in the meantime.
    fresh = Task.objects.get(pk=row.pk)
    return decide(fresh, seen=fresh.version, **given)


def _tell(rows: list[Task], against: Mapping[int, Why]) -> None:
    """Raise what speaks against it: once, where it is the same for all of them."""
    if len(against) == len(rows) and len({str(why.refused) for why in against.values()}) == 1:
        raise next(iter(against.values())).refused
    refuse(rows, against)
