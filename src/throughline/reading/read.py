"""`read`: from a file's text to findings and outline. The only entry that other rooms need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from throughline.formats.extract import Extract
from throughline.lib.mapped_text import MappedText
from throughline.lib.text import fold, squeeze, widen_pauses
from throughline.reading import financial_years, tables
from throughline.reading import language as languages
from throughline.reading.columns import ColumnMap
from throughline.reading.dated import day_of
from throughline.reading.document import Document
from throughline.reading.findings import read_findings
from throughline.reading.model import Damage, Finding, Note, Reading, note
from throughline.reading.outline import outline
from throughline.reading.repair import repair
from throughline.reading.roles import NAMES
from throughline.reading.second_opinion import MOST_SENTENCES, Backend, ask
from throughline.reading.short_names import full_name
from throughline.reading.spaced_tables import read_spaced_tables
from throughline.reading.structure import Block, blocks_of, cells_as_items
from throughline.reading.unwrap import unwrap
from throughline.reading.year_tables import read_year_tables

FEW = {"zh": 120, "en": 60}
"""A text with fewer words than this (characters in Chinese) has little in it."""


def read(
    extract: Extract,
    *,
    path: str = "",
    language: str = "auto",
    dated: date | None = None,
    column_map: ColumnMap | Mapping[str, ColumnMap] | None = None,
    second: Backend | None = None,
) -> Reading:
    """Reads one extracted file.

    `language` is "auto", "en" or "zh"; `dated` the day of the document, from which "this year" and "within two
    years" count (found in the text where it says so itself). `column_map` corrects what the columns of its task
    tables mean: one map for all, or one per table name. A text in a third language has no findings, and a note.
    `second` is a language model that is asked as well; what it fails to answer changes nothing, and a note tells.
    """
    mapped, damage = _working_text(extract)
    tongue = languages.detect(mapped.text) if language == "auto" else language
    folded = widen_pauses(fold(mapped.text)) if tongue == "zh" else fold(mapped.text)
    dated = dated or day_of(folded)
    blocks = blocks_of(mapped.text, _declared(extract, mapped))
    document = Document(mapped, folded, tongue, dated, blocks)
    told = _ask(document, second) if second and tongue in ("zh", "en") else []
    with financial_years.of_country(folded if tongue == "en" else ""):
        found = _findings(document, extract, column_map) if tongue in ("zh", "en") else []
    notes = _notes(tongue, mapped.text, found) + told
    title = squeeze(extract.title or "") or _title(blocks)
    return Reading(
        path,
        title,
        tongue,
        dated,
        extract.text,
        tuple(damage),
        tuple(found),
        tuple(outline(blocks, mapped)),
        tuple(notes),
    )


def _ask(document: Document, second: Backend) -> list[Note]:
    """Ask the model about the sentences, keep what it says with the document; what a person should know of it."""
    places = document.sentences()
    asked = ask(second, [document.mapped.text[start:end] for start, end in places])
    document.opinions = {places[number][0]: opinion for number, opinion in asked.opinions.items()}
    code = "second_opinion_failed" if asked.failed else "second_opinion"
    if not asked.failed and len(places) > MOST_SENTENCES:
        code = "second_opinion_partly"
    return [note(code, model=second.name, count=asked.count)]


def _working_text(extract: Extract) -> tuple[MappedText, list[Damage]]:
    mapped = _visible(extract)
    mapped, damage = repair(mapped)
    breaks = unwrap(mapped.text)
    damage += [Damage(*mapped.span(start, end), "line_break", new) for start, end, new in breaks]
    return mapped.replace(breaks), sorted(damage, key=lambda each: (each.start, each.end))


def _visible(extract: Extract) -> MappedText:
    """The text a person sees: for a web page its pieces, a line per block; else all of it."""
    if extract.pieces is None:
        return MappedText.identity(extract.text)
    parts: list[tuple[int, int, str]] = []
    for piece in extract.pieces:
        if piece.block and parts:
            parts.append((piece.start, piece.start, "\n"))
        parts.append((piece.start, piece.end, piece.text))
    return MappedText.from_pieces(extract.text, parts)


def _declared(extract: Extract, mapped: MappedText) -> tuple[tuple[int, int, int], ...]:
    """The headings that the file declares, in places of the working text."""
    if not extract.headings:
        return ()
    waiting = sorted((heading.start, heading.level) for heading in extract.headings)
    found: list[tuple[int, int, int]] = []
    position = next_one = 0
    for length, start, end in mapped.runs():
        while next_one < len(waiting) and waiting[next_one][0] < end:
            at, level = waiting[next_one]
            if at >= start:
                found.append((level, position + min(at - start, length - 1), position + length))
            next_one += 1
        position += length
    return tuple(found)


def _findings(
    document: Document, extract: Extract, column_map: ColumnMap | Mapping[str, ColumnMap] | None
) -> list[Finding]:
    spans, rows = _file_tables(document, extract, column_map)
    taken = _leave_out(document, spans, rows)
    rows += _bar_tables(document, column_map, taken)
    rows += read_spaced_tables(document, taken, _setting(document))
    document.prepare()
    _under_their_heading(rows, document)
    found = sorted(
        rows + read_year_tables(document) + read_findings(document), key=attrgetter("start", "end")
    )
    for number, each in enumerate(found, 1):
        each.id = f"f{number}"
    return found


def _file_tables(
    document: Document, extract: Extract, column_map: Any
) -> tuple[list[tuple[int, int]], list[Finding]]:
    """The findings of the file's own tables, and the source spans they stand in."""
    spans: list[tuple[int, int]] = []
    found: list[Finding] = []
    source = extract.text
    setting = None
    for table in extract.tables or ():
        grid = tables.Grid(
            table.name, [[(cell.start, cell.end) for cell in row] for row in table.rows], table.header_rows
        )
        columns, skip = _columns(grid, source, column_map)
        if not columns.columns:
            if extract.kind in ("csv", "xlsx", "tsv"):
                spans.append((table.start, table.end))
            continue
        setting = setting or tables.setting_for(
            source, source, document.language, document.dated, lambda a, b: (a, b)
        )
        found += tables.findings(grid, columns, max(skip, table.header_rows if skip else 0), setting)
        spans.append((table.start, table.end))
    return spans, found


