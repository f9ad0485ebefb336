"""One strip of linked steps for any object: upstream to the sentence, downstream to the rating.

A step without anything is shown as missing. The number of queries does not depend on how much hangs on the object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import CONDITIONS, allowed
from throughline.delivery.links import LINKS as DELIVERY
from throughline.delivery.models import Rating, Report
from throughline.delivery.queries.ratings import Delivered
from throughline.documents.models import Document
from throughline.indicators.links import LINKS as INDICATORS
from throughline.indicators.models import Target
from throughline.lib.links import Link
from throughline.plans.links import LINKS as PLANS
from throughline.plans.models import Clause, Edition, Plan, Wording
from throughline.register.links import LINKS as REGISTER
from throughline.register.models import Responsibility, Task
from throughline.register.queries import TaskDetail

SHOWN = 3


@dataclass(frozen=True)
class Kind:
    """A step of the chain: its name for people, its model, and the act that lets somebody open it.

    `over` is the relation to the object on which the act is checked, where that is not the step's own; `named_by`
    are relations that its objects are named by.
    """

    name: str
    label: Any
    model: type[models.Model]
    act: str = ""
    over: str = ""
    named_by: tuple[str, ...] = ()


KINDS = (
    Kind("document", _("Document"), Document, "documents.view"),
    Kind("plan", _("Plan"), Plan, "plans.view"),
    Kind("edition", _("Edition"), Edition, "plans.view", "plan"),
    Kind("clause", _("Clause"), Clause, "plans.view", "plan"),
    Kind("target", _("Target"), Target, named_by=("indicator",)),
    Kind("task", _("Task"), Task, "register.view_task"),
    Kind("unit", _("Responsible"), Responsibility, named_by=("organization",)),
    Kind("report", _("Report"), Report, named_by=("task", "period")),
    Kind("rating", _("Rating"), Rating),
)
#: Shown where there are any: what a clause carries out of the plan above, and who carries it out below.
ABOVE = Kind("above", _("Plan above"), Clause, "plans.view", "plan")
BELOW = Kind("below", _("Carried out below"), Clause, "plans.view", "plan")
LINKS: tuple[Link, ...] = (*PLANS, *INDICATORS, *REGISTER, *DELIVERY)
_PLACE = {kind.name: place for place, kind in enumerate(KINDS)}
#: What comes from one clause, or few; a document holds too many to tell what all of them carry out.
ALIGNED = frozenset({"clause", "target", "task", "unit", "report", "rating"})
#: Whoever sees a task sees by which sentence it was set, opened or not.
CITING = frozenset({"task", "unit", "report", "rating"})


@dataclass(frozen=True)
class Item:
    """An object of a step; `openable` says whether the reader may open its page."""

    row: Any
    label: str
    openable: bool


@dataclass(frozen=True)
class Step:
    """A step: its first objects, how many there are, and whether the strip is about one of them."""

    kind: Kind
    items: list[Item] = field(default_factory=list)
    count: int = 0
    current: bool = False

    @property
    def missing(self) -> bool:
        return self.count == 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.items)


@dataclass(frozen=True)
class _Known:
    """What stands at a step: its first objects, one more than are shown where there are, and the query for all."""

    first: list[Any]
    rows: QuerySet[Any] | None = None

    @property
    def keys(self) -> Any:
        """For `…__in`: plain keys of the few, a subquery for the many."""
        if self.rows is None or len(self.first) <= SHOWN:
            return [row.pk for row in self.first]
        return self.rows.order_by().values("pk")

    def leads_nowhere(self, column: str) -> bool:
        """Whether `column` is empty in all of the few rows that stand here."""
        few = self.rows is None or len(self.first) <= SHOWN
        return bool(column) and few and all(getattr(row, column) is None for row in self.first)

    @property
    def count(self) -> int:
        return len(self.first) if self.rows is None or len(self.first) <= SHOWN else self.rows.count()


def throughline_of(
    row: models.Model, user: User | None, at_hand: Mapping[str, Sequence[Any]] = MappingProxyType({})
) -> list[Step]:
    """The strip of `row` (an object of one of KINDS' models) for `user`, from the document to the rating.

    `at_hand` are steps whose rows the caller has read already: all of them, in the order of the links. The row's own
    step among them says that the reader may open it.
    """
    start = next(kind.name for kind in KINDS if isinstance(row, kind.model))
    known = {start: _Known([row])} | {name: _Known(list(rows)) for name, rows in at_hand.items()}
    for kind in reversed(KINDS[: _PLACE[start]]):
        _follow(known, start, kind, user, downstream=False)
    for kind in KINDS[_PLACE[start] + 1 :]:
        if kind.name in at_hand:
            continue
        _follow(known, start, kind, user, downstream=True)
    # What hangs beside the object on what it comes from: the units of a report's task.
    for kind in KINDS[: _PLACE[start]]:
        if kind.name not in known:
            _follow(known, start, kind, user, downstream=True)
    of_one_task = start in CITING
    opened = {start} & at_hand.keys()
    strip = [
        _step(
            kind,
            known.get(kind.name),
            None if kind.name in opened else user,
            current=kind.name == start,
            of_one_task=of_one_task,
        )
        for kind in KINDS
    ]
    return _with_alignment(strip, known, start, user)


def _with_alignment(
    strip: list[Step], known: Mapping[str, _Known], start: str, user: User | None
) -> list[Step]:
    """The strip with the clauses of the plan above in front, and those of plans below behind it.

    Only what the reader may open is told of other plans.
    """
    clauses = known.get("clause")
    if clauses is None or not clauses.first or start not in ALIGNED:
        return strip
    parents = {plan.parent_id for plan in known["plan"].first} - {None} if "plan" in known else set()
    found = list(strip)
    if parents:
        above = Clause.objects.filter(plan__in=parents, alignments_below__ours__in=clauses.keys)
        found = [*_aligned(ABOVE, above, user), *found]
    if start == "clause":
        found += _aligned(BELOW, Clause.objects.filter(alignments_above__above__in=clauses.keys), user)
    return found


def _aligned(kind: Kind, clauses: QuerySet[Clause], user: User | None) -> list[Step]:
    """The step, where there is anything to tell."""
    rows = _seen(kind, clauses.select_related("plan").distinct().order_by("plan", "pk"), user)
    known = _Known(_first(kind, rows), rows)
    if not known.first:
        return []
    names = _wordings(known.first)
    items = [Item(row, f"{row.plan.title}: {names.get(row.pk) or row}", True) for row in known.first[:SHOWN]]
    return [Step(kind, items, known.count)]


def throughline_of_task(detail: TaskDetail, known: Delivered, user: User | None) -> list[Step]:
    """The same for a task that `user` may open, from what its page has read of it."""
    at_hand = {
        "task": [detail.task],
        "unit": detail.responsibilities,
        "report": sorted(known.reports, key=lambda one: one.filed_at, reverse=True),
        "rating": sorted(known.circulated, key=lambda one: (one.on, one.pk), reverse=True),
    }
    return throughline_of(detail.task, user, at_hand)


def _follow(known: dict[str, _Known], start: str, kind: Kind, user: User | None, *, downstream: bool) -> None:
    """Find the rows of a step: over the link from the start, or the nearest step from which there are any.

    What the reader may not see is left out here, and so is all that would be reached over it.
    """
    if downstream:
        # Only from the object down, or from its task: what else its document holds is not its own.
        highest = min(_PLACE[start], _PLACE["task"])
        links = [
            link
            for link in LINKS
            if link.later == kind.name and link.earlier in known and _PLACE[link.earlier] >= highest
        ]
        links.sort(key=lambda link: (link.earlier != start, -_PLACE[link.earlier]))
        ways = [(link.down, link.earlier) for link in links]
    else:
        links = [link for link in LINKS if link.earlier == kind.name and link.later in known]
        links.sort(key=lambda link: (link.later != start, _PLACE[link.later]))
        ways = [(link.up, link.later) for link in links if not known[link.later].leads_nowhere(link.over)]
    for function, source in ways:
        rows = function(known[source].keys)
        if kind.name == "task" or start not in CITING:
            rows = _seen(kind, rows, user)
        known[kind.name] = _Known(_first(kind, rows), rows)
        if known[kind.name].first:
            return


def _first(kind: Kind, rows: QuerySet[Any]) -> list[Any]:
    if kind.name == "document":
        rows = rows.defer("text", "outline", "damage", "notes")
    return list(rows.select_related(*kind.named_by)[: SHOWN + 1] if kind.named_by else rows[: SHOWN + 1])


def _step(kind: Kind, known: _Known | None, user: User | None, *, current: bool, of_one_task: bool) -> Step:
    if known is None:
        return Step(kind, current=current)
    shown = known.first[:SHOWN]
    openable, names = _openable(kind, shown, user), _names(kind, shown, of_one_task=of_one_task)
    items = [Item(row, names.get(row.pk) or str(row), row.pk in openable) for row in shown]
    return Step(kind, items, known.count, current)


def _names(kind: Kind, rows: list[Any], *, of_one_task: bool) -> dict[int, str]:
    """What clauses say in their latest editions, in one query; beside one task, reports by their period alone.

    Other objects know their names.
    """
    if kind.name == "report" and of_one_task:
        return {report.pk: str(report.period) for report in rows}
    if kind.name != "clause" or not rows:
        return {}
    return _wordings(rows)


def _wordings(clauses: list[Any]) -> dict[int, str]:
    wordings = Wording.objects.filter(clause__in=clauses).order_by("edition__position")
    return {wording.clause_id: str(wording) for wording in wordings}


def _seen(kind: Kind, rows: QuerySet[Any], user: User | None) -> QuerySet[Any]:
    """Those of the step's rows that the reader may open."""
    if user is None or kind.act not in CONDITIONS:
        return rows
    if not kind.over:
        return allowed(user, kind.act, rows, each=True)
    model = kind.model._meta.get_field(kind.over).related_model
    seen = allowed(user, kind.act, model._default_manager.all())
    return rows.filter(**{f"{kind.over}__in": seen.order_by().values("pk")})


def _openable(kind: Kind, rows: list[Any], user: User | None) -> set[int]:
    keys = {row.pk for row in rows}
    if not keys:
        return keys
    found = kind.model._default_manager.filter(pk__in=keys)
    seen = _seen(kind, found, user)
    return keys if seen is found else set(seen.values_list("pk", flat=True))
