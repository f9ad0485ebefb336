"""The tables of a web page, collected while it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from throughline.formats.errors import UnreadableFile
from throughline.formats.grids import Place, table
from throughline.formats.shapes import Cell, Limits, Piece, Table

_MOST_SPAN = 1_000  # HTML's own limit for colspan


@dataclass
class _OpenCell:
    is_header: bool
    rows: int
    columns: int
    first: int
    last: int = -1


@dataclass
class OpenTable:
    """One table: rows of cells as ranges of pieces. A table that holds another one is there for the layout."""

    start: int
    region: int | None
    rows: list[list[_OpenCell]] = field(default_factory=list)
    is_layout: bool = False
    head_rows: int = 0
    caption: tuple[int, int] | None = None
    _caption_from: int = -1
    _cell: _OpenCell | None = None
    _in_head: bool = False

    def open(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """An element starts before piece number `at`."""
        if name == "tr":
            self.rows.append([])
        elif name == "thead":
            self._in_head = True
        elif name == "caption":
            self._caption_from = at
        elif name in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            rows, columns = _number(attributes.get("rowspan")), _number(attributes.get("colspan"))
            self._cell = _OpenCell(name == "th" or self._in_head, rows, columns, at)
            self.rows[-1].append(self._cell)

    def close(self, name: str, at: int) -> None:
        """An element ends before piece number `at`."""
        if name in ("td", "th") and self._cell:
            self._cell.last = at
            self._cell = None
        elif name == "thead":
            self._in_head = False
        elif name == "caption" and self._caption_from >= 0:
            self.caption = (self._caption_from, at)


def build_tables(
    found: Sequence[OpenTable], pieces: Sequence[Piece | None], limits: Limits
) -> tuple[Table, ...]:
    """The tables of data among `found`, in the order of the page. Raises UnreadableFile: too_many_cells."""
    built: list[Table] = []
    left = limits.cells
    for one in sorted(found, key=lambda table: table.start):
        if one.is_layout or len(one.rows) < 2:
            continue
        grid = _grid(one, left)
        left -= sum(len(row) for row in grid)
        result = _table(one, grid, pieces)
        built.extend([result] if result else [])
    return tuple(built)


def _table(
    one: OpenTable, grid: list[list[_OpenCell | None]], pieces: Sequence[Piece | None]
) -> Table | None:
    made: dict[int, Cell] = {}
    at = one.start
    rows: list[list[Cell]] = []
    for row in grid:
        cells: list[Cell] = []
        for slot in row:
            cell = made.get(id(slot)) if slot else Cell("", at, at)
            if cell is None:
                cell = made[id(slot)] = _cell(slot, pieces, at)  # type: ignore[arg-type]  # it is not None here
            at = max(at, cell.end)
            cells.append(cell)
        rows.append(cells)
    spans = [cell[1:] for row in rows for cell in row if cell.text]
    if not spans or max(len(row) for row in rows) < 2:
        return None
    caption = _cell(_OpenCell(False, 1, 1, *one.caption), pieces, at).text if one.caption else ""
    return table(caption, rows, (min(spans)[0], max(end for _, end in spans)), marked=_marked(one))


def _marked(one: OpenTable) -> int | None:
    count = 0
    for row in one.rows:
        if not row or not all(cell.is_header for cell in row):
            break
        count += 1
    return count or None


def _cell(cell: _OpenCell, pieces: Sequence[Piece | None], at: int) -> Cell:
    inside = [piece for piece in pieces[cell.first : cell.last] if piece]
    if not inside:
        return Cell("", at, at)
    text = "".join(
        ("\n" if number and piece.block else "") + piece.text for number, piece in enumerate(inside)
    )
    return Cell(text, inside[0].start, inside[-1].end)


def _grid(one: OpenTable, most: int) -> list[list[_OpenCell | None]]:
    """Cells in their places, those over several rows or columns in each of theirs."""
    places: dict[Place, _OpenCell] = {}
    for r, row in enumerate(one.rows):
        c = 0
        for cell in row:
            while (r, c) in places:
                c += 1
            height = min(cell.rows or len(one.rows), len(one.rows) - r)
            if height * cell.columns + len(places) > most:
                raise UnreadableFile("too_many_cells", limit=most)
            for place in ((r + i, c + j) for i in range(height) for j in range(max(1, cell.columns))):
                places.setdefault(place, cell)
            c += max(1, cell.columns)
    width = max((c for _, c in places), default=-1) + 1
    if width * len(one.rows) > most:
        raise UnreadableFile("too_many_cells", limit=most)
    return [[places.get((r, c)) for c in range(width)] for r in range(len(one.rows))]


def _number(value: str | None) -> int:
    with contextlib.suppress(ValueError):
        return min(max(int(value or "1"), 0), _MOST_SPAN)
    return 1
