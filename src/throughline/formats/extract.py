"""A file's bytes to its text, pieces, tables and headings: the one door into this room for reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from throughline.formats.archive import Archive
from throughline.formats.classification import classification
from throughline.formats.decoding import decode
from throughline.formats.errors import UnreadableFile
from throughline.formats.html_page import read_page
from throughline.formats.markdown import read_markdown
from throughline.formats.pdf import read_pdf
from throughline.formats.separated import read_separated
from throughline.formats.shapes import (
    DEFAULT_LIMITS,
    MEBIBYTE,
    Cell,
    Extract,
    Heading,
    Limits,
    Piece,
    Table,
    Warning,  # noqa: A004  the interface's word
)
from throughline.formats.sniff import MEDIA_TYPES, agree, office_kind, safe_name, sniff, text_kind
from throughline.formats.spreadsheet import read_spreadsheet
from throughline.formats.word import read_document
from throughline.lib.text import count_han

__all__ = [
    "DEFAULT_LIMITS",
    "Cell",
    "Extract",
    "Heading",
    "Limits",
    "Piece",
    "Table",
    "Warning",
    "classification",
    "extract",
    "open_office",
]

_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_TITLE = 120
_TITLE_LINES = 12


def extract(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """The text of a file and what is known of its structure, by its content; `name` may be any path.

    Raises UnreadableFile with any of its codes but "classified": see `classification`.
    """
    if len(data) > limits.bytes:
        raise UnreadableFile("too_large", limit_mb=limits.bytes // MEBIBYTE)
    sniffed = sniff(data, name)
    if sniffed == "text":
        found = _text(data, name, limits)
    elif sniffed == "pdf":
        agree("pdf", name)
        found = read_pdf(data, limits)
    else:
        found = _office(data, name, limits)
    return found if found.title else replace(found, title=_title(found, name))


def _text(data: bytes, name: str, limits: Limits) -> Extract:
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    if not decoded.text.strip():
        raise UnreadableFile("empty")
    kind = text_kind(decoded.text, name)
    if kind != "txt" and len(data) > limits.markup_bytes:
        raise UnreadableFile("too_large", limit_mb=limits.markup_bytes // MEBIBYTE)
    plain = Extract(decoded.text, kind, MEDIA_TYPES[kind], decoded.encoding, warnings=decoded.warnings)
    return _STRUCTURES[kind](plain, limits)


def _markdown(plain: Extract, _: Limits) -> Extract:
    headings, tables = read_markdown(plain.text)
    first = headings[0] if headings else None
    title = plain.text[first.start : first.end].strip(" #\t") if first else ""
    return replace(plain, headings=headings, tables=tables, title=title)


def _html(plain: Extract, limits: Limits) -> Extract:
    page = read_page(plain.text, limits)
    return replace(
        plain,
        title=page.title,
        pieces=page.pieces,
        tables=page.tables,
        headings=page.headings,
        warnings=plain.warnings + page.warnings,
    )


def _csv(plain: Extract, limits: Limits) -> Extract:
    table, warnings = read_separated(plain.text, limits)
    return replace(plain, tables=(table,) if table else (), warnings=plain.warnings + warnings)


_STRUCTURES: dict[str, Callable[[Extract, Limits], Extract]] = {
    "txt": lambda plain, _: plain,
    "md": _markdown,
    "html": _html,
    "csv": _csv,
}


def open_office(data: bytes, name: str, limits: Limits) -> tuple[Archive, str]:
    """The archive of an office file, found harmless, and its kind: "docx" or "xlsx"."""
    archive = Archive(data, "an office file", limits)
    types = "[Content_Types].xml"
    kind = office_kind(archive.read(types) if types in archive.names else b"", archive.names)
    agree(kind, name)
    archive.kind = kind
    return archive, kind


def _office(data: bytes, name: str, limits: Limits) -> Extract:
    archive, kind = open_office(data, name, limits)
    try:
        return read_document(archive, limits) if kind == "docx" else read_spreadsheet(archive, limits)
    except RecursionError as error:
        raise UnreadableFile("damaged", kind=kind) from error


def _title(found: Extract, name: str) -> str:
    """The first line that reads like a title, else the file's name without its ending."""
    lines = found.text[:4_000].splitlines()[:_TITLE_LINES] if found.kind not in ("csv", "html") else []
    titles = (" ".join(line.split()).strip("#*_- ") for line in lines)
    stem = safe_name(name).rpartition(".")[0] or safe_name(name)
    return next((title for title in titles if _is_title(title)), stem)


def _is_title(line: str) -> bool:
    letters = len(_LETTER.findall(line)) + 2 * count_han(line)
    return letters >= 6 and len(line) <= _LONGEST_TITLE
