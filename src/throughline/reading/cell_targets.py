"""What the cells of a "target" column set, where a table is taken over as it stands and nobody looks at each row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughline.lib.numbers import NotANumber, parse_number
from throughline.lib.text import count_han, fold
from throughline.reading import targets_en, targets_zh
from throughline.reading.tables import cell_value

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class CellTarget:
    """A result that a cell sets; `whole` when the cell says nothing else. `indicator` is "" where it names none."""

    op: str
    value: int | float | list[int | float] | None
    unit: str
    base: int | float | None = None
    indicator: str = ""
    whole: bool = False


def cell_targets(written: str) -> list[CellTarget]:
    """The targets of a cell: its value ("≥95%", "1,740 km"), else what its words set; none where it only tells.

    A bare year is none: it says when, not how much.
    """
    folded = fold(written)
    if _YEAR.fullmatch(folded.strip()):
        return []
    value = cell_value(folded, whole=True)
    if value is not None:
        return [CellTarget(*value, whole=True)]
    if count_han(written):
        figures = targets_zh.figures(folded, 0, len(folded), stated=True)
    else:
        figures = targets_en.figures(folded, 0, len(folded))
    return [CellTarget(f.op, f.value, f.unit, f.base, f.indicator) for f in figures]


def year_of(title: str) -> int | None:
    """The year that a column is about: 2030 of "Target 2030" or "2030年目标"; None where it names none, or several."""
    years = set(_YEAR.findall(fold(title)))
    return int(years.pop()) if len(years) == 1 else None


def plain_value(written: str) -> int | float | None:
    """A base value such as "12.5 %"; None for what is no number."""
    try:
        return parse_number(fold(written).strip(" %"))
    except NotANumber:
        return None
