"""Workbooks (xlsx), read as a stream of the cells that hold something.

Other readers lay a sheet out as a full rectangle, which a stray cell in the last corner blows up to 17 000 million
places, and do not tell how a number is shown. This one keeps filled cells only and stops at the limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.number_display import PLAIN, Format, Value, number_format, shown, value_of
from throughline.formats.ooxml import attribute, integer, local_name
from throughline.formats.shapes import Limits, Warning  # noqa: A004  the interface's word

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BANNER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]+|[A-Z])')
_BANNERS = frozenset(("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"))
_SCANNED_PER_CELL = 10  # blank styled cells cost time, if not memory


class SheetCell(NamedTuple):
    """A filled cell: its value, and how it is shown."""

    value: Value
    text: str


@dataclass
class SheetCells:
    """The filled cells of a sheet by row and column, both counted from 1, and its merged ranges."""

    name: str
    cells: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    banners: list[str] = field(default_factory=list)
    empty_formulas: int = 0


class Workbook(NamedTuple):
    """The sheets that a person sees, and what was left out."""

    sheets: tuple[SheetCells, ...]
    warnings: tuple[Warning, ...]


def read_workbook(archive: Archive, limits: Limits, *, hidden: bool = False) -> Workbook:
    """All visible sheets in their order, with `hidden` the others too.

    Raises UnreadableFile: damaged, too_many_cells.
    """
    main = archive.main_part()
    root, relations = archive.tree(main), archive.relations(main)
    shared = _shared_strings(archive, relations, limits)
    formats = _formats(archive, relations)
    from_1904 = any(
        attribute(e, "date1904").lower() in ("1", "true")
        for e in root.iter()
        if local_name(e) == "workbookPr"
    )
    sheets, warnings, left = [], [], limits.cells
    for element in (e for e in root.iter() if local_name(e) == "sheet"):
        name = element.get("name") or ""
        kind, path = relations.get(attribute(element, "id"), ("", ""))
        if element.get("state", "visible") != "visible" and not hidden:
            warnings.append(Warning("hidden_sheet", {"sheet": name}))
        elif kind == "worksheet":
            reader = _SheetReader(SheetCells(name), shared, formats, left, limits, from_1904=from_1904)
            sheets.append(reader.read(archive, path))
            left -= reader.filled
    warnings += [
        Warning("formulas_without_values", {"sheet": s.name, "count": s.empty_formulas})
        for s in sheets
        if s.empty_formulas
    ]
    return Workbook(tuple(sheets), tuple(warnings))


def _formats(archive: Archive, relations: Mapping[str, tuple[str, str]]) -> list[Format]:
    """The number format of each cell style, by the style's number."""
    path = next((path for kind, path in relations.values() if kind == "styles"), "")
    root = archive.tree(path)
    if root is None:
        return []
    codes = {
        integer(e.get("numFmtId")): e.get("formatCode") for e in root.iter() if local_name(e) == "numFmt"
    }
    styles = next((e for e in root.iter() if local_name(e) == "cellXfs"), ())
    numbers = [integer(style.get("numFmtId")) for style in styles]
    known = {number: number_format(number, codes.get(number)) for number in set(numbers)}
    return [known[number] for number in numbers]


