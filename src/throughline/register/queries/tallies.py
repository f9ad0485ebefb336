"""How all tasks stand, by rating: counted once a day, and since then only what changed.

A tally is of the day before: the state at its last moment, which no later act changes any more. What changed since is
told by the version tables; of these tasks the old state is taken off and the present one added. So what is told is
exact at every moment, and costs what changed since yesterday, not what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from throughline.history import past
from throughline.history.models.versions import FOREVER
from throughline.lib import clock
from throughline.lib.dates import add_months, month_end
from throughline.lib.pieces import pieces
from throughline.register.models import Entry, Tally, Task
from throughline.register.queries.filters import STANDING, running
from throughline.register.rules import SET_ASIDE

#: With fewer tasks everything is counted for each reader.
LEAST = 20_000
#: Acts that began on a day may end a little after it.
SETTLED = timedelta(hours=1)
#: Months whose ends are kept.
MONTHS = 13


#: What is counted. An earlier version kept "month", with closed years in it: of no use any more until the next night.
KINDS = ("area", "lead", "place", "ended")


class Key(NamedTuple):
    """What is counted: "area" (register, key area, the task's own leader), "lead" (register, lead unit), both of tasks
    where they are at home; "place" (register) of all places; "ended": the rating at the end of a month of tasks that
    stand, on registers whose year was not closed by then.
    """

    of: str
    register: int | None = None
    area: int | None = None
    leader: int | None = None
    lead: int | None = None
    month: date | None = None
    rating: str = ""


Tallies = Counter[Key]


def tallied() -> Tallies | None:
    """How everything stands now; None while nothing is kept, and on a past day."""
    if past.moment() is not None:
        return None
    names = [*Key._fields, "number", "day"]
    kept = list(Tally.objects.filter(of__in=KINDS).order_by().values_list(*names))
    if not kept:
        return None
    found: Tallies = Counter({Key(*key): number for *key, number, _day in kept})
    day = kept[0][-1]
    months = sorted({key.month for key in found if key.month})
    for keys in pieces(_changed_since(past.last_moment(day))):
        with past.seen_at(past.last_moment(day)):
            found.subtract(counted(months, keys))
        found.update(counted(months, keys))
    return found


def counted(months: Sequence[date], keys: Iterable[int] | None = None) -> Tallies:
    """Everything, or only these tasks, counted as it stands (inside the past: as it stood)."""
    standing = Entry.objects.filter(STANDING).order_by()
    if keys is not None:
        standing = standing.filter(task__in=list(keys))
    home = standing.filter(is_home=True)
    found: Tallies = Counter()
    for register, area, leader, rating, number in _by(home, "register", "area", "task__leader"):
        found[Key("area", register, area, leader, rating=rating)] = number
    for register, lead, rating, number in _by(home, "register", "task__lead"):
        found[Key("lead", register, lead=lead, rating=rating)] = number
    for register, rating, number in _by(standing, "register"):
        found[Key("place", register, rating=rating)] = number
    for month in months:
        for rating, number in _at_end(month, running(home, month)):
            found[Key("ended", month=month, rating=rating)] = number
    return found


def _by(rows: QuerySet[Entry], *names: str) -> Iterable[tuple[Any, ...]]:
    return rows.values_list(*names, "task__rating").annotate(number=Count("pk")).order_by()


def _at_end(month: date, home: QuerySet[Entry]) -> Iterable[tuple[str, int]]:
    then = Task.as_of(clock.end_of(month)).exclude(state__in=SET_ASIDE).order_by()
    rows = then.filter(id__in=home.values("task_id"))
    return rows.values_list("rating").annotate(number=Count("version"))


def _changed_since(moment: datetime) -> set[int]:
    """The tasks of which anything that is counted may be another since then."""
    later = Q(valid_to__gt=moment, valid_to__lt=FOREVER), Q(valid_to=FOREVER, valid_from__gt=moment)
    found: set[int] = set()
    for one in later:
        found |= set(Task.history_model.objects.filter(one).order_by().values_list("id", flat=True))
        found |= set(Entry.history_model.objects.filter(one).order_by().values_list("task_id", flat=True))
    return found


def settled_day() -> date:
    """The last day of which every act has ended."""
    return timezone.localtime(clock.now() - SETTLED).date() - timedelta(days=1)


def months_until(day: date) -> list[date]:
    """The ends of the last months that are over on `day`."""
    first = day.replace(day=1)
    ends = (month_end(add_months(first, -back)) for back in range(MONTHS))
    return sorted(end for end in ends if end <= day)
