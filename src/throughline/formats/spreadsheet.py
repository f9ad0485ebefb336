"""A workbook as text: one line per filled row, tabs between the cells; one table per sheet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.grids import Place, TextBuilder, fill, lay, table
from throughline.formats.shapes import Cell, Extract, Limits, Table
from throughline.formats.sniff import MEDIA_TYPES
from throughline.formats.workbook import SheetCell, SheetCells, read_workbook


def read_spreadsheet(archive: Archive, limits: Limits) -> Extract:
    """The visible sheets. Raises UnreadableFile: empty, damaged, too_many_cells."""
    workbook = read_workbook(archive, limits)
    builder = TextBuilder()
    tables: list[Table] = []
    for sheet in workbook.sheets:
        if builder.length and sheet.cells:
            builder.add("\n")
        found = _table(sheet, builder, limits)
        tables.extend([found] if found else [])
    if not tables:
        raise UnreadableFile("empty")
    banners = tuple(banner for sheet in workbook.sheets for banner in sheet.banners)
    title = _title(tables[0])
    return Extract(
        builder.text(),
        "xlsx",
        MEDIA_TYPES["xlsx"],
        None,
        title,
        tables=tuple(tables),
        warnings=workbook.warnings,
        banners=banners,
    )


class Layout(NamedTuple):
    """A sheet without its blank rows and columns: their numbers, what stands there, and merged places."""

    rows: list[int]
    columns: list[int]
    cells: list[list[Cell]]
    copies: dict[Place, Place]


def laid_out(sheet: SheetCells, builder: TextBuilder, limits: Limits) -> Layout:
    """Write the sheet's lines. Raises UnreadableFile: too_many_cells."""
    rows, columns = _used(sheet, limits)
    copies = _merged_copies(sheet, rows, columns, limits)
    grid = [[_text(sheet.cells[row].get(column)) for column in columns] for row in rows]
    return Layout(rows, columns, lay(builder, grid, copies), copies)


def _text(cell: SheetCell | None) -> str:
    return cell.text if cell else ""


def _used(sheet: SheetCells, limits: Limits) -> tuple[list[int], list[int]]:
    """The rows and columns in which something stands. Raises UnreadableFile: too_many_cells."""
    rows = sorted(sheet.cells)
    columns = sorted({column for row in sheet.cells.values() for column in row})
    if len(rows) * len(columns) > 4 * limits.cells:
        raise UnreadableFile("too_many_cells", limit=limits.cells)
    return rows, columns


def _merged_copies(
    sheet: SheetCells, rows: Sequence[int], columns: Sequence[int], limits: Limits
) -> dict[Place, Place]:
    """Copied place -> original place, as positions in `rows` and `columns`."""
    at_row = {row: position for position, row in enumerate(rows)}
    at_column = {column: position for position, column in enumerate(columns)}
    ranges = [
        (at_row[top], at_column[left], _last(rows, bottom), _last(columns, right))
        for top, left, bottom, right in sheet.merged
        if left in sheet.cells.get(top, {})
    ]
    try:
        return fill(ranges, most=4 * limits.cells)
    except OverflowError as error:
        raise UnreadableFile("too_many_cells", limit=limits.cells) from error


def _last(used_numbers: Sequence[int], number: int) -> int:
    """The position of the last used number that is not beyond `number`."""
    return bisect_right(used_numbers, number) - 1


def _table(sheet: SheetCells, builder: TextBuilder, limits: Limits) -> Table | None:
    start = builder.length
    return table(sheet.name, laid_out(sheet, builder, limits).cells, (start, builder.length - 1))


def _title(first: Table) -> str:
    """What stands alone above the column names, else the sheet's name."""
    texts = {cell.text.strip() for cell in first.rows[0] if cell.text.strip()}
    return texts.pop() if first.header_rows > 1 and len(texts) == 1 else first.name
