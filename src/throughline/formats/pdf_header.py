"""Puts a pdf's offsets right again, where something was put before its header or cut from it.

PDFium then finds every object by the file's own index; without it, it guesses, and may lose most pages.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADER = b"%PDF-"
_START = re.compile(rb"startxref\s+(\d{1,12})")
_INDEX = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})")
_LONGEST_HEADER = 64
_FAR = 65_536


class Mended(NamedTuple):
    """The bytes to read, and whether their index still leads nowhere."""

    data: bytes
    broken: bool


def mend_header(data: bytes) -> Mended:
    """The file with its header at 0 and its index where the file says, as far as that can be found."""
    start = data.find(_HEADER, 0, _FAR)
    places = _START.findall(data[-_FAR:]) or _START.findall(data)
    index = int(places[-1]) if places else -1
    shifts = [0, max(start, 0), *range(-1, -_LONGEST_HEADER, -1)]
    shift = next((s for s in shifts if _leads(data, index + s)), None)
    if shift is None:
        return Mended(data[start:] if start > 0 else _with_header(data, start), broken=True)
    moved = data[shift:] if shift >= 0 else b" " * -shift + data
    return Mended(_with_header(moved, moved.find(_HEADER, 0, 8)), broken=False)


def is_truncated(data: bytes) -> bool:
    """Whether the end is missing: no end mark, objects after the last one, or less than the first page announces."""
    end = data.rfind(b"%%EOF")
    if end < 0 or _OBJECT.search(data, end):
        return True
    announced = _LENGTH.search(data[:2048])
    return bool(announced) and len(data) < int(announced[1]) and data.count(b"%%EOF") < 2  # type: ignore[index]


def _leads(data: bytes, place: int) -> bool:
    return 0 <= place < len(data) and bool(_INDEX.match(data, place, place + 60))


def _with_header(data: bytes, start: int) -> bytes:
    """What stands in the first nine bytes is no object: they may be overwritten with a header."""
    return data if start == 0 else b"%PDF-1.7\n" + data[9:]
