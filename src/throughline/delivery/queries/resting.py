"""When tasks rested: suspended, or cancelled and merged until they were reopened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet

from throughline.delivery.choices import RESTING, WAKING
from throughline.delivery.models import Adjustment
from throughline.delivery.rules import Rest
from throughline.lib.pieces import pieces


def rests_of(tasks: Iterable[int]) -> dict[int, tuple[Rest, ...]]:
    """Per task (by key) when it rested, oldest first; the last rest has no end while it lasts. One query,
    or one a piece where the keys are given one by one.
    """
    found: dict[int, list[Rest]] = defaultdict(list)
    for task, kind, day in _turns(tasks):
        rests = found[task]
        if kind in RESTING and (not rests or rests[-1].until is not None):
            rests.append(Rest(day))
        elif kind in WAKING and rests and rests[-1].until is None:
            rests[-1] = rests[-1]._replace(until=day)
    return {task: tuple(rests) for task, rests in found.items()}


def _turns(tasks: Iterable[int]) -> Iterator[tuple[int, str, date]]:
    """Task, kind and day of what sent tasks to rest or woke them, in its order."""
    rows = Adjustment.objects.filter(kind__in=(*RESTING, *WAKING)).order_by("pk")
    for some in [tasks] if isinstance(tasks, QuerySet) else pieces(tasks):
        yield from rows.filter(task__in=some).values_list("task_id", "kind", "effective_on")
