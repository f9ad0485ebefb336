"""A pdf as text: page after page, with the offsets at which the pages start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from throughline.formats.errors import UnreadableFile
from throughline.formats.grids import TextBuilder
from throughline.formats.pdf_answer import Pages, RuledTable
from throughline.formats.pdf_header import is_truncated
from throughline.formats.pdf_layout import write_page
from throughline.formats.shapes import Extract, Limits, Row, Table, Warning  # noqa: A004  the interface's word
from throughline.formats.sniff import MEDIA_TYPES


def read_pdf(data: bytes, limits: Limits) -> Extract:
    """The pages' text. Raises UnreadableFile: truncated, encrypted, damaged, no_text, too_many_pages, too_slow."""
    if is_truncated(data):
        raise UnreadableFile("truncated")
    return extract_pages(_apart(data, limits), limits)


def extract_pages(pages: Pages, limits: Limits) -> Extract:
    """The text built from pages that were read. Raises UnreadableFile: no_text, damaged."""
    if not any(any(c.isalnum() for c in text) for text in pages.texts):
        raise UnreadableFile("damaged", kind="pdf") if pages.unreadable else UnreadableFile("no_text")
    builder = TextBuilder()
    starts: list[int] = []
    tables: list[tuple[int, Table]] = []
    for number, text in enumerate(pages.texts):
        starts.append(builder.length)
        ruled = [one for one in pages.tables if one.page == number]
        tables += [(number, one) for one in write_page(builder, text, ruled)]
    return Extract(
        builder.text(),
        "pdf",
        MEDIA_TYPES["pdf"],
        None,
        " ".join(pages.title.split()),
        tables=_joined(tables),
        pages=tuple(starts),
        warnings=tuple(_warnings(pages, limits)),
    )


def _warnings(pages: Pages, limits: Limits) -> list[Warning]:
    found = [Warning("page_unreadable", {"page": number}) for number in pages.unreadable]
    unknown = sum(text.count("\ufffd") for text in pages.texts)
    found += [Warning("undecodable", {"count": unknown})] if unknown else []
    found += [Warning("page_without_text", {"page": number}) for number in pages.without_text]
    return found + ([Warning("tables_not_sought", {"pages": limits.ruled_pages})] if pages.tables_cut else [])


def _apart(data: bytes, limits: Limits) -> Pages:
    """Read in another process, which is killed when it takes too long."""
    command = [sys.executable, "-m", "throughline.formats.pdf_pages", json.dumps(asdict(limits))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("too_slow", kind="pdf") from error
    if done.returncode:
        raise UnreadableFile("damaged", kind="pdf")
    return _answer(json.loads(done.stdout))


def _answer(answer: dict[str, Any]) -> Pages:
    if "code" in answer:
        raise UnreadableFile(answer["code"], **answer["params"])
    tables = [
        RuledTable(t["page"], t["grid"], [tuple(copy) for copy in t["copies"]]) for t in answer.pop("tables")
    ]
    return Pages(**answer, tables=tables)


def _joined(found: Sequence[tuple[int, Table]]) -> tuple[Table, ...]:
    """A table that goes on over the next page under the same column names is one table."""
    joined: list[Table] = []
    last_page = -2
    for page, one in found:
        before = joined[-1] if joined else None
        if before and page == last_page + 1 and _names(before) and _names(before) == _names(one):
            rows: tuple[Row, ...] = before.rows + one.rows[one.header_rows :]
            joined[-1] = Table(before.name, rows, before.header_rows, before.start, one.end)
        else:
            joined.append(one)
        last_page = page
    return tuple(joined)


def _names(one: Table) -> list[tuple[str, ...]]:
    return [tuple("".join(cell.text.split()) for cell in row) for row in one.rows[: one.header_rows]]
