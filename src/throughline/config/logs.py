"""Logs without personal data: what happened and where in the program, never who, nor what was asked or written."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator

_QUERY = re.compile(r"\?\S*")
_SECRET = re.compile(r"(/link/)[^/\s]+")
_ADDRESS = re.compile(r"\bip=\S+")


class Impersonal(logging.Filter):
    """Drops query strings, the secrets of one-time links and clients' addresses from what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = _ADDRESS.sub("ip=…", record.getMessage())
        record.msg = _QUERY.sub("", _SECRET.sub(r"\1…", message))
        record.args = ()
        return True


class Places(logging.Formatter):
    """Writes an exception as its type and the places it passed; its words may quote a document or a name."""

    def formatException(self, ei: object) -> str:  # noqa: N802  the framework's name
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(error)) if isinstance(error, BaseException) else ""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own text here, words and all.
        record.exc_text = None
        try:
            return super().format(record)
        finally:
            record.exc_text = None


def places(error: BaseException) -> str:
    """The error's type and places, without its words."""
    return "\n".join(_told(error))


def _told(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
