"""When tasks rested: suspended, or cancelled and merged until they were reopened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from throughline.delivery.choices import RESTING, WAKING
from throughline.delivery.models import Adjustment
from throughline.delivery.rules import Rest


def rests_of(tasks: Iterable[int]) -> dict[int, tuple[Rest, ...]]:
    """Per task (by key) when it rested, oldest first; the last rest has no end while it lasts. One query."""
    found: dict[int, list[Rest]] = defaultdict(list)
    rows = Adjustment.objects.filter(task__in=tasks, kind__in=(*RESTING, *WAKING)).order_by("pk")
    for task, kind, day in rows.values_list("task_id", "kind", "effective_on"):
        rests = found[task]
        if kind in RESTING and (not rests or rests[-1].until is not None):
            rests.append(Rest(day))
        elif kind in WAKING and rests and rests[-1].until is None:
            rests[-1] = rests[-1]._replace(until=day)
    return {task: tuple(rests) for task, rests in found.items()}
