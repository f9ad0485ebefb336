"""How a register's tasks stood at two moments, by key area and by lead unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.delivery.rules import ADVERSE
from throughline.history import past
from throughline.papers.products.sentences import counted, listed, tasks
from throughline.register.choices import Colour
from throughline.register.models import Entry, Register
from throughline.register.queries import RegisterFilter, Row, all_rows

#: Named in a sentence; the table has them all.
MOST_NAMED = 3


def rows_at(
    register: Register, user: User | None, when: datetime, wanted: RegisterFilter | None = None
) -> list[Row]:
    """The tasks at home on the register as they stood at the moment, in the order of its key areas."""
    with past.seen_at(when):
        homes = set(Entry.objects.filter(register=register, is_home=True).values_list("task_id", flat=True))
        found = all_rows(register, user, wanted, group="area")
        return [row for row in found if row.task.pk in homes]


@dataclass(frozen=True)
class Group:
    """A key area's or a unit's tasks by colour, now and before; `before` is None where there is nothing to compare."""

    name: str
    now: Counter[str]
    before: Counter[str] | None

    @property
    def total(self) -> int:
        return sum(self.now.values())

    @property
    def bad(self) -> int:
        return sum(self.now[colour] for colour in ADVERSE)

    @property
    def change(self) -> int | None:
        """How many more are bad."""
        return None if self.before is None else self.bad - sum(self.before[colour] for colour in ADVERSE)

    def told(self) -> dict[str, Any]:
        """In the shape of a line of the table; what there is none of stays empty, so that the rest is seen."""
        colours = {str(Colour(c).name).lower(): self.now[c] or "" for c in Colour.values if c}
        change = self.change
        told = "–" if change is None else f"{change:+d}" if change else "0"
        return {
            "name": self.name,
            "total": self.total,
            **colours,
            "unrated": self.now[""] or "",
            "change": told,
        }


def by_area(now: Iterable[Row], before: Iterable[Row] | None) -> list[Group]:
    """In the register's order; last the tasks without a key area."""
    return _grouped(
        now, before, lambda row: row.entry.area, lambda one: (one.position, one.pk), _("No key area")
    )


def by_unit(now: Iterable[Row], before: Iterable[Row] | None) -> list[Group]:
    """In the official order; last the tasks without a lead unit."""
    order: Callable[[Any], Any] = lambda one: (one.level, one.official_order, one.pk)  # noqa: E731
    return _grouped(now, before, lambda row: row.task.lead, order, _("Not assigned"))


def _grouped(
    now: Iterable[Row],
    before: Iterable[Row] | None,
    group: Callable[[Row], Any],
    order: Callable[[Any], Any],
    nothing: str,
) -> list[Group]:
    named: dict[int | None, Any] = {}
    present, earlier = _counts(now, group, named), _counts(before or (), group, {})
    keys = sorted((key for key in present if key is not None), key=lambda key: order(named[key]))
    keys += [key for key in present if key is None]
    return [
        Group(
            str(getattr(named[key], "title", "") or named[key]) if key is not None else nothing,
            present[key],
            None if before is None else earlier.get(key, Counter()),
        )
        for key in keys
    ]


def _counts(
    rows: Iterable[Row], group: Callable[[Row], Any], named: dict[int | None, Any]
) -> dict[int | None, Counter[str]]:
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for row in rows:
        one = group(row)
        key = one.pk if one is not None else None
        named[key] = one
        found[key][row.task.rating] += 1
    return found


def compared(groups: list[Group]) -> str:
    """Who has most of what is bad, who has none, and where it grew or shrank; empty where there is one group alone."""
    if len(groups) < 2:
        return ""
    worst = sorted((one for one in groups if one.bad), key=lambda one: -one.bad)[:MOST_NAMED]
    well = [one for one in groups if not one.bad and one.total == one.now[Colour.GREEN]]
    told = []
    if worst:
        each = [_("%(name)s (%(counts)s)") % {"name": one.name, "counts": _bad(one)} for one in worst]
        told.append(_("Most yellow and red tasks are with %(names)s.") % {"names": listed(each)})
    if well:
        names = listed(one.name for one in well[:MOST_NAMED])
        told.append(
            _("All tasks are green with %(names)s.") % {"names": names}
            if len(well) <= MOST_NAMED
            else _("All tasks are green with %(names)s and %(more)s others.")
            % {"names": names, "more": len(well) - MOST_NAMED}
        )
    return " ".join([*told, *_moved(groups)]).replace("。 ", "。")


def _bad(one: Group) -> str:
    return counted({colour: one.now[colour] for colour in ADVERSE})


def _moved(groups: list[Group]) -> list[str]:
    grown = [one for one in groups if (one.change or 0) > 0]
    shrunk = [one for one in groups if (one.change or 0) < 0]
    told = []
    if grown:
        names = listed(_by(one, one.change or 0) for one in grown[:MOST_NAMED])
        told.append(_("More than before: %(names)s.") % {"names": names})
    if shrunk:
        names = listed(_by(one, -(one.change or 0)) for one in shrunk[:MOST_NAMED])
        told.append(_("Fewer than before: %(names)s.") % {"names": names})
    return told


def _by(one: Group, number: int) -> str:
    return _("%(name)s (by %(tasks)s)") % {"name": one.name, "tasks": tasks(number)}
