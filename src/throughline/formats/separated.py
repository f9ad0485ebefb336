"""Comma-separated values (RFC 4180, and what people save under that name), with the span of every value.

One pass, no backtracking over more than one field: a file with a lost quotation mark costs no more than
a sound one, and its other rows stay whole.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from throughline.formats.errors import UnreadableFile
from throughline.formats.grids import table
from throughline.formats.shapes import Cell, Limits, Table, Warning  # noqa: A004  the interface's word

_DELIMITERS = ",;\t|"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_SAMPLE_LINES = 20
_MOST_STRAY_WARNINGS = 20


def read_separated(text: str, limits: Limits) -> tuple[Table | None, tuple[Warning, ...]]:
    """The file as one table. Raises UnreadableFile: too_many_cells."""
    start, delimiter = _dialect(text)
    reader = _Reader(text, delimiter, limits)
    rows = reader.read(start)
    return table("", rows, (start, len(text))), tuple(reader.warnings)


def rows_of(text: str, limits: Limits) -> list[tuple[int, list[Cell]]]:
    """All rows with their number in the file, blank ones too."""
    start, delimiter = _dialect(text)
    return list(enumerate(_Reader(text, delimiter, limits).read(start), start=2 if start else 1))


def _dialect(text: str) -> tuple[int, str]:
    """Where the values start and what stands between them: the delimiter that splits most lines alike."""
    named = _SEP_LINE.match(text)
    if named:
        return named.end(), named[1]
    sample = _QUOTED.sub("", text[:20_000]).splitlines()
    lines = [line for line in sample if line.strip()][:_SAMPLE_LINES]
    return 0, max(_DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def _regularity(lines: list[str], delimiter: str) -> tuple[int, int]:
    counts = Counter(line.count(delimiter) for line in lines)
    counts.pop(0, None)
    most, often = counts.most_common(1)[0] if counts else (0, 0)
    return often, most


@dataclass
class _Reader:
    text: str
    delimiter: str
    limits: Limits
    warnings: list[Warning] = field(default_factory=list)
    _quotes_end: bool = True  # False once a quotation mark was found open to the end of the file

    def __post_init__(self) -> None:
        stops = re.escape(self.delimiter)
        self._plain = re.compile(rf"[^{stops}\r\n]*+")
        self._edges = frozenset((self.delimiter, "\r", "\n", ""))

    def read(self, at: int) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        cells, size = 0, len(self.text)
        while at < size:
            row, at = self._row(at, len(rows) + 1)
            rows.append(row)
            cells += len(row)
            if cells > self.limits.cells:
                raise UnreadableFile("too_many_cells", limit=self.limits.cells)
        return rows

    def _row(self, at: int, number: int) -> tuple[list[Cell], int]:
        """The row that starts at `at`, and where the next one starts."""
        row: list[Cell] = []
        text, delimiter = self.text, self.delimiter
        while True:
            cell, at = self._field(at, number)
            row.append(cell)
            if text[at : at + 1] != delimiter:
                break
            at += 1
        end = _LINE_END.match(text, at)
        return row, end.end() if end else at

    def _field(self, at: int, number: int) -> tuple[Cell, int]:
        if self.text.startswith('"', at):
            end, sound = self._closing(at) if self._quotes_end else (-1, False)
            if not sound:
                self._warn(number)
            if end >= 0:
                return Cell(self.text[at + 1 : end].replace('""', '"'), at + 1, end), end + 1
        end = self._plain.match(self.text, at).end()  # type: ignore[union-attr]  # it matches nothing at least
        return Cell(self.text[at:end], at, end), end

    def _closing(self, opening: int) -> tuple[int, bool]:
        """The place of the mark that closes the one at `opening`, and whether all between is as it should be.

        -1 where there is none: at the end of the file, or where a mark is met that plainly opens another value.
        """
        text, sound, at = self.text, True, opening + 1
        while (mark := text.find('"', at)) >= 0:
            after = text[mark + 1 : mark + 2]
            if after in self._edges:
                return mark, sound
            if after == '"':
                at = mark + 2
                continue
            if mark > opening + 1 and text[mark - 1] in self._edges:
                return -1, False
            sound, at = False, mark + 1
        self._quotes_end = False
        return -1, False

    def _warn(self, number: int) -> None:
        if len(self.warnings) < _MOST_STRAY_WARNINGS:
            self.warnings.append(Warning("stray_quote", {"row": number}))
