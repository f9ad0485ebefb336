"""How very many tasks stand, by rating: counted once a day, and since then only what changed. Counted are all tasks;
those that are public; and those others that are seen from each organization from which very many are.

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

from throughline.accounts.choices import Disclosure
from throughline.accounts.permissions import of_each
from throughline.history import past
from throughline.history.models.versions import FOREVER
from throughline.lib import clock
from throughline.lib.dates import add_months, month_end
from throughline.lib.pieces import pieces
from throughline.lib.tree import within
from throughline.organizations.models import Organization
from throughline.register import permissions
from throughline.register.models import EVERYBODY, Entry, Register, Responsibility, Tally, Task
from throughline.register.queries.filters import STANDING, running
from throughline.register.queries.months import by_closed_years, ratings_at

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


def tallied(organization: int | None = None) -> Tallies | None:
    """How everything stands now, or what is seen from the organization; None while nothing is kept, on a past day, and
    where something else is seen from it than yesterday because organizations or registers went elsewhere.
    """
    kept = Tally.objects.filter(seen_from=organization).order_by().first() if past.moment() is None else None
    if kept is None:
        return None
    if organization is None:
        return _brought_up_to_date(kept.day, None)
    if not _looks_the_same(organization, past.last_moment(kept.day)):
        return None
    found = _brought_up_to_date(kept.day, organization)
    found.update(_brought_up_to_date(kept.day, EVERYBODY))
    return found


def _brought_up_to_date(day: date, seen_from: int | None) -> Tallies:
    rows = Tally.objects.filter(of__in=KINDS, seen_from=seen_from).order_by()
    kept = rows.values_list(*Key._fields, "number")
    found: Tallies = Counter({Key(*key): number for *key, number in kept})
    months, then = months_until(day), past.last_moment(day)
    for keys in pieces(_changed_since(then, seen_from)):
        with past.seen_at(then):
            found.subtract(counted(months, seen_from, keys))
        found.update(counted(months, seen_from, keys))
    return found


def _looks_the_same(organization: int, then: datetime) -> bool:
    """Whether the same units lie below it, and keep the same registers, as at that moment."""
    with past.seen_at(then):
        before = _lie_within(organization)
    return before == _lie_within(organization)


def _lie_within(organization: int) -> tuple[set[int], set[int]]:
    top = Organization.objects.filter(pk=organization).first()
    if top is None:
        return set(), set()
    units = set(Organization.objects.filter(within(top)).order_by().values_list("pk", flat=True))
    kept = Register.objects.filter(within(top, "organization")).order_by()
    return units, set(kept.values_list("pk", flat=True))


def counted(
    months: Sequence[date], seen_from: int | None = None, keys: Sequence[int] | None = None
) -> Tallies:
    """Everything, or what is seen from there as Tally says it, or of that only these tasks, counted as it stands
    (inside the past: as it stood).
    """
    standing = _seen(Entry.objects.filter(STANDING).order_by(), seen_from, keys)
    found: Tallies = Counter()
    if keys is not None and not standing.exists():
        return found
    home = standing.filter(is_home=True)
    for register, area, leader, rating, number in _by(home, "register", "area", "task__leader"):
        found[Key("area", register, area, leader, rating=rating)] = number
    for register, lead, rating, number in _by(home, "register", "task__lead"):
        found[Key("lead", register, lead=lead, rating=rating)] = number
    for register, rating, number in _by(standing, "register"):
        found[Key("place", register, rating=rating)] = number
    for some in by_closed_years(months):
        for month, rating, number in ratings_at(running(home, some[0]).values("task_id"), some):
            found[Key("ended", month=month, rating=rating)] = number
    return found


def _seen(places: QuerySet[Entry], seen_from: int | None, keys: Sequence[int] | None) -> QuerySet[Entry]:
    """Those of `places` at which tasks are seen from there; each task is asked by itself where some were named."""
    if keys is not None:
        places = places.filter(task__in=keys)
    if seen_from is None:
        return places
    public = Q(task__in=_public(keys))
    if seen_from == EVERYBODY:
        return places.filter(public)
    with of_each(keys is not None):
        found = permissions.seen_from(Organization.objects.get(pk=seen_from), "task")
    return places.filter(found).exclude(public)


def _public(keys: Sequence[int] | None) -> QuerySet[Any, Any]:
    """The keys of public tasks. Past days show what is public today; here it is what was public then, so that what was
    counted then is found again.
    """
    moment = past.moment()
    tasks = Task.objects.all() if moment is None else Task.as_of(moment)
    key = "pk" if moment is None else "id"
    found = tasks.filter(disclosure=Disclosure.PUBLIC).order_by()
    return (found if keys is None else found.filter(**{f"{key}__in": keys})).values(key)


def _by(rows: QuerySet[Entry], *names: str) -> Iterable[tuple[Any, ...]]:
    return rows.values_list(*names, "task__rating").annotate(number=Count("pk")).order_by()


def _changed_since(moment: datetime, seen_from: int | None) -> set[int]:
    """The tasks of which anything that is counted may be another since then; seen from an organization, also who
    answers for them.
    """
    placed = [Entry] if not seen_from else [Entry, Responsibility]
    later = Q(valid_to__gt=moment, valid_to__lt=FOREVER), Q(valid_to=FOREVER, valid_from__gt=moment)
    found: set[int] = set()
    for one in later:
        found |= set(Task.history_model.objects.filter(one).order_by().values_list("id", flat=True))
        for model in placed:
            found |= set(model.history_model.objects.filter(one).order_by().values_list("task_id", flat=True))
    return found


def settled_day() -> date:
    """The last day of which every act has ended."""
    return timezone.localtime(clock.now() - SETTLED).date() - timedelta(days=1)


def months_until(day: date) -> list[date]:
    """The ends of the last months that are over on `day`."""
    first = day.replace(day=1)
    ends = (month_end(add_months(first, -back)) for back in range(MONTHS))
    return sorted(end for end in ends if end <= day)
