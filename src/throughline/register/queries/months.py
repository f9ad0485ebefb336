"""How tasks stood at the ends of past months, as it was known then."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from throughline.lib import clock
from throughline.register.models import Entry, Task
from throughline.register.queries.filters import closed_registers
from throughline.register.rules import SET_ASIDE


def ratings_at(tasks: QuerySet[Entry, Any], days: list[date]) -> Iterator[tuple[date, str, int]]:
    """Day, rating, and how many of the tasks with these keys had it at the end of the day. `days` are over, the first
    one first. Every version is read once.
    """
    moments = [clock.end_of(day) for day in days]
    rows = Task.history_model.objects.filter(id__in=tasks, gone=False, valid_to__gt=moments[0])
    counted = {
        f"at_{place}": Count("row", filter=Q(valid_from__lte=moment, valid_to__gt=moment))
        for place, moment in enumerate(moments)
    }
    standing = rows.exclude(state__in=SET_ASIDE).order_by().values_list("rating").annotate(**counted)
    for rating, *numbers in standing:
        yield from ((day, rating, number) for day, number in zip(days, numbers, strict=True) if number)


def by_closed_years(days: Iterable[date]) -> list[list[date]]:
    """The days, together those by which the same registers were closed."""
    closed = sorted(closed_registers().values_list("closed_on", flat=True))
    found: dict[int, list[date]] = defaultdict(list)
    for day in days:
        found[bisect_right(closed, day)].append(day)
    return list(found.values())
