"""Files that show what a report says: looked into before they are kept, stored under a generated name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from throughline.delivery.models import Evidence
from throughline.documents.messages import worded
from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.shapes import Limits
from throughline.formats.sniff import MEDIA_TYPES, agree, ending, office_kind, safe_name, sniff
from throughline.lib import clock
from throughline.lib.refusal import Invalid

#: Of one report.
MOST_FILES = 10

_PICTURES = (
    (0, b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (0, b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (0, b"GIF8", "gif", "image/gif"),
    (8, b"WEBP", "webp", "image/webp"),
    (4, b"ftypheic", "heic", "image/heic"),
    (4, b"ftypmif1", "heic", "image/heic"),
)
_TEXTS = ("txt", "csv", "md")

_NOT_EVIDENCE = gettext_noop(
    "Evidence is a picture (png, jpg, gif, webp, heic), pdf, docx, xlsx, csv or txt. Save it as one of these."
)


class File(NamedTuple):
    """A file to be kept: the name that the person gave it, and its bytes."""

    name: str
    data: bytes


class Kept(NamedTuple):
    """What was stored, and where."""

    path: str
    name: str
    media_type: str
    sha256: str
    size: int


@contextmanager
def stored(files: Iterable[File]) -> Iterator[list[Kept]]:
    """Check and store the files before the block begins; take them away again when it fails.

    Raises Invalid for too many, too large, unreadable or unfit ones: then nothing is stored.
    """
    checked = [(file, *_kind(file)) for file in _bounded(files)]
    kept: list[Kept] = []
    try:
        for file, suffix, media_type in checked:
            kept.append(_store(file, suffix, media_type))
        yield kept
    except BaseException:
        for one in kept:
            default_storage.delete(one.path)
        raise


def evidence_row(kept: Kept) -> Evidence:
    """The row of a stored file, still without its report."""
    return Evidence(
        file=kept.path,
        file_name=kept.name,
        media_type=kept.media_type,
        sha256=kept.sha256,
        size=kept.size,
    )


def _bounded(files: Iterable[File]) -> list[File]:
    found = [File(safe_name(name) or "evidence", data) for name, data in files]
    if len(found) > MOST_FILES:
        raise Invalid("evidence", _("At most %(most)s files fit a report."), most=MOST_FILES)
    for file in found:
        if len(file.data) > settings.UPLOAD_LIMIT:
            raise Invalid(
                "evidence",
                _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or split it."),
                name=file.name,
                limit=settings.UPLOAD_LIMIT // 1_000_000,
            )
    return found


def _kind(file: File) -> tuple[str, str]:
    """Its ending and media type by content."""
    for offset, mark, suffix, media_type in _PICTURES:
        if file.data[offset:].startswith(mark):
            return suffix, media_type
    try:
        found = _document(file)
    except UnreadableFile as error:
        template = _NOT_EVIDENCE if error.code in ("unknown_kind", "kind_mismatch") else error.template
        raise Invalid(
            "evidence", "%(name)s: %(fault)s", name=file.name, fault=gettext(template) % worded(error.params)
        ) from error
    return found, MEDIA_TYPES[found]


def _document(file: File) -> str:
    kind = sniff(file.data, file.name)
    if kind == "zip":
        archive = Archive(file.data, "office", Limits())
        kind = office_kind(archive.read("[Content_Types].xml"), archive.names)
    elif kind == "text":
        kind = ending(file.name) or "txt"
        if kind not in _TEXTS or b"\0" in file.data[:4096].replace(b"\xff\xfe", b""):
            raise UnreadableFile("unknown_kind", found=kind)
    agree(kind, file.name)
    return kind


def _store(file: File, suffix: str, media_type: str) -> Kept:
    path = f"evidence/{clock.today():%Y/%m}/{secrets.token_hex(16)}.{suffix}"
    digest = hashlib.sha256(file.data).hexdigest()
    return Kept(
        default_storage.save(path, ContentFile(file.data)), file.name, media_type, digest, len(file.data)
    )
