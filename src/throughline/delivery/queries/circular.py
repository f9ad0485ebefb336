"""What a circular tells: what changed, counts against the one before, and what was bad already and still is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.models import Circular, Rating
from throughline.delivery.queries.ratings import ratings_of
from throughline.delivery.rules import ADVERSE, severity
from throughline.organizations.models import Organization
from throughline.register.choices import Colour
from throughline.register.models import Entry, Task
from throughline.register.rules import SET_ASIDE


@dataclass(frozen=True)
class Told:
    """A rating that the circular tells; `before` is what the circular before left standing ("" for nothing)."""

    rating: Rating
    before: str


@dataclass(frozen=True)
class StillStanding:
    """A task that was bad before this circular and stayed so, as it was known then."""

    task: int
    number: str
    title: str
    lead: Organization | None
    colour: str
    since: date | None


@dataclass(frozen=True)
class Count:
    """How many tasks stood at a colour after this circular and after the one before (None: there was none)."""

    colour: str
    now: int
    before: int | None

    @property
    def change(self) -> int | None:
        """How many more."""
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True)
class CircularDetail:
    """A circular with `previous`, the one before on its register, as far as the reader sees its tasks.

    `told` come as the register lists them, `standing` the gravest first and among equals the longest; `corrected` are
    the corrections made between the two circulars, which the counts show as well. `counts` come the gravest first.
    """

    circular: Circular
    previous: Circular | None
    told: list[Told]
    standing: list[StillStanding]
    corrected: list[Rating]
    counts: list[Count]


def circular_detail(circular: Circular, user: User | None) -> CircularDetail:
    """All that the page of a circular shows; a fixed number of queries. It stays as it was when it was circulated."""
    tasks = allowed(user, "register.view_task", Task.objects.all()).order_by().values("pk")
    moment, previous = moment_of(circular), circular_before(circular)
    earlier = moment_of(previous) if previous else None
    now = _stood(circular, moment, tasks)
    then = {row.id: row for row in _stood(circular, earlier, tasks)} if earlier else {}
    ratings = list(ratings_of(circular, user))
    _name_leads(ratings, now)
    return CircularDetail(
        circular=circular,
        previous=previous,
        told=[Told(row, then[row.task_id].rating if row.task_id in then else "") for row in ratings],
        standing=_standing(circular, moment, now, {row.task_id for row in ratings}),
        corrected=_corrected(circular, earlier, moment, tasks),
        counts=_counts(now, then.values() if earlier else None),
    )


def _name_leads(ratings: Collection[Rating], now: Collection[Any]) -> None:
    """Beside each rating stands the unit that led the task then, whoever leads it today."""
    then = {row.id: row.lead_id for row in now}
    units = Organization.objects.in_bulk({lead for lead in then.values() if lead})
    for rating in ratings:
        if rating.task_id in then:
            rating.task.lead = units.get(then[rating.task_id])


def moment_of(circular: Circular) -> datetime:
    """When it was circulated; `issued_on` may be an earlier day."""
    return Circular.history_model.objects.get(id=circular.pk, version=1).valid_from


def circular_before(circular: Circular) -> Circular | None:
    """The one before it on its register."""
    rows = Circular.objects.filter(register=circular.register_id, pk__lt=circular.pk)
    return rows.order_by("-pk").first()


def _stood(circular: Circular, moment: datetime, tasks: Any) -> list[Any]:
    """The tasks at home on the register as they stood at the moment, cancelled and merged ones left out."""
    homes = Entry.as_of(moment).filter(register=circular.register_id, is_home=True)
    rows = Task.as_of(moment).filter(id__in=homes.values("task_id")).exclude(state__in=SET_ASIDE)
    return list(rows.filter(id__in=tasks).only("id", "title", "lead_id", "rating", "rating_since"))


def _standing(
    circular: Circular, moment: datetime, now: list[Any], told: Collection[int]
) -> list[StillStanding]:
    bad = [row for row in now if row.rating in ADVERSE and row.id not in told]
    adverse = Task.as_of(moment).filter(rating__in=ADVERSE).order_by()
    entries = Entry.as_of(moment).filter(register=circular.register_id, task__in=adverse.values("id"))
    places = {
        task: (position, number)
        for task, position, number in entries.values_list("task_id", "position", "number")
    }
    units = Organization.objects.in_bulk({row.lead_id for row in bad if row.lead_id})
    bad.sort(key=lambda row: (-severity(row.rating), row.rating_since or date.max, places[row.id][0], row.id))
    return [
        StillStanding(
            row.id, places[row.id][1], row.title, units.get(row.lead_id), row.rating, row.rating_since
        )
        for row in bad
    ]


def _corrected(circular: Circular, earlier: datetime | None, moment: datetime, tasks: Any) -> list[Rating]:
    if earlier is None:
        return []
    homes = Entry.as_of(moment).filter(register=circular.register_id, is_home=True)
    rows = Rating.objects.filter(corrects__isnull=False, task__in=homes.values("task_id")).filter(
        circulated_at__gte=earlier, circulated_at__lt=moment, task__in=tasks
    )
    return list(rows.select_related("task__lead", "corrects").order_by("circulated_at", "pk"))


def _counts(now: Collection[Any], then: Collection[Any] | None) -> list[Count]:
    present = Counter(row.rating for row in now)
    before = None if then is None else Counter(row.rating for row in then)
    order = sorted(Colour.values, key=severity, reverse=True)
    return [
        Count(colour, present[colour], None if before is None else before[colour])
        for colour in order
        if present[colour] or (before and before[colour])
    ]
