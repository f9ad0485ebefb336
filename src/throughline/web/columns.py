"""The columns a register can be shown in, each with its label and its place in the city's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """A column by `name`; `sort` is the name of the order it offers, "" for none; `end` aligns to the right."""

    name: str
    label: Any
    sort: str = ""
    end: bool = False
    usual: bool = True


COLUMNS = (
    Column("register", _("Register"), usual=False),
    Column("number", _("No."), "order"),
    Column("task", _("Task")),
    Column("aim", _("Aim"), usual=False),
    Column("standard", _("Work standard"), usual=False),
    Column("due", _("Completion time"), "due"),
    Column("lead", _("Lead unit"), "lead"),
    Column("others", _("Joint and supporting"), usual=False),
    Column("accountable", _("Accountable"), usual=False),
    Column("leader", _("Leader in charge"), "leader"),
    Column("requirement", _("Assessment requirement"), usual=False),
    Column("progress", _("Progress"), "progress", end=True),
    Column("rating", _("Rating"), "rating"),
    Column("reported", _("Last report"), "reported", usual=False),
    Column("lacks", _("Still lacking"), usual=False),
)
BY_NAME = {column.name: column for column in COLUMNS}


def chosen(names: Iterable[str], *, several: bool = False) -> list[Column]:
    """The columns called `names` in the order of the table; the usual ones when none is named.

    Where rows of `several` registers stand together, each says of which one it is.
    """
    wanted = set(names) or {column.name for column in COLUMNS if column.usual}
    if several:
        wanted.add("register")
    found = [c for c in COLUMNS if c.name in wanted] or [c for c in COLUMNS if c.usual]
    # Said once for all rows, each of whose cells names its column.
    return [replace(column, label=str(column.label)) for column in found]