def _unescape(text: str) -> str:
    """ECMA-376's _xHHHH_ stands for a character that XML can't hold; those that no text can hold are dropped."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1].lower() in ("0009", "000a", "000d", "005f") else "", text
    )


def _parse(
    archive: Archive,
    path: str,
    start: Callable[..., None],
    end: Callable[..., None],
    data: Callable[..., None],
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for chunk in archive.chunks(path):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFile("damaged", kind="xlsx") from error


def _refuse_doctype(*_: Any) -> None:
    raise UnreadableFile("external_entities", kind="xlsx")


def _shared_strings(archive: Archive, relations: Mapping[str, tuple[str, str]], limits: Limits) -> list[str]:
    path = next((path for kind, path in relations.values() if kind == "sharedStrings"), "")
    strings = _StringReader(limits)
    if path in archive.names:
        _parse(archive, path, strings.start, strings.end, strings.data)
    return strings.found


class _StringReader:
    """The workbook's table of strings; readings above Chinese characters (rPh) are no part of them."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[str] = []
        self._limits = limits
        self._parts: list[str] = []
        self._in_text, self._in_reading = False, False

    def start(self, name: str, _: Any) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self._parts = []
        elif local == "rPh":
            self._in_reading = True
        self._in_text = local == "t" and not self._in_reading

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._in_text = False
        if local == "rPh":
            self._in_reading = False
        elif local == "si":
            self.found.append(_unescape("".join(self._parts)))
            if len(self.found) > self._limits.cells:
                raise UnreadableFile("too_many_cells", limit=self._limits.cells)

    def data(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


class _SheetReader:
    """One pass over a sheet's XML."""

    def __init__(
        self,
        sheet: SheetCells,
        shared: list[str],
        formats: list[Format],
        left: int,
        limits: Limits,
        *,
        from_1904: bool,
    ) -> None:
        self.filled = 0
        self._sheet, self._shared, self._formats = sheet, shared, formats
        self._left, self._limits, self._from_1904 = left, limits, from_1904
        self._row = self._column = self._rows = self._scanned = 0
        self._type, self._form = "", PLAIN
        self._parts: list[str] = []
        self._taking = self._in_reading = self._has_formula = False
        self._references: dict[str, int] = {}
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "mergeCell": self._merge,
        }

    def read(self, archive: Archive, path: str) -> SheetCells:
        _parse(archive, path, self._start, self._end, self._data)
        return self._sheet

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self._taking = not self._in_reading
        elif local in _BANNERS:
            self._parts, self._taking = [], True
        elif local == "rPh":
            self._in_reading = True
        elif local in self._starts:
            self._starts[local](attributes)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = integer(attributes.get("r")) or self._row + 1
        self._column = 0
        self._rows += 1
        if self._rows > self._limits.rows or self._row > self._limits.rows:
            raise UnreadableFile("too_many_cells", limit=self._limits.rows)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._scanned += 1
        if self._scanned > self._limits.cells * _SCANNED_PER_CELL:
            raise UnreadableFile("too_many_cells", limit=self._limits.cells)
        reference = attributes.get("r")
        self._column = self._column_of(reference) if reference else self._column + 1
        self._type = attributes.get("t", "n")
        style = integer(attributes.get("s"))
        self._form = self._formats[style] if style < len(self._formats) else PLAIN
        self._parts, self._has_formula = [], False

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._references.get(letters)
        if column is None:
            column = self._references[letters] = _place(reference)[1]
        return column

    def _start_formula(self, _: Mapping[str, str]) -> None:
        self._has_formula = True

    def _merge(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self._sheet.merged.append((min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        if len(self._sheet.merged) > self._limits.cells:
            raise UnreadableFile("too_many_cells", limit=self._limits.cells)

    def _data(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._taking = False
        if local == "c":
            self._end_cell()
        elif local == "rPh":
            self._in_reading = False
        elif local in _BANNERS:
            self._sheet.banners.append(_BANNER_CODE.sub("\n", "".join(self._parts)).strip())

    def _end_cell(self) -> None:
        raw = "".join(self._parts)
        if raw == "":
            self._sheet.empty_formulas += self._has_formula
            return
        value = self._value(raw)
        text = shown(value, self._form)
        if not text.strip():
            return
        self.filled += 1
        if self.filled > self._left:
            raise UnreadableFile("too_many_cells", limit=self._limits.cells)
        self._sheet.cells.setdefault(self._row, {})[self._column] = SheetCell(value, text)

    def _value(self, raw: str) -> Value:
        if self._type == "s":
            number = integer(raw.strip())
            return self._shared[number] if number < len(self._shared) else ""
        if self._type == "b":
            return raw.strip() == "1"
        if self._type in ("str", "inlineStr", "e", "d"):
            return _unescape(raw)
        return value_of(raw.strip(), self._form, from_1904=self._from_1904)


def _place(reference: str) -> tuple[int, int]:
    """("B7") -> row 7, column 2. Raises UnreadableFile: damaged."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise UnreadableFile("damaged", kind="xlsx")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
