"""Documents: kept byte for byte, described by a person."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.models import Document
from throughline.documents.refusals import SameFile
from throughline.formats.shapes import Extract
from throughline.formats.sniff import safe_name
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean

FIELDS = ("title", "dated_on", "number", "organization", "disclosure")
LEFT_OUT = ("text", "error")


def add_document(
    this: Act, data: bytes, name: str, extract: Extract, *, by: User | None, **fields: Any
) -> Document:
    """Keep a file within the act `this`: `data` as it came, its text as extracted, described by FIELDS.

    The caller has checked the right to it, and deletes `document.file` when the act fails. Raises Invalid.
    """
    document = Document(
        file_name=safe_name(name)[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        kind=extract.kind,
        text=extract.text,
        text_sha256=hashlib.sha256(extract.text.encode()).hexdigest(),
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    assign(document, fields, FIELDS)
    document.title = (document.title or extract.title or document.file_name)[:300]
    clean(document, leave_out=LEFT_OUT)
    storage: Storage = Document._meta.get_field("file").storage  # type: ignore[attr-defined]
    generated = f"documents/{clock.today():%Y/%m}/{uuid.uuid4().hex}.{extract.kind}"
    document.file.name = storage.save(generated, ContentFile(data))
    try:
        this.create(document)
    except BaseException:
        storage.delete(document.file.name)
        raise
    this.about(document)
    return document


def refuse_same_file(sha256: str, seen: Any) -> None:
    """Raise SameFile when one of the documents `seen` (a QuerySet) is this very file."""
    known = seen.filter(sha256=sha256).order_by("pk").only("title", "uploaded_at").first()
    if known is not None:
        raise SameFile(document=known.pk, title=known.title, day=known.uploaded_at)


def edit_document(
    document: Document, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Document:
    """Change what is said about a document: FIELDS. Raises Invalid, ChangedMeanwhile."""
    check(by, "documents.edit", document)
    assign(document, changes, FIELDS)
    clean(document, leave_out=LEFT_OUT)
    with act("documents.edit", by=by, why=why, about=document) as this:
        this.save(document, seen=seen)
    return document
