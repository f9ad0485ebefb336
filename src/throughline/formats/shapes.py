"""What a file gives: its text and spans into it. All offsets count characters of `Extract.text`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

MEBIBYTE = 1024 * 1024


class Piece(NamedTuple):
    """A run of visible text. Either `text` is the source from start to end, or one decoded entity."""

    start: int
    end: int
    text: str
    block: bool


class Cell(NamedTuple):
    """A table cell. `text` is its value; start and end span its content, in a copy those of the original.

    The span quotes the value exactly, but for what the format itself changes: a line break within a cell
    is a blank in the line of a built text, a doubled quote of a csv is one in the value.
    """

    text: str
    start: int
    end: int


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; the first `header_rows` are titles and column names. Blank rows are left out."""

    name: str
    rows: tuple[Row, ...]
    header_rows: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (highest) to 9, spanning its whole line with its number."""

    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001  the word of the interface; nobody raises it
    """What was left out or guessed, for the person to know. Codes: see WARNINGS."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


WARNINGS = MappingProxyType(
    {
        "undecodable": "%(count)s characters could not be decoded and are shown as �.",
        "hidden_sheet": "The hidden sheet “%(sheet)s” was skipped.",
        "hidden_text": "Hidden text was left out.",
        "formulas_without_values": (
            "%(count)s formulas in “%(sheet)s” have no stored result and were read as empty. "
            "Open the workbook, let it calculate, and save it."
        ),
        "stray_quote": "Row %(row)s has a quotation mark without its partner; it was read as a plain character.",
        "tracked_deletions": "Deletions that are still tracked were left out; tracked insertions were kept.",
        "page_unreadable": "Page %(page)s could not be read.",
        "page_without_text": "Page %(page)s is a picture without text.",
        "tables_not_sought": "Tables were looked for on the first %(pages)s pages that have ruled lines.",
        "unclosed_markup": "The markup breaks off; what follows position %(position)s was not read.",
    }
)
"""Each warning's English message, which is also the key of its translation."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text, decoded once and before any repair, with what is known of its structure.

    `pieces` is None but for html. `pages` are the offsets at which a pdf's pages start. `banners` is text
    that stands in page headers and footers and is not in `text`; a secrecy mark may be there.
    """

    text: str
    kind: str
    media_type: str
    encoding: str | None = None
    title: str = ""
    pieces: tuple[Piece, ...] | None = None
    tables: tuple[Table, ...] = ()
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    warnings: tuple[Warning, ...] = ()
    banners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. A file beyond a limit is refused, never cut."""

    bytes: int = 100 * MEBIBYTE
    markup_bytes: int = 24 * MEBIBYTE  # html, csv and each XML part that is held as a tree
    inflated_bytes: int = 512 * MEBIBYTE  # all parts of an office file together
    inflation: int = 200  # inflated size : file size, once the former is worth a worry
    entries: int = 5_000
    rows: int = 1_048_576  # as many as a sheet has
    cells: int = 2_000_000
    pages: int = 3_000
    ruled_pages: int = 60  # pages on which tables are looked for
    seconds: int = 120  # for a pdf, which is read in a process of its own
    memory_bytes: int = 3 * 1024 * MEBIBYTE  # for that process


DEFAULT_LIMITS = Limits()
