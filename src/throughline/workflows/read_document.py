"""A kept document is read: by the upload itself when it is short, by a job when it is long, again when asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.documents.actions.reading import column_maps, correct_columns, keep_reading, mark_failed
from throughline.documents.choices import ReadingState
from throughline.documents.messages import refusal
from throughline.documents.models import Document, Finding
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import Extract, extract
from throughline.history.act import Act, act
from throughline.jobs.actions import ask
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.reading.model import Reading
from throughline.reading.read import read

KIND = "documents.read"
#: Texts up to this length are read before the upload is answered; it takes about a second.
SHORT = 300_000


def read_or_wait(this: Act, document: Document, extracted: Extract, *, by: User | None) -> None:
    """Read `extracted` within the act `this` when that is quick; else leave it to the job.

    A language model is asked by the job only: nobody waits for it, and no transaction does.
    """
    if len(extracted.text) <= SHORT and settings.READING_BACKEND is None:
        _keep(this, document, extracted, _reading(document, extracted))
        return
    if document.state != ReadingState.WAITING:
        document.state = ReadingState.WAITING
        this.save(document)
    ask(KIND, by, document=document.pk)


def _reading(document: Document, extracted: Extract) -> Reading:
    return read(
        extracted,
        path=document.file_name,
        dated=document.dated_on,
        column_map=column_maps(document) or None,
        second=settings.READING_BACKEND,
    )


def _keep(this: Act, document: Document, extracted: Extract, reading: Reading) -> list[Finding]:
    notes = [{"code": w.code, "params": dict(w.params), "message": ""} for w in extracted.warnings]
    return keep_reading(this, document, reading, notes)


@job(KIND)
def read_document(run: Run, *, document: int) -> None:
    """The job: open the kept file, read it, keep what was found."""
    run.progress(0, 2, _("Opening the file"))
    row = Document.objects.get(pk=document)
    if row.state == ReadingState.READ:
        return
    try:
        extracted = reopened(row)
    except UnreadableFile as error:
        with run.conclude(), act("documents.read", by=None, about=row) as this:
            mark_failed(this, row, refusal(error.code, error.params))
        return
    run.progress(1, 2, _("Reading the text"))
    try:
        reading = _reading(row, extracted)
        with run.conclude() as result, act("documents.read", by=None, about=row) as this:
            result["findings"] = len(_keep(this, row, extracted, reading))
    except Exception:
        # Said with the document as well, or it would seem to wait for ever; a later try that succeeds takes it back.
        with act("documents.read", by=None, about=row) as this:
            mark_failed(this, Document.objects.get(pk=document), _("Reading failed inside the program."))
        raise


def reopened(document: Document) -> Extract:
    """The kept file, opened again; offsets still count the text as it was kept. Raises UnreadableFile."""
    with document.file.open("rb") as opened:
        found = extract(opened.read(), document.file_name)
    # The text was kept when the file came; offsets count its characters for good.
    return replace(found, text=document.text)


def read_again(document: Document, columns: Any, *, by: User | None, seen: int, why: str = "") -> Document:
    """Correct what the columns of the document's tables mean, and read it again as it was read first.

    `columns` as in `documents.actions.reading.Columns`. Raises FindingsDecided, UnknownColumns, ChangedMeanwhile.
    """
    with act("documents.read_again", by=by, why=why, about=document) as this:
        correct_columns(document, columns, by=by, seen=seen)
        read_or_wait(this, document, reopened(document), by=by)
    return document
