"""Task tables that lost their lines: a header and rows whose cells stand apart by tabs or wide blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughline.lib.text import count_han
from throughline.reading import tables
from throughline.reading.bodies_zh import names_body
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
            grid = tables.Grid("", [cells for _at, cells in rows], int(headed))
            made = tables.findings(grid, layout.columns, int(headed), setting)
            for each in made:
                each.clause = rows[each.table_row or 0][0]
            found += made
            used.update(range(index, rows[-1][0] + 1))
            index = rows[-1][0]
        index += 1
    _leave_out(document.blocks, used)
    return found


#: The last block of a row, and its cells.
_Row = tuple[int, list[Place]]


def _table(document: Document, index: int, taken: set[int]) -> tuple[_Layout | None, list[_Row]]:
    """How a table is set whose header is the block at `index`, and its rows with it; None where it is no header."""
    gap, columns, header = _header(document, index, taken)
    if gap is None:
        return None, []
    layout = _Layout(gap, columns, len(header))
    return layout, [(index, header), *_rows(document, index + 1, taken, layout)]


def _rows(document: Document, index: int, taken: set[int], layout: _Layout) -> list[_Row]:
    """The rows from the block at `index` on that are set so; one may go on in the next line."""
    rows: list[_Row] = []
    while index < len(document.blocks) and index not in taken:
        for last in (index, index + 1):
            row = _row(document, range(index, last + 1), layout) if last not in taken else None
            if row is not None:
                break
        if row is None:
            break
        rows.append((last, row))
        index = last + 1
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


def _row(document: Document, lines: range, layout: _Layout) -> list[Place] | None:
    """The cells of a row in these lines; a number that is left out is put back, as an empty cell. None for what is no
    row.
    """
    text = document.mapped.text
    if lines[-1] >= len(document.blocks):
        return None
    blocks = [document.blocks[at] for at in lines]
    cells = [cell for block in blocks for cell in _cells(text, block, layout.gap)]
    numbered = layout.columns.columns.get(0) == "number"
    if numbered and not _NUMBER.match(text[slice(*cells[0])]):
        cells = [(blocks[0].start, blocks[0].start), *cells]
    if len(lines) > 1 and (not numbered or _opens_a_row(text, blocks)):
        return None
    return cells if len(cells) == layout.width else _joined(text, cells, layout)


def _opens_a_row(text: str, blocks: list[Block]) -> bool:
    """Whether the first line has no number, or the second has one: then they are not two lines of one row."""
    first, second = (_ANY.split(text[block.start : block.end], maxsplit=1)[0] for block in blocks)
    return not _NUMBER.match(first) or bool(_NUMBER.match(second))


def _joined(text: str, cells: list[Place], layout: _Layout) -> list[Place] | None:
    """The cells where single blanks part them and bodies that stand side by side are one cell: 县妇联 县卫健局."""
    if layout.gap is not _ANY or len(cells) < layout.width:
        return None
    made = cells[:1]
    for cell in cells[1:]:
        both = (text[slice(*made[-1])], text[slice(*cell)])
        if all(len(name) <= LONGEST_TITLE and names_body(name) for name in both):
            made[-1] = (made[-1][0], cell[1])
        else:
            made.append(cell)
    return made if len(made) == layout.width else None


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
