"""Tables out: workbooks that Excel and WPS open without a warning, and csv. And tables in: `read_sheet`.

No text ever becomes a formula: a name such as "=HYPERLINK(…)" that somebody typed into a field stays text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Literal

import xlsxwriter

from throughline.formats.sheet_rows import FORMULA_STARTS, SheetRow, SheetRows, read_sheet
from throughline.lib import clock

__all__ = ["Column", "Sheet", "SheetRow", "SheetRows", "cell_text", "csv_text", "read_sheet", "workbook"]

Kind = Literal["text", "integer", "number", "money", "percent", "date", "datetime"]
Content = str | int | float | Decimal | date | datetime | bool | None

_NUMBER_FORMATS: dict[str, str] = {
    "text": "General",
    "integer": "0",
    "number": "General",
    "money": "#,##0.00",
    "percent": 'General"%"',  # 58 is 58 %, as everywhere in the product
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
_LONGEST_TEXT = 32_767  # Excel's limit for a cell
_MOST_ROWS = 1_048_576
_FORBIDDEN_IN_TAB = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORBIDDEN_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")
_FIRST_YEAR = 1900
_LONGEST_NUMBER = 10**15
#: What a column of a kind shows as it is, in the column's own format, beside texts and nothing.
_AS_IS: dict[str, frozenset[type]] = {
    "text": frozenset((type(None),)),
    "date": frozenset((type(None), date)),
    "datetime": frozenset((type(None),)),
    **dict.fromkeys(("integer", "number", "money", "percent"), frozenset((type(None), int, float, Decimal))),
}


class SheetTooLong(ValueError):
    """A sheet has room for 1 048 576 rows; the caller must ask for fewer."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its width in characters, and what its values are.

    A `muted` one has a grey head: it is there to be read. Of `choices`, when given, each cell offers one (at most 255
    characters together). `about` is shown with a cell of it.
    """

    title: str
    width: float = 16
    kind: Kind = "text"
    hidden: bool = False
    muted: bool = False
    choices: Sequence[str] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write. A `note` stands above the column names; `rows` hold a value for each column.

    `room` rows more below them are for people to fill: their cells offer the columns' choices, too.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Content]]
    note: str = ""
    hidden: bool = False
    room: int = 0


def workbook(sheets: Sequence[Sheet], *, streaming: bool = False) -> bytes:
    """An xlsx file: styled and frozen header, filter, wrapped text, printable on A4. Aware times lose their zone.

    Text beyond 32 767 characters ends in "…". With `streaming` rows go to disk as they come, so that a hundred thousand
    of them take no memory, and texts stand in their cells: programs read "_x0041_" back from there as it was. Raises
    SheetTooLong.
    """
    buffer = io.BytesIO()
    options = {"in_memory": not streaming, "constant_memory": streaming, "remove_timezone": True}
    options |= {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None)})
        taken: set[str] = set()
        styles = _Styles(book)
        for sheet in sheets:
            target = book.add_worksheet(_tab(sheet.title, taken))
            _write(target, sheet, styles)
            if sheet.hidden:
                target.hide()
    return buffer.getvalue()


def csv_text(rows: Iterable[Sequence[Content]]) -> str:
    """CSV as Excel expects it: byte order mark, comma, CR LF. Values that could be taken for formulas get a "'"."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
    return buffer.getvalue()


def _csv_value(value: Content) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, str):
        text = value.replace("\0", "")
        risky = text.startswith(FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text)
        return f"'{text}" if risky else text
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        cell = {"border": 1, "border_color": "#D0D5DD", "valign": "top", "text_wrap": True}
        self.header = book.add_format(
            {**cell, "bold": True, "bg_color": "#E7EDF5", "valign": "vcenter", "align": "center"}
        )
        self.muted = book.add_format(
            {**cell, "bold": True, "bg_color": "#F1F3F5", "font_color": "#667085", "valign": "vcenter"}
        )
        self.note = book.add_format({"text_wrap": True, "valign": "top", "italic": True})
        self.of = {
            kind: book.add_format({**cell, "num_format": code}) for kind, code in _NUMBER_FORMATS.items()
        }


def _write(target: Any, sheet: Sheet, styles: _Styles) -> None:
    top = _write_note(target, sheet, styles)
    for number, column in enumerate(sheet.columns):
        # The column's own format holds for cells in which nothing stands: they need not be written.
        target.set_column(number, number, column.width, styles.of[column.kind], {"hidden": column.hidden})
        target.write_string(
            top, number, cell_text(column.title), styles.muted if column.muted else styles.header
        )
    last = _write_rows(target, sheet, top, styles)
    for number, column in enumerate(sheet.columns):
        _offer(target, (top + 1, last + sheet.room, number), column)
    _finish(target, top, last, len(sheet.columns))


