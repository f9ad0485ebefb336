"""Files of papers in the store: kept under generated names, taken away again when what kept them fails."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext

from throughline.documents.messages import worded
from throughline.formats.errors import UnreadableFile
from throughline.lib import clock
from throughline.lib.refusal import Invalid


@contextmanager
def stored(folder: str, data: bytes, ending: str) -> Iterator[dict[str, Any]]:
    """The values of a row's file, sha256 and size; the file is gone when the block fails."""
    path = f"{folder}/{clock.today():%Y/%m}/{secrets.token_hex(16)}.{ending}"
    kept = default_storage.save(path, ContentFile(data))
    try:
        yield {"file": kept, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    except BaseException:
        default_storage.delete(kept)
        raise


def unreadable(field: str, error: UnreadableFile) -> Invalid:
    """Why a file can't be read, as a refusal of the form's field."""
    return Invalid(field, "%(fault)s", fault=gettext(error.template) % worded(error.params))
