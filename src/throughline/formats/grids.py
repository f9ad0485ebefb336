"""Tables as grids: merged cells filled, titles and repeated column names told from data, rows laid as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from throughline.formats.shapes import Cell, Row, Table

Place = tuple[int, int]
"""(row, column) within a grid, counted from 0."""

_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_NUMBER = re.compile(r"[-+]?[\d.,]+ ?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_HEADER_ROWS = 8


class TextBuilder:
    """Grows a text and tells where each part of it stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> int:
        """Append; returns the offset at which `text` starts."""
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        return start

    def line(self, text: str) -> tuple[int, int]:
        """Append one line; returns the span of its content."""
        start = self.add(text)
        self.add("\n")
        return start, start + len(text)

    def text(self) -> str:
        return "".join(self._parts)


def lay(
    builder: TextBuilder, grid: Sequence[Sequence[str]], copies: Mapping[Place, Place]
) -> list[list[Cell]]:
    """Write the grid as lines with tabs between the cells. A copied place is left empty in the line."""
    rows: list[list[Cell]] = []
    for r, texts in enumerate(grid):
        row: list[Cell] = []
        column_start = builder.length
        for c, text in enumerate(texts):
            start = column_start if c == 0 else builder.add("\t") + 1
            if (r, c) in copies:
                source = copies[r, c]
                row.append(rows[source[0]][source[1]] if source[0] < r else row[source[1]])
                continue
            builder.add(_BREAKS.sub(" ", text))
            row.append(Cell(text, start, start + len(text)))
        builder.add("\n")
        rows.append(row)
    return rows


def table(
    name: str,
    rows: Iterable[Iterable[Cell]],
    span: tuple[int, int],
    *,
    marked: int | None = None,
    least: int = 0,
) -> Table | None:
    """A table of equally long rows, or None where nothing is in it. Rows that repeat the header are dropped.

    `marked` is the number of header rows where the file says so, `least` where it may have said too few.
    """
    filled = [tuple(row) for row in rows]
    width = max((len(row) for row in filled), default=0)
    if not any(cell.text.strip() for row in filled for cell in row):
        return None
    kept = [row + _padding(row, width, span[1]) for row in filled if any(cell.text.strip() for cell in row)]
    headers = max(guess_header_rows(kept), least) if marked is None else marked
    headers = min(headers, len(kept))
    names = {_texts(row) for row in kept[:headers] if len(set(_texts(row))) > 1}
    body = [row for row in kept[headers:] if _texts(row) not in names]
    return Table(name, tuple(kept[:headers] + body), headers, *span)


def _padding(row: Row, width: int, end: int) -> Row:
    at = row[-1].end if row else end
    return (Cell("", at, at),) * (width - len(row))


def _texts(row: Row) -> tuple[str, ...]:
    return tuple("".join(cell.text.split()) for cell in row)


def guess_header_rows(rows: Sequence[Row]) -> int:
    """How many rows stand above the data: titles, column names, and their second level."""
    return guess_header(rows)[1]


def guess_header(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the column names stand: their first row, and the row after their last.

    Both are equal where no row names columns, because a number stands in the first full one.
    """
    first = _title_rows(rows) if rows else 0
    if len(rows) < 2 or not _names_columns(rows[first]):
        return first, first
    last = first
    while last + 1 < min(len(rows) - 1, _MOST_HEADER_ROWS) and _hang_together(rows[last], rows[last + 1]):
        last += 1
    return first, last + 1


def _title_rows(rows: Sequence[Row]) -> int:
    """Rows before the column names: the names are the first row at least half as full as the fullest."""
    filled = [len({cell[1:] for cell in row if cell.text.strip()}) for row in rows[: _MOST_HEADER_ROWS + 4]]
    enough = max(2, (max(filled) + 1) // 2)
    return next((number for number, count in enumerate(filled[:_MOST_HEADER_ROWS]) if count >= enough), 0)


def _names_columns(row: Row) -> bool:
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    return bool(texts) and not any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts)


def _hang_together(upper: Row, lower: Row) -> bool:
    """A cell merged over both rows, beside one that is not: the lower row is the second level of names."""
    shared = [a[1:] == b[1:] and bool(a.text.strip()) for a, b in zip(upper, lower, strict=True)]
    return any(shared) and not all(shared)


def fill(ranges: Iterable[tuple[int, int, int, int]], *, most: int) -> dict[Place, Place]:
    """Merged ranges (first row, first column, last row, last column) as copied place -> original place.

    Overlapping ranges are a fault of the file; the first one wins. Raises OverflowError beyond `most` places.
    """
    copies: dict[Place, Place] = {}
    originals: set[Place] = set()
    covered = 0
    for top, left, bottom, right in ranges:
        covered += (bottom - top + 1) * (right - left + 1)
        if covered > most:
            raise OverflowError("merged ranges cover more places than a table may have")
        if (top, left) in copies:
            continue
        originals.add((top, left))
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                if (r, c) != (top, left) and (r, c) not in originals:
                    copies.setdefault((r, c), (top, left))
    return copies