def _write_rows(target: Any, sheet: Sheet, top: int, styles: _Styles) -> int:
    """Returns the last row."""
    as_is = [_AS_IS[column.kind] for column in sheet.columns]
    last = top
    for last, row in enumerate(sheet.rows, start=top + 1):
        if last >= _MOST_ROWS:
            raise SheetTooLong(sheet.title)
        plain = _plain_row(row, as_is)
        if plain is not None:
            target.write_row(last, 0, plain)
            continue
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_value(target, (last, number), value, column.kind, styles)
    return last


def _plain_row(row: Sequence[Content], as_is: Sequence[frozenset[type]]) -> list[Any] | None:
    """The row to be written at once, in the formats of its columns; None when a cell has to be looked at by itself."""
    plain: list[Any] = []
    for value, kept in zip(row, as_is, strict=True):
        kind = type(value)
        if kind is str:
            plain.append(cell_text(value))
            continue
        if kind not in kept or (value is not None and not _fits(value)):
            return None
        plain.append(value)
    return plain


def _offer(target: Any, place: tuple[int, int, int], column: Column) -> None:
    """What a cell of the column may hold, and what is said of it."""
    first, last, number = place
    if last < first or not (column.choices or column.about):
        return
    asked: dict[str, Any] = {"validate": "any"}
    if column.choices:
        asked = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
    if column.about:
        asked |= {"input_title": column.title[:32], "input_message": column.about[:255]}
    target.data_validation(first, number, last, number, asked)


def _write_note(target: Any, sheet: Sheet, styles: _Styles) -> int:
    """Returns the row of the column names."""
    if not sheet.note:
        return 0
    last = max(len(sheet.columns) - 1, 0)
    if last:
        target.merge_range(0, 0, 0, last, "", styles.note)
    target.write_string(0, 0, cell_text(sheet.note), styles.note)
    width = sum(column.width for column in sheet.columns)
    lines = sum(1 + int(len(line) * 1.6 / max(width, 1)) for line in sheet.note.splitlines())
    target.set_row(0, 15 * min(lines, 20))
    return 1


def _finish(target: Any, top: int, last: int, columns: int) -> None:
    target.freeze_panes(top + 1, 0)
    target.set_landscape()
    target.set_paper(9)  # A4
    target.fit_to_pages(1, 0)
    target.repeat_rows(top)
    target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # meant: a number such as 1.10 is a name
    if columns:
        target.autofilter(top, 0, last, columns - 1)


def _write_value(target: Any, place: tuple[int, int], value: Content, kind: str, styles: _Styles) -> None:
    """The value by its own type; the column's kind says how it is shown, and that numbers under "text" are text."""
    style = styles.of[kind]
    if value is None or value == "":
        target.write_blank(*place, None, style)
    elif isinstance(value, bool):
        target.write_boolean(*place, value, style)
    elif isinstance(value, date) and _fits(value):
        shown = styles.of["datetime" if isinstance(value, datetime) else "date"]
        target.write_datetime(*place, value, style if kind in ("date", "datetime") else shown)
    elif isinstance(value, (int, float, Decimal)) and kind != "text" and _fits(value):
        target.write_number(*place, value, style)
    else:
        target.write_string(*place, cell_text(value), style)


def _fits(value: Any) -> bool:
    """Whether a cell holds exactly this day or number.

    Excel knows no day before 1900, keeps fifteen digits and knows no infinity: an exact number that it would change is
    written as text.
    """
    if isinstance(value, date):
        return value.year >= _FIRST_YEAR
    if isinstance(value, int) and abs(value) < _LONGEST_NUMBER:
        return True
    if isinstance(value, float):
        return isfinite(value)
    number = Decimal(value)
    return (
        number.is_finite()
        and len(number.normalize().as_tuple().digits) <= 15
        and abs(number) < Decimal("1e300")
    )


def cell_text(value: Content) -> str:
    """The value as it stands in a cell that holds text: what Excel can't hold is left out."""
    if type(value) is str and value.isprintable() and len(value) <= _LONGEST_TEXT and value[:3] != "<r>":
        return value  # as nearly all are
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if _FORBIDDEN_IN_XML.search(text):
        text = _FORBIDDEN_IN_XML.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter takes it for its own rich text and would write it into the file as it is
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _tab(title: str, taken: set[str]) -> str:
    r"""A name that Excel accepts: 31 characters, none of []:*?/\, unlike the others, and not "History"."""
    name = _FORBIDDEN_IN_TAB.sub(" ", title).strip(" '")[:31].strip(" '") or "Sheet"
    name = f"{name}_" if name.lower() == "history" else name
    unique, number = name, 1
    while unique.lower() in taken:
        number += 1
        ending = f" {number}"
        unique = name[: 31 - len(ending)] + ending
    taken.add(unique.lower())
    return unique
