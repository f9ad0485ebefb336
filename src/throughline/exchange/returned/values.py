"""Cells as plain texts that can be compared: what a cell says, not how a spreadsheet program wrote it down.

A day is "2026-06-30" whether it came as a date, as text in full-width digits or as the number that stands for it in a
workbook; 3 and 3.0 are "3"; a text is itself without blanks at its ends and at the ends of its lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from throughline.formats.sheets import cell_text
from throughline.lib.text import fold

Plain = Callable[[Any], str]

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
#: Day 0 of the numbers by which workbooks know days, and the days that can be meant: 1954 to 2119.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_EXACT = 10**15
#: A text of fewer characters stands in a cell as it is.
_SHORT = 30_000
#: What a cell shows whose formula failed.
FAULTS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"))


def text(value: Any) -> str:
    """A cell of words."""
    if type(value) is str:
        value = value.strip()
        return _lines(value) if "\n" in value or "\r" in value else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int | Decimal):
        return _number(value)
    return _moment(value) if isinstance(value, date | time) else text(str(value))


def _lines(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _moment(value: date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat()


def _number(value: float | Decimal) -> str:
    if type(value) is int and -_EXACT < value < _EXACT:
        return str(value)
    try:
        number = Decimal(str(value)).normalize()
        return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 400 else str(value)
    except InvalidOperation:
        return str(value)


def day(value: Any) -> str:
    """A cell of days, which may also hold words: the day as "2026-06-30", or the words."""
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, float | int) and not isinstance(value, bool):
        whole = int(value) if _FIRST_SERIAL <= value <= _LAST_SERIAL else 0
        return (_DAY_ZERO + timedelta(whole)).isoformat() if whole else _number(value)
    written = text(value)
    found = _DAY.fullmatch(fold(written).strip()) if written else None
    if found is None:
        return written
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return written


def number(value: Any) -> str:
    """A cell of numbers: "12.5" for 12.5, "12.50", "１２.5" and "12.5%"; words stay as they are."""
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return _number(value)
    written = text(value)
    folded = fold(written).strip().rstrip("%").replace(",", "").strip() if written else ""
    try:
        found = Decimal(folded) if folded and folded.isascii() and "_" not in folded else None
    except InvalidOperation:
        return written
    return _number(found) if found is not None and found.is_finite() else written


#: By the kind of a column.
PLAIN: dict[str, Plain] = {"text": text, "date": day, "number": number, "integer": number}


def as_day(plain: str) -> date | None:
    """The day that a plain value names; None for words and for nothing."""
    try:
        return date.fromisoformat(plain) if len(plain) == 10 else None
    except ValueError:
        return None


def written(kind: str, value: Any) -> str:
    """What a cell of this kind of column says once `value` was written into it."""
    if value is None or value == "":
        return ""
    plain = PLAIN.get(kind, text)
    if isinstance(value, str) or kind == "text":
        return plain(cell_text(value))
    return plain(value)


def column_written(kind: str, values: Iterable[Any]) -> list[str]:
    """`written` of many values of one kind."""
    if kind != "text":
        return ["" if value is None else written(kind, value) for value in values]
    return [
        value.strip()  # as nearly all are
        if type(value) is str and value.isprintable() and len(value) < _SHORT
        else written(kind, value)
        for value in values
    ]
