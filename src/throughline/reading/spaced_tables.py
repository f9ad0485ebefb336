"""Task tables that lost their lines: a header and rows whose cells stand apart by tabs or wide blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughline.lib.text import count_han
from throughline.reading import tables
from throughline.reading.columns import ColumnMap, guess
from throughline.reading.document import Document
from throughline.reading.model import Finding
from throughline.reading.roles import Place
from throughline.reading.structure import Block

FEWEST = 3
"""A table of fewer columns can't be told from words that stand apart."""
LONGEST_TITLE = 24
LONGEST_HEADER = 200
_WIDE = re.compile(r"(?: (?=[\t\u3000 ])|[\t\u3000])[ \t\u3000]*")
# Where an English header is set so, two blanks may stand inside a cell: "1.2  Repaint the leading lights".
_WIDER = re.compile(r"\t+|[ \u3000]{3,}")
_ANY = re.compile(r"[ \t\u3000]+")
_NUMBER = re.compile(r"[（(]?\d{1,3}[）)]?[.、．]?$|[一二三四五六七八九十]{1,3}、?$")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows of a table are set: what parts their cells, what its columns mean, how many there are."""

    gap: re.Pattern[str]
    columns: ColumnMap
    width: int


def read_spaced_tables(document: Document, taken: set[int], setting: tables.Setting) -> list[Finding]:
    """The findings of such tables; their blocks are not read once more as sentences."""
    found: list[Finding] = []
    used: set[int] = set()
    index, layout = 0, None
    while index < len(document.blocks):
        begun, rows = _table(document, index, taken)
        headed = begun is not None
        if headed:
            layout = begun
        elif layout and layout.gap is _WIDER:
            # Its rows may go on under the next heading, without their header.
            rows = _rows(document, index, taken, layout)
        if layout and len(rows) > headed:
            made = tables.findings(tables.Grid("", rows, int(headed)), layout.columns, int(headed), setting)
            for each in made:
                each.clause = index + (each.table_row or 0)
            found += made
            used.update(range(index, index + len(rows)))
        index += max(1, len(rows))
    _leave_out(document.blocks, used)
    return found


def _table(document: Document, index: int, taken: set[int]) -> tuple[_Layout | None, list[list[Place]]]:
    """How a table is set whose header is the block at `index`, and its rows with it; None where it is no header."""
    gap, columns, header = _header(document, index, taken)
    if gap is None:
        return None, []
    layout = _Layout(gap, columns, len(header))
    return layout, [header, *_rows(document, index + 1, taken, layout)]


def _rows(document: Document, index: int, taken: set[int], layout: _Layout) -> list[list[Place]]:
    """The rows from the block at `index` on that are set so."""
    rows: list[list[Place]] = []
    for at in range(index, len(document.blocks)):
        row = _row(document, at, layout.gap, layout.width, layout.columns) if at not in taken else None
        if row is None:
            break
        rows.append(row)
    return rows


def _header(
    document: Document, index: int, taken: set[int]
) -> tuple[re.Pattern[str] | None, ColumnMap, list[Place]]:
    """What parts the cells of a header, what its columns mean, and its cells."""
    block, text = document.blocks[index], document.mapped.text
    if index in taken or block.kind == "row" or len(block.text) > LONGEST_HEADER:
        return None, ColumnMap(), []
    for gap in (_WIDE, _ANY) if count_han(block.text) else (_WIDER, _WIDE):
        cells = _cells(text, block, gap)
        titles = [text[slice(*cell)] for cell in cells]
        if len(cells) >= FEWEST and all(len(title) <= LONGEST_TITLE for title in titles):
            columns = guess(titles)
            if columns.is_task_table and len(columns.columns) >= len(cells) - 1:
                return gap, columns, cells
    return None, ColumnMap(), []


def _row(
    document: Document, index: int, gap: re.Pattern[str], width: int, columns: ColumnMap
) -> list[Place] | None:
    """The cells of a row; a number that is left out is put back, as an empty cell. None for what is no row."""
    block, text = document.blocks[index], document.mapped.text
    cells = _cells(text, block, gap)
    if columns.columns.get(0) == "number" and not _NUMBER.match(text[slice(*cells[0])]):
        cells = [(block.start, block.start), *cells]
    return cells if len(cells) == width else None


def _cells(text: str, block: Block, gap: re.Pattern[str]) -> list[Place]:
    places, position = [], block.start
    for found in gap.finditer(text, block.start, block.end):
        places.append((position, found.start()))
        position = found.end()
    return [*places, (position, block.end)]


def _leave_out(blocks: list[Block], used: set[int]) -> None:
    """Makes blocks rows; what stood under one of them that looked like a heading stands under its parent."""
    for index in used:
        blocks[index].kind, blocks[index].cuts = "row", []
    for block in blocks if used else ():
        while block.parent is not None and block.parent in used:
            block.parent = blocks[block.parent].parent
