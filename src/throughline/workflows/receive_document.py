"""A file arrives: it is refused with a reason, or kept as it came, its text decoded, and read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from throughline.accounts.choices import Disclosure
from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.documents.actions.documents import add_document, refuse_same_file
from throughline.documents.models import Document
from throughline.documents.refusals import DocumentRefused
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import Extract, classification, extract
from throughline.history.act import act
from throughline.organizations.models import Organization
from throughline.workflows.read_document import read_or_wait

MEGABYTE = 1_000_000


def receive(
    file: bytes | Path | IO[bytes],
    name: str,
    *,
    by: User | None,
    title: str = "",
    dated_on: date | None = None,
    organization: Organization | None = None,
    disclosure: str = Disclosure.INTERNAL,
    number: str = "",
    again: bool = False,
    why: str = "",
) -> Document:
    """Keep `file`, called `name`, and read it: at once when that is quick, else by a job.

    Raises DocumentRefused (a file that can't be kept, a classified one), SameFile unless `again`, Invalid.
    """
    check(by, "documents.upload")
    data = _bytes(file)
    if not again:
        refuse_same_file(
            hashlib.sha256(data).hexdigest(), allowed(by, "documents.view", Document.objects.all())
        )
    extracted = open_file(data, name)
    said = {"title": title, "dated_on": dated_on, "organization": organization, "number": number}
    return _keep(data, name, extracted, by=by, why=why, disclosure=disclosure, **said)


def _bytes(file: bytes | Path | IO[bytes]) -> bytes:
    """The whole file, or DocumentRefused when it is larger than uploads may be."""
    limit = settings.UPLOAD_LIMIT
    if isinstance(file, Path):
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    else:
        data = file if isinstance(file, bytes) else file.read(limit + 1)
    if len(data) > limit:
        raise DocumentRefused("too_large", limit_mb=limit // MEGABYTE)
    return data


def open_file(data: bytes, name: str) -> Extract:
    """What the file holds. Raises DocumentRefused for one that can't be read or bears a secrecy mark."""
    try:
        found = extract(data, name)
    except UnreadableFile as error:
        raise DocumentRefused(error.code, **error.params) from error
    mark = classification(found)
    if mark is not None:
        raise DocumentRefused("classified", mark=mark)
    # Databases keep no NUL; another character in its place leaves all offsets as they are.
    return replace(found, text=found.text.replace("\x00", "\ufffd"))


def _keep(data: bytes, name: str, extracted: Extract, *, by: User | None, why: str, **said: Any) -> Document:
    document: Document | None = None
    try:
        with act("documents.receive", by=by, why=why) as this:
            document = add_document(this, data, name, extracted, by=by, **said)
            read_or_wait(this, document, extracted, by=by)
    except BaseException:
        if document is not None:
            document.file.delete(save=False)
        raise
    return document
