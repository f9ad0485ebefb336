"""What the reader found, kept with the document; and read again when a person corrects the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.choices import FindingState, ReadingState
from throughline.documents.models import Document, Finding
from throughline.documents.refusals import FindingsDecided, UnknownColumns
from throughline.history.act import Act, act
from throughline.reading.columns import ColumnMap, UnknownColumn
from throughline.reading.model import Reading, as_json

Columns = Mapping[str, Mapping[Any, str]]
"""Table name → column index → field of `reading.columns.FIELDS`."""


def keep_reading(
    this: Act, document: Document, reading: Reading, notes: Sequence[Mapping[str, Any]] = ()
) -> list[Finding]:
    """Keep outline, repairs, notes and findings within the act `this`; findings of an earlier reading go.

    `notes` are what the file's own format had to say. Raises FindingsDecided.
    """
    refuse_decided(document)
    values = as_json(reading)
    document.state, document.error = ReadingState.READ, ""
    document.language = values["document"]["language"][:10]
    document.dated_on = document.dated_on or _day(values["document"]["dated"])
    document.outline = values["outline"]
    document.damage = values["document"]["damage"]
    document.notes = [*notes, *values["document"]["messages"]]
    this.save(document)
    kept = {(f.start, f.end): f for f in document.findings.all()}
    wanted = [_finding(document, value) for value in values["findings"]]
    fresh = [f for f in wanted if not _same(kept.get((f.start, f.end)), f)]
    stay = {(f.start, f.end) for f in wanted} - {(f.start, f.end) for f in fresh}
    for span, finding in kept.items():
        if span not in stay:
            this.delete(finding)
    this.create_many(fresh)
    return list(document.findings.all())


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _finding(document: Document, value: dict[str, Any]) -> Finding:
    return Finding(
        document=document,
        start=value["start"],
        end=value["end"],
        label=value["label"],
        confidence=value["confidence"],
        proposal=value,
    )


def _same(held: Finding | None, fresh: Finding) -> bool:
    return held is not None and _without_place(held.proposal) == _without_place(fresh.proposal)


def _without_place(proposal: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in proposal.items() if name != "id"}


def refuse_decided(document: Document) -> None:
    """Raise FindingsDecided when a person has edited or decided one of the findings."""
    decided = document.findings.filter(~Q(state=FindingState.OPEN) | ~Q(content={})).count()
    if decided:
        raise FindingsDecided(count=decided)


def mark_failed(this: Act, document: Document, error: str) -> None:
    """Say within the act `this` that the document could not be read, and why."""
    document.state, document.error = ReadingState.FAILED, error[:2000]
    this.save(document)


def correct_columns(
    document: Document, columns: Columns, *, by: User | None, seen: int, why: str = ""
) -> Document:
    """Keep what the columns of the document's task tables mean, for the reading that follows.

    Raises FindingsDecided, UnknownColumns.
    """
    check(by, "documents.confirm", document)
    refuse_decided(document)
    document.column_map = {
        str(table): {str(index): str(name) for index, name in fields.items()}
        for table, fields in columns.items()
    }
    column_maps(document)
    with act("documents.correct_columns", by=by, why=why, about=document) as this:
        this.save(document, seen=seen)
    return document


def column_maps(document: Document) -> dict[str, ColumnMap]:
    """The corrections as the reader takes them. Raises UnknownColumns."""
    try:
        return {
            table: ColumnMap({int(index): name for index, name in fields.items() if name})
            for table, fields in document.column_map.items()
        }
    except (UnknownColumn, ValueError, AttributeError) as error:
        raise UnknownColumns from error
