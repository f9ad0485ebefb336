"""Rows of a table that say themselves what their cells mean: "Calls answered | 2027-28 target: 75% | Service Group"."""

from __future__ import annotations

import re

from throughline.reading import cells, names_en
from throughline.reading.columns import ColumnMap, field_of
from throughline.reading.roles import Place

FEWEST = 3
"""A row with fewer cells is no row of a table of measures."""
_LABEL = re.compile(r"\s*(?P<title>[^:：|]{2,30})[:：]\s*(?=\S)")
_NUMBERED = re.compile(
    r"\W*(?:Measure|Indicator|KPI|Action|Output|Outcome|Target|Objective|Goal|Item|No\.?)? ?[\d.]{0,6}[a-z]?\W*",
    re.IGNORECASE,
)


def told(row: list[Place], text: str) -> tuple[list[Place], ColumnMap, dict[int, str]] | None:
    """The cells without their labels, what they mean, and their labels; None where no cell names a target."""
    if len(row) < FEWEST:
        return None
    places, columns, titles = list(row), {}, {}
    for index, (start, end) in enumerate(row):
        found = _LABEL.match(text, start, end)
        name = field_of(found["title"]) if found else None
        if found and name:
            columns[index], titles[index] = name, found["title"]
            places[index] = (found.end(), end)
    if "target" not in columns.values():
        return None
    rest = [n for n in range(len(row)) if n not in columns and not cells.is_nothing(text[slice(*row[n])])]
    named = [
        n
        for n in rest
        if not _NUMBERED.fullmatch(text[slice(*row[n])].strip()) and not _LABEL.match(text, *row[n])
    ]
    if not named:
        return None
    columns[named[0]] = "task"
    if len(named) > 1 and "responsible" not in columns.values() and _names_body(text[slice(*row[named[-1]])]):
        columns[named[-1]] = "responsible"
    return places, ColumnMap(columns), titles


def _names_body(cell: str) -> bool:
    """Whether a cell is written as a name and holds no figure."""
    words = cell.split()
    return names_en.is_body(cell.strip()) or (
        0 < len(words) <= 6 and cell.strip()[:1].isupper() and not any(map(str.isdigit, cell))
    )
