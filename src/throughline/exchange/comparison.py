"""A register on two days, cell by cell, in the columns of its workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.exchange.register_export import COLUMNS
from throughline.history import past
from throughline.lib.refusal import Invalid
from throughline.lib.written import written_day
from throughline.register.choices import TaskState
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, Row, all_rows

#: Columns that follow from others or move with every report's day; a comparison of wordings and dates needs them not.
FOLLOWING = ("lacks", "original_due", "rating_since", "reported")
EVERY_STATE = RegisterFilter(states=tuple(TaskState.values), closed_years=True)


@dataclass(frozen=True)
class Cell:
    """One column of a task on both days, as people read it; "" for nothing."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """A task that differs: `kind` is "new", "gone" or "changed"; `cells` tell what changed."""

    key: int
    kind: str
    number: str
    title: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What differs between the end of `before` and the end of `after`; `same` counts the tasks that do not."""

    before: date
    after: date
    rows: list[Difference]
    same: int

    def count(self, kind: str) -> int:
        """How many tasks are of this kind."""
        return sum(row.kind == kind for row in self.rows)


def compare(register: Register, user: User | None, before: date, after: date) -> Comparison:
    """How `register` changed between the ends of two days, as far as `user` may see it; moved tasks are changed ones.

    New tasks first, then changed ones, then those gone; each in the order of the register. Raises Invalid for days of
    which nothing is known, and when the first does not lie before the second.
    """
    if before >= after:
        raise Invalid("before", _("The first day has to lie before the second."))
    told, numbered = {}, {}
    for day in (before, after):
        with past.seen_on(day):
            for row in all_rows(register, user, EVERY_STATE):
                told.setdefault(row.task.pk, {})[day] = _cells(row)
                numbered[row.task.pk] = (row.entry.number, row.task.title)
    found = [
        _difference(key, *numbered[key], days.get(before), days.get(after)) for key, days in told.items()
    ]
    rows = [one for kind in ("new", "changed", "gone") for one in found if one and one.kind == kind]
    return Comparison(before, after, rows, same=len(found) - len(rows))


def _cells(row: Row) -> dict[str, str]:
    return {str(c.title): _written(c.value(row)) for c in COLUMNS if c.name not in FOLLOWING}


def _written(value: Any) -> str:
    if isinstance(value, date):
        return written_day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _difference(
    key: int, number: str, title: str, before: dict[str, str] | None, after: dict[str, str] | None
) -> Difference | None:
    if before is None or after is None:
        return Difference(key, "gone" if after is None else "new", number, title)
    cells = tuple(_changed(before, after))
    return Difference(key, "changed", number, title, cells) if cells else None


def _changed(before: dict[str, str], after: dict[str, str]) -> Iterable[Cell]:
    return (Cell(name, before[name], after[name]) for name in before if before[name] != after[name])