def _columns(
    grid: tables.Grid, text: str, given: ColumnMap | Mapping[str, ColumnMap] | None
) -> tuple[ColumnMap, int]:
    guessed, skip = tables.column_map(grid, text)
    chosen = given if isinstance(given, ColumnMap) else given.get(grid.name) if given else None
    return (chosen, skip or grid.headed) if chosen else (guessed, skip)


def _setting(document: Document) -> tables.Setting:
    """What tables in the text itself are read with."""
    mapped = document.mapped
    return tables.Setting(
        mapped.text, document.folded, mapped.source, document.language, document.dated, mapped.span
    )


def _bar_tables(document: Document, column_map: Any, taken: set[int]) -> list[Finding]:
    found: list[Finding] = []
    mapped, setting = document.mapped, _setting(document)
    last, width = ColumnMap(), 0
    for grid, indices in tables.bar_grids(mapped.text, document.blocks, taken):
        columns, skip = _columns(grid, mapped.text, column_map)
        if not columns.columns and len(grid.rows[0]) == width:
            columns = last
        if columns.columns:
            rows = tables.findings(grid, columns, skip, setting)
            for row in rows:
                row.clause = indices[row.table_row or 0]
            found += rows
        else:
            found += _told_by_rows(document, grid, indices, setting)
        last, width = (columns, len(grid.rows[0])) if columns.columns else (ColumnMap(), 0)
    return found


def _told_by_rows(
    document: Document, grid: tables.Grid, indices: list[int], setting: tables.Setting
) -> list[Finding]:
    """The rows that say themselves what they mean; the cells of the others are to be read as sentences."""
    found = []
    for number, (index, cells) in enumerate(zip(indices, grid.rows, strict=True)):
        row = tables.told_by_itself(cells, number, setting)
        if row is None:
            cells_as_items(document.mapped.text, document.blocks[index], cells)
        else:
            row.clause = index
            found.append(row)
    return found


def _under_their_heading(rows: list[Finding], document: Document) -> None:
    """What rows take from the text around them: the key area is that of the heading, a short name is told in full, and
    targets without a day of their own are due with the period that the heading names.
    """
    for row in rows:
        if row.clause is not None:
            row.topic = row.topic or document.scopes[row.clause].topic
            _in_full(row, document)
        period = document.scopes[row.clause].period if row.clause is not None else None
        if row.deadline is None and row.targets and period and period.last:
            row.targets = [replace(each, deadline=each.deadline or period.last) for each in row.targets]
            row.deadline = period.last


def _in_full(row: Finding, document: Document) -> None:
    at = document.blocks[row.clause or 0].start
    for name in NAMES:
        spans = getattr(row, name)
        fulls = [full_name(document.short_names, span.name, at) for span in spans]
        told = [
            replace(span, full=document.span(full)) if full else span
            for span, full in zip(spans, fulls, strict=True)
        ]
        setattr(row, name, told)


def _leave_out(document: Document, spans: list[tuple[int, int]], rows: list[Finding]) -> set[int]:
    """The blocks inside tables that were read by their columns; they are not read once more as sentences."""
    if not spans:
        return set()
    places = [document.mapped.span(block.start, block.end) for block in document.blocks]
    starts = [start for start, _ in places]
    for row in rows:
        row.clause = max(0, bisect_right(starts, row.start) - 1)
    taken = {n for n, (start, end) in enumerate(places) if any(a <= start and end <= b for a, b in spans)}
    for index in taken:
        document.blocks[index].kind, document.blocks[index].cuts = "row", []
    return taken


def _title(blocks: Iterable[Block]) -> str:
    return next(
        (
            squeeze(block.text[block.label.end if block.label else 0 :])[:200]
            for block in blocks
            if block.kind != "row"
        ),
        "",
    )


def _notes(tongue: str, text: str, found: list[Finding]) -> list[Note]:
    if tongue == "none":
        return [note("no_words")]
    if tongue == "other":
        return [note("third_language")]
    count = languages.words(text[: languages.SAMPLE])
    notes = [note("little_text", words=count)] if count < FEW[tongue] else []
    if not any(each.label == "commitment" for each in found):
        notes.append(note("no_commitments"))
    return notes
