"""A workbook that came back, opened: its slip, and of its rows those in which something was done."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.exchange.register_export import COLUMNS
from throughline.exchange.returned.refusals import NoKeyColumn, NoSlip
from throughline.exchange.returned.slip import REGISTER, RowKey, Slip, read_key, read_slip
from throughline.exchange.returned.told import Trouble
from throughline.exchange.returned.values import FAULTS, PLAIN, Plain
from throughline.formats.quick_rows import PlainSheet, read_plain
from throughline.history.signing import marker

_MOST_TOP_ROWS = 30
KINDS = {column.name: column.kind for column in COLUMNS}


class ReturnedRow(NamedTuple):
    """A row in which something was done. `cells` holds the columns that are there, by name; `key` is None for a new
    one. `columns` tells where each of them stands ("D"), for naming the cell.
    """

    sheet: str
    row: int
    key: RowKey | None
    mark: str
    cells: dict[str, str]
    columns: dict[str, str]

    def place(self, column: str) -> str:
        """The cell as the spreadsheet program names it."""
        return f"{self.columns.get(column, '')}{self.row}"


@dataclass
class Opened:
    """A workbook that came back. `seen` tells what its rows are about, `unchanged` counts rows as they left."""

    file: str
    slip: Slip
    rows: list[ReturnedRow] = field(default_factory=list)
    seen: set[Hashable] = field(default_factory=set)
    unchanged: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)


def open_returned(data: bytes, name: str) -> Opened:
    """Open a workbook that came back.

    Raises UnreadableFile, NoSlip, SlipChanged, OfAnother, OfAnotherFormat, NoKeyColumn.
    """
    sheets = read_plain(data, name)
    slips = [slip for sheet in sheets if (slip := read_slip([values for _row, values in sheet.rows[:20]]))]
    if not slips:
        raise NoSlip
    opened = Opened(name, slips[0])
    with_rows = [reader for sheet in sheets if (reader := _reader(sheet, opened))]
    if not with_rows:
        raise NoKeyColumn(column=opened.slip.key_title)
    for reader in with_rows:
        reader.read()
    return opened


def _reader(sheet: PlainSheet, opened: Opened) -> _Reader | None:
    for place, (number, values) in enumerate(sheet.rows[:_MOST_TOP_ROWS]):
        if opened.slip.key_title in values:
            return _Reader(sheet, opened, place, number, [str(value or "").strip() for value in values])
    return None


class _Reader:
    """Reads the rows of one sheet below its column names."""

    def __init__(
        self, sheet: PlainSheet, opened: Opened, place: int, row: int, header: Sequence[str]
    ) -> None:
        self.sheet, self.opened, self.first, self.row = sheet, opened, place + 1, row
        slip = opened.slip
        self.key = header.index(slip.key_title)
        self.places = self._found(header)
        self.letters = {name: letters(place) for name, place in self.places.items()}
        kinds = dict(zip((name for name, _title in slip.columns), slip.kinds, strict=False)) or KINDS
        self.plain: list[tuple[str, int, Plain]] = [
            (name, self.places.get(name, -1), PLAIN[kinds.get(name, "text")]) for name, _title in slip.columns
        ]
        self.names = [name for name, _place, _to_plain in self.plain]
        self._tell_titles(header)

    def _found(self, header: Sequence[str]) -> dict[str, int]:
        """Where each column stands. Several of the same title are told apart by their order, while all are there."""
        found: dict[str, int] = {}
        for title, names in self._named().items():
            places = [place for place, written in enumerate(header) if written == title]
            if len(names) == 1 or len(places) == len(names) or (not title and len(places) > len(names)):
                found |= zip(names, places, strict=False)
        return found

    def _named(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for name, title in self.opened.slip.columns:
            named.setdefault(title.strip(), []).append(name)
        return named

    def _tell_titles(self, header: Sequence[str]) -> None:
        known = self._named()
        added = [
            title for title in header if title and title not in known and title != self.opened.slip.key_title
        ]
        if added:
            said = _("These columns were added or renamed and are not taken over: %(names)s")
            self.note(self.row, said % {"names": ", ".join(added)})
        twice = [title for title, names in known.items() if title and header.count(title) > len(names)]
        apart = [
            title
            for title, names in known.items()
            if len(names) > 1 and title and header.count(title) != len(names)
        ]
        if apart:
            said = _(
                "Of these columns of the same title one is gone, so none of them is taken over: %(names)s"
            )
            self.note(self.row, said % {"names": ", ".join(apart)})
            return
        if twice:
            said = _("These columns stand there twice; the first one counts: %(names)s")
            self.note(self.row, said % {"names": ", ".join(twice)})

    def note(self, row: int, what: str, column: str = "") -> None:
        self.opened.notes.append(Trouble(self.opened.file, self.sheet.name, row, column, what))

    def trouble(self, row: int, what: str, column: str = "") -> None:
        self.opened.troubles.append(Trouble(self.opened.file, self.sheet.name, row, column, what))

    def read(self) -> None:
        self._tell_formulas()
        self._tell_merged()
        whole = len(self.places) == len(self.plain) and self.opened.slip.kind == REGISTER
        for number, values, plain in self._changed() if whole else self._all():
            self._row(number, values, plain)

    def _all(self) -> Iterator[tuple[int, list[Any], list[str]]]:
        return ((number, values, []) for number, values in self.sheet.rows[self.first :])

    def _changed(self) -> Iterator[tuple[int, list[Any], list[str]]]:
        """The rows that are not exactly as they left, with their plain cells where they were worked out; the others are
        counted. The loop that a large file is made of.
        """
        mark, opened, key_place = marker(), self.opened, self.key
        slip, seen = opened.slip, opened.seen
        start, end = f"r.{slip.register}.{slip.moment}.", f".{slip.unit}"
        plain = [(place, to_plain, to_plain is PLAIN["text"]) for _name, place, to_plain in self.plain]
        width = 1 + max(place for place, _to_plain, _is_text in plain)
        doubtful = {int(cell.lstrip(ascii_uppercase)) for cell in self.sheet.unknown}
        for number, values in self.sheet.rows[self.first :]:
            key = values[key_place] if key_place < len(values) else None
            cells: list[str] = []
            if type(key) is str and key.startswith(start) and number not in doubtful and len(values) >= width:
                head, _tilde, marks = key.partition("~")
                cells = [
                    value.strip()  # as nearly all are
                    if is_text and type(value := values[place]) is str and value.isprintable()
                    else to_plain(values[place])
                    for place, to_plain, is_text in plain
                ]
                task = int(head[len(start) :].partition(".")[0] or 0)
                if (
                    task not in seen
                    and head.endswith(end)
                    and marks[12:] == mark("\x1f".join((head, *cells)))
                ):
                    seen.add(task)
                    opened.unchanged += 1
                    continue
            yield number, values, cells

    def _row(self, number: int, values: list[Any], plain: Sequence[str]) -> None:
        """`plain` are the cells of all columns, when they are known already."""
        written = str(values[self.key] or "") if self.key < len(values) else ""
        cells = dict(zip(self.names, plain, strict=True)) if plain else self._cells(values)
        if not written.strip() and not any(cells.values()):
            return
        key = read_key(written) if written.strip() else None
        if written.strip() and key is None:
            self.trouble(
                number,
                _("The key in the hidden last column was changed. Take the row from the workbook again."),
            )
            return
        if key is not None and not self._belongs(number, key):
            return
        for name in self._bad(number, cells):
            said = _(
                "The formula has no result. Let the program work it out, or put the value there; then save."
            )
            self.trouble(number, said, f"{self.letters[name]}{number}")
            del cells[name]
        if key is not None:
            self.opened.seen.add(self._identity(key))
        marks = written.strip().partition("~")[2][12:]
        self.opened.rows.append(ReturnedRow(self.sheet.name, number, key, marks, cells, self.letters))

    def _cells(self, values: Sequence[Any]) -> dict[str, str]:
        return {
            name: to_plain(values[place]) if place < len(values) else ""
            for name, place, to_plain in self.plain
            if place >= 0
        }

    def _belongs(self, number: int, key: RowKey) -> bool:
        """Whether the row is one of this workbook's, and there once; else it is told where it belongs."""
        slip = self.opened.slip
        if self._identity(key) in self.opened.seen:
            self.trouble(number, _("The row stands there twice. Keep one of them and delete the other."))
        elif key.register != slip.register:
            self.trouble(number, _("The row comes from a workbook of another register. Delete it here."))
        elif key.unit != slip.unit and slip.kind == REGISTER:
            self.trouble(
                number,
                _(
                    "The row comes from another unit's workbook. Delete it here; it comes back with that unit's."
                ),
            )
        elif key.moment != slip.moment:
            self.trouble(
                number,
                _(
                    "The row comes from a workbook taken away at another time. Delete it here, or bring that back."
                ),
            )
        else:
            return True
        return False

    def _identity(self, key: RowKey) -> Hashable:
        """What a row is about: a task; in a workbook of reports, a task for a unit and a period."""
        return key.task if self.opened.slip.kind == REGISTER else (key.task, key.unit, key.place)

    def _bad(self, number: int, cells: Mapping[str, str]) -> set[str]:
        """The columns whose cell holds no value that counts."""
        if not self.sheet.unknown and FAULTS.isdisjoint(cells.values()):
            return set()
        return {name for name, value in cells.items() if value in FAULTS or self._is_unknown(name, number)}

    def _is_unknown(self, name: str, number: int) -> bool:
        return bool(self.sheet.unknown) and f"{self.letters[name]}{number}" in self.sheet.unknown

    def _tell_formulas(self) -> None:
        held = set(self.letters.values())
        found = [cell for cell in self.sheet.formulas if cell.rstrip("0123456789") in held]
        if found:
            said = ngettext(
                "%(n)s cell holds a formula; its result counts (%(cells)s).",
                "%(n)s cells hold formulas; their results count (%(cells)s).",
                len(found),
            )
            self.note(
                0, said % {"n": len(found), "cells": ", ".join(found[:8]) + (" …" if len(found) > 8 else "")}
            )

    def _tell_merged(self) -> None:
        ranges = [one for one in self.sheet.merged if one[2] > self.row]
        if ranges:
            said = ngettext(
                "%(n)s merged range: each of its cells counts as holding what is shown.",
                "%(n)s merged ranges: each of their cells counts as holding what is shown.",
                len(ranges),
            )
            self.note(ranges[0][0], said % {"n": len(ranges)})


def letters(place: int) -> str:
    """The column's name in a spreadsheet program; `place` counts from 0."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name
