"""Counts over registers: by rating, by state, of what is lacking; whole and by group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from throughline.accounts.models import User
from throughline.history import past
from throughline.lib import clock
from throughline.organizations.models import Organization, Post
from throughline.register.choices import Colour, Lack, TaskState
from throughline.register.models import Entry, KeyArea, Register
from throughline.register.queries.filters import GROUPS, IN_CHARGE, RegisterFilter, entries, overdue_here
from throughline.register.rules import LIVE_STATES, lacking


@dataclass(frozen=True)
class Counts:
    """How many rows there are, and of which kinds; every colour, state and lack is a key, also with 0.

    `carried` rows went on to the next year's register: what they lack and whether they are overdue counts there.
    `more`: there are more than `total`, and nobody counted them or what kinds they are of. `places` are the keys of
    the entries that were counted, where a long list comes down to few: they need not be looked for again.
    """

    total: int = 0
    more: bool = False
    overdue: int = 0
    incomplete: int = 0
    carried: int = 0
    ratings: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    lacks: dict[str, int] = field(default_factory=dict)
    places: frozenset[int] | None = None


@dataclass(frozen=True)
class GroupCount:
    """The counts of one key area, organization or leader's post; `group` None is "none given"."""

    group: KeyArea | Organization | Post | None
    counts: Counts


_LIVE = Q(task__state__in=LIVE_STATES, carried_on=None)


def _aggregates(as_of: date) -> dict[str, Count]:
    named = {f"rating_{colour or 'none'}": Q(task__rating=colour) for colour in Colour.values}
    named |= {f"state_{state}": Q(task__state=state) for state in TaskState.values}
    named |= {f"lack_{code}": _LIVE & lacking(code, "task") for code in Lack.values}
    anything = Q()
    for code in Lack.values:
        anything |= lacking(code, "task")
    named |= {
        "overdue": overdue_here(as_of),
        "incomplete": _LIVE & anything,
        "carried": Q(carried_on__isnull=False),
    }
    return {"total": Count("pk")} | {name: Count("pk", filter=found) for name, found in named.items()}


def _made(values: dict[str, int], places: frozenset[int] | None = None) -> Counts:
    return Counts(
        total=values["total"],
        overdue=values["overdue"],
        incomplete=values["incomplete"],
        carried=values["carried"],
        ratings={colour: values[f"rating_{colour or 'none'}"] for colour in Colour.values},
        states={state: values[f"state_{state}"] for state in TaskState.values},
        lacks={code: values[f"lack_{code}"] for code in Lack.values},
        places=places,
    )


def counts(
    register: Register | None,
    user: User | None,
    wanted: RegisterFilter | None = None,
    *,
    as_of: date | None = None,
    most: int | None = None,
    short: int = 0,
) -> Counts:
    """The counts over the rows that `rows` would give, in one query.

    Of more than `most` only that there are more; but of a list of at most `short` rows in all, everything.
    """
    day = as_of or clock.today()
    long = most is not None and _many(register, max(short, most))
    first = long and _looks_through(wanted or RegisterFilter())
    found = entries(register, user, wanted or RegisterFilter(), as_of=day, first=first).order_by()
    keys = None
    if most is not None and long:
        # Which rows it are is found out once: counting what they are looks at these alone.
        keys = frozenset(found.values_list("pk", flat=True)[: most + 1])
        if len(keys) > most:
            return Counts(total=most, more=True)
        found = Entry.objects.filter(pk__in=keys).order_by()
    return _made(found.aggregate(**_aggregates(day)), keys)


def _looks_through(wanted: RegisterFilter) -> bool:
    """Whether the first thousand are found by looking through the list: a unit's tasks are few. In a long list the keys
    of all in sight lead to them sooner; but on a past day SQLite finds each of these by a row of its own.
    """
    return bool(wanted.organization) or (past.moment() is not None and connection.vendor == "sqlite")


def _many(register: Register | None, most: int) -> bool:
    """Whether there are more places than `most`, whatever is asked for."""
    places = Entry.objects.filter(register=register) if register else Entry.objects.filter(is_home=True)
    return places.order_by()[most : most + 1].exists()


_OF = {"area": F("area"), "organization": F("task__lead"), "leader": IN_CHARGE}


def group_counts(
    register: Register | None,
    user: User | None,
    group: str,
    wanted: RegisterFilter | None = None,
    *,
    as_of: date | None = None,
) -> list[GroupCount]:
    """The counts per "area", "organization" or "leader", in the official order; two queries."""
    day = as_of or clock.today()
    found = entries(register, user, wanted or RegisterFilter(), as_of=day).order_by()
    names = {f"key_{place}": expression for place, expression in enumerate(GROUPS[group])}
    rows = found.annotate(of=_OF[group], **names).values("of", *names)
    values = list(rows.annotate(**_aggregates(day)).order_by(*names))
    groups = {one.pk: one for one in _groups(group).filter(pk__in=[v["of"] for v in values if v["of"]])}
    return [GroupCount(groups.get(value["of"]), _made(value)) for value in values]


def _groups(group: str) -> QuerySet[KeyArea] | QuerySet[Organization] | QuerySet[Post]:
    return {
        "area": KeyArea.objects.select_related("leader__organization"),
        "organization": Organization.objects.all(),
        "leader": Post.objects.select_related("organization").prefetch_related("memberships__person"),
    }[group]
