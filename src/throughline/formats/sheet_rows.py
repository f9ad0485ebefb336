"""Workbooks and csv files as rows of values under column names, for imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from throughline.formats.decoding import decode
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import open_office
from throughline.formats.grids import TextBuilder, guess_header
from throughline.formats.number_display import Value
from throughline.formats.separated import rows_of
from throughline.formats.shapes import DEFAULT_LIMITS, MEBIBYTE, Cell, Limits
from throughline.formats.sniff import sniff, text_kind
from throughline.formats.spreadsheet import laid_out
from throughline.formats.workbook import SheetCells, read_workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program take a csv value for a formula; the wide ones where Chinese input is on."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the column names. `number` is the row in the file, from 1; values stand as the columns do."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet. `header` holds a name for each column, those of two levels joined by "/"; blank rows are left out."""

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[SheetRow, ...]


def read_sheet(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> list[SheetRows]:
    """Each visible sheet of a workbook, or a csv file as one. Titles above the column names are skipped.

    Values of a workbook keep their type and fill merged cells; those of a csv are text. Nothing is None.
    Raises UnreadableFile: as `extract`, and no_rows for a file of another kind.
    """
    if len(data) > limits.bytes:
        raise UnreadableFile("too_large", limit_mb=limits.bytes // MEBIBYTE)
    sniffed = sniff(data, name)
    if sniffed == "pdf":
        raise UnreadableFile("no_rows", found="pdf")
    found = _from_text(data, name, limits) if sniffed == "text" else _from_workbook(data, name, limits)
    if not found:
        raise UnreadableFile("empty")
    return found


def _from_text(data: bytes, name: str, limits: Limits) -> list[SheetRows]:
    text = decode(data).text
    kind = text_kind(text, name)
    if kind != "csv":
        raise UnreadableFile("no_rows", found=kind)
    if len(data) > limits.markup_bytes:
        raise UnreadableFile("too_large", limit_mb=limits.markup_bytes // MEBIBYTE)
    rows = [
        (number, cells) for number, cells in rows_of(text, limits) if any(cell.text.strip() for cell in cells)
    ]
    values = [[_plain(cell.text) for cell in cells] for _, cells in rows]
    return _sheet("", [number for number, _ in rows], [cells for _, cells in rows], values)


def _plain(text: str) -> Value:
    """A csv's value without the apostrophe that `csv_text` put before it."""
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    return text if text.strip() else None


def _from_workbook(data: bytes, name: str, limits: Limits) -> list[SheetRows]:
    archive, kind = open_office(data, name, limits)
    if kind != "xlsx":
        raise UnreadableFile("no_rows", found=kind)
    sheets = read_workbook(archive, limits).sheets
    return [rows for sheet in sheets for rows in _from_sheet(sheet, limits)]


def _from_sheet(sheet: SheetCells, limits: Limits) -> list[SheetRows]:
    layout = laid_out(sheet, TextBuilder(), limits)
    values: list[list[Value]] = []
    for r, row in enumerate(layout.rows):
        cells = sheet.cells[row]
        line: list[Value] = [cells[column].value if column in cells else None for column in layout.columns]
        values.append(line)
        for c in range(len(line)):
            if (r, c) in layout.copies:
                source = layout.copies[r, c]
                line[c] = values[source[0]][source[1]]
    return _sheet(sheet.name, layout.rows, layout.cells, values)


def _sheet(
    name: str, numbers: Sequence[int], cells: Sequence[Sequence[Cell]], values: Sequence[Sequence[Value]]
) -> list[SheetRows]:
    """None where nothing is in it; else the rows below the column names, all as wide as these."""
    if not numbers:
        return []
    width = max(len(row) for row in cells)
    padded = [tuple(row) + (Cell("", 0, 0),) * (width - len(row)) for row in cells]
    first, end = guess_header(padded)
    end = max(end, first + 1)
    header = tuple(_column_name([row[c] for row in padded[first:end]]) for c in range(width))
    rows = [
        SheetRow(number, tuple(line) + (None,) * (width - len(line)))
        for number, line in zip(numbers[end:], values[end:], strict=True)
    ]
    return [SheetRows(name, header, numbers[first], tuple(rows))]


def _column_name(levels: Sequence[Cell]) -> str:
    names = dict.fromkeys(" ".join(cell.text.split()) for cell in levels if cell.text.strip())
    return "/".join(names)
