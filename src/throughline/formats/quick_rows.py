"""All cells of a workbook as plain rows, fast: for workbooks that the program itself wrote and that come back.

python-calamine reads a hundred thousand rows in a second, but lays each sheet out as a rectangle, which one stray cell
in the last corner blows up to 17 000 million places. So the sheet's own XML is looked at first: a sheet that lies
close together goes to calamine, any other to the reader that keeps filled cells only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import open_office
from throughline.formats.ooxml import attribute, local_name
from throughline.formats.shapes import DEFAULT_LIMITS, MEBIBYTE, Limits
from throughline.formats.sniff import sniff
from throughline.formats.workbook import SheetCells, read_workbook

#: Columns A to CZ, and rows that are not much sparser than they are many.
_FAR_COLUMN = re.compile(rb' r="(?:[A-Z]{3}|[D-Z][A-Z])[0-9]')
_ROW = re.compile(rb'<row r="([0-9]+)"')
_LOOSE_ROWS = 10_000
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(<v[^>]*>[^<]|<is>)?'
)
_FAULT = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*\st="e"')
#: As many formulas as are told one by one.
_MOST_FORMULAS = 10_000
_MOST_COLUMNS = 256
_PLACES_PER_ROW = 256


@dataclass
class PlainSheet:
    """A sheet: `rows` as (number from 1, values from column A on; "" or None for nothing).

    Merged ranges are filled with their value. `formulas` are the cells (such as "D7") whose values were worked out,
    `unknown` those whose result the file does not hold, or which is a fault such as #REF!.
    """

    name: str
    rows: list[tuple[int, list[Any]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_plain(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> list[PlainSheet]:
    """Every sheet of a workbook, hidden ones too.

    Raises UnreadableFile: as `extract`, and no_rows for a file of another kind.
    """
    if len(data) > limits.bytes:
        raise UnreadableFile("too_large", limit_mb=limits.bytes // MEBIBYTE)
    if (kind := sniff(data, name)) in ("text", "pdf"):
        raise UnreadableFile("no_rows", found=kind)
    archive, kind = open_office(data, name, limits)
    if kind != "xlsx":
        raise UnreadableFile("no_rows", found=kind)
    sheets = _parts(archive)
    if all(_lies_close(content) for _name, content in sheets):
        return _quickly(data, sheets, limits)
    return [_slowly(sheet) for sheet in read_workbook(archive, limits, hidden=True).sheets]


def _parts(archive: Archive) -> list[tuple[str, bytes]]:
    """Name and XML of each sheet of cells, in their order."""
    main = archive.main_part()
    relations = archive.relations(main)
    found = []
    for element in archive.tree(main).iter():
        kind, path = (
            relations.get(attribute(element, "id"), ("", "")) if local_name(element) == "sheet" else ("", "")
        )
        if kind == "worksheet" and path in archive.names:
            found.append((element.get("name") or "", b"".join(archive.chunks(path))))
    return found


def _lies_close(content: bytes) -> bool:
    rows = [int(number) for number in _ROW.findall(content)]
    if not rows:
        # Nothing in it, or XML that is written in another way than office programs do.
        return b"<row" not in content and b":row" not in content
    close = max(rows) <= 4 * len(rows) + _LOOSE_ROWS
    return close and _FAR_COLUMN.search(content) is None


def _quickly(data: bytes, sheets: Iterable[tuple[str, bytes]], limits: Limits) -> list[PlainSheet]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            found = [_sheet(book, *one) for one in sheets]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile("damaged", kind="xlsx") from error
    if sum(len(row) for sheet in found for _number, row in sheet.rows) > 4 * limits.cells:
        raise UnreadableFile("too_many_cells", limit=4 * limits.cells)
    return found


def _sheet(book: Any, name: str, content: bytes) -> PlainSheet:
    read = book.get_sheet_by_name(name)
    made = PlainSheet(name, list(enumerate(read.to_python(skip_empty_area=False), start=1)))
    for match in _FORMULA.finditer(content):
        made.formulas.append(match[1].decode())
        if match[2] is None:
            made.unknown.append(made.formulas[-1])
        if len(made.formulas) >= _MOST_FORMULAS:
            break
    if b't="e"' in content:
        made.unknown += [match[1].decode() for match in _FAULT.finditer(content)]
    made.merged = [(low[0] + 1, low[1], high[0] + 1, high[1]) for low, high in read.merged_cell_ranges or ()]
    if made.rows:
        _fill(made)
    return made


def _fill(sheet: PlainSheet) -> None:
    """Let each place of a merged range hold the range's value. Ranges are (row, place, row, place)."""
    rows = dict(sheet.rows) if sheet.merged else {}
    left = _PLACES_PER_ROW * len(rows) + _LOOSE_ROWS
    for top, first, bottom, last in sheet.merged:
        value = rows[top][first] if top in rows and first < len(rows[top]) else None
        for number in range(top, min(bottom, sheet.rows[-1][0]) + 1):
            row = rows.get(number, [])
            width = max(min(last, len(row) - 1) - first + 1, 0)
            row[first : first + width] = [value] * width
            left -= width + 1
            if left < 0:
                raise UnreadableFile("damaged", kind="xlsx")


def _slowly(sheet: SheetCells) -> PlainSheet:
    """The same of a sheet whose filled cells lie far apart; columns beyond the last that can matter are left out."""
    lines = []
    for number in sorted(sheet.cells):
        cells = {
            column: cell.value for column, cell in sheet.cells[number].items() if column <= _MOST_COLUMNS
        }
        if cells:
            lines.append((number, [cells.get(column) for column in range(1, max(cells) + 1)]))
    merged = [(top, left - 1, bottom, right - 1) for top, left, bottom, right in sheet.merged]
    made = PlainSheet(sheet.name, lines, merged=merged)
    if lines:
        _fill(made)
    return made
