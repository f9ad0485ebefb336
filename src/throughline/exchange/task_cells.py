"""Cells of a task table, as people write them in both languages, turned into plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from throughline.lib.text import count_han, fold, squeeze
from throughline.reading import cells
from throughline.reading.tables import cell_deadline, cell_recurrence
from throughline.register.choices import CompletionKind, Rhythm

RHYTHMS = {"monthly": Rhythm.MONTH, "quarterly": Rhythm.QUARTER, "yearly": Rhythm.YEAR, "ongoing": ""}
LONGEST_DUE_TEXT = 120

_ALWAYS = ";；\n|｜"
_CHINESE = "、，,/／"
_OPENING, _CLOSING = "（([【", "）)]】"
_ROLE_NOTE = re.compile(r"[（(]\s*(牵头|lead|配合|supporting|主办|协办)\s*[)）]", re.IGNORECASE)
_NUMERIC_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_OTHER_ORDER = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})")


class BadCell(ValueError):
    """The cell can't be understood; the message says what would be."""


def text_of(value: Any) -> str:
    """The cell as a text: whole numbers without a fraction, days as 2026-07-01; "" for nothing, "/" and the like."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = "" if value is None else str(value).strip()
    return "" if cells.is_nothing(written) else written


def is_same(value: Any) -> bool:
    """Whether the cell says "as above"."""
    return isinstance(value, str) and cells.is_same(value)


def day(value: Any) -> date | None:
    """A day that stands there as one; None for words. Raises BadCell for a day that no calendar has."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = fold(text_of(value))
    found = _NUMERIC_DAY.fullmatch(written)
    if found is None:
        if _OTHER_ORDER.fullmatch(written):
            raise BadCell(_("Write the day as 2026-06-30, so that day and month can't be confused."))
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise BadCell(_("“%(value)s” is not a day of the calendar.") % {"value": written}) from error


def completion(value: Any, dated: date) -> dict[str, Any]:
    """Due date, rhythm and wording of a completion time, for the fields of a task; `dated` gives "this year"."""
    written = text_of(value)
    if not written:
        return {}
    exact = day(value)
    if exact is not None:
        return {"due_on": exact, "completion": CompletionKind.DATE}
    folded = fold(written)
    due = cell_deadline(folded, "zh" if count_han(written) else "en", dated)
    recurrence = cell_recurrence(folded)
    found: dict[str, Any] = {"due_on": due, "due_text": written[:LONGEST_DUE_TEXT]}
    if recurrence is not None:
        found |= {"review_rhythm": RHYTHMS[recurrence], "completion": CompletionKind.ONGOING}
    if due is not None:
        found["completion"] = CompletionKind.DATE
    return found


def start(value: Any, dated: date) -> date | None:
    """The day on which work begins. Raises BadCell for words that name none."""
    exact = day(value)
    if exact is not None or not text_of(value):
        return exact
    last = cell_deadline(fold(text_of(value)), "zh" if count_han(text_of(value)) else "en", dated)
    if last is None:
        raise BadCell(_("“%(value)s” names no day. Write it as 2026-06-30.") % {"value": text_of(value)[:40]})
    return last.replace(day=1)


def weight(value: Any) -> Decimal | None:
    """A number that is not negative. Raises BadCell."""
    written = fold(text_of(value)).rstrip("%分")
    if not written:
        return None
    try:
        number = Decimal(written)
    except ArithmeticError as error:
        raise BadCell(_("“%(value)s” is not a number.") % {"value": written[:40]}) from error
    if not number.is_finite() or number < 0:
        raise BadCell(_("A weight can't be negative. Give 0 or more."))
    return number


def names(
    value: Any, separators: str = "", *, known: Callable[[str], bool] = lambda _name: False
) -> list[str]:
    """The names in a cell, each once, in their order.

    They are parted by ; and line ends; in Chinese also by 、 ， and /, never inside brackets. A comma between Latin
    names parts them only where each part is `known`, since many names have commas.
    """
    written = text_of(value)
    if not written:
        return []
    if separators:
        parts = _parted(written, separators + "\n")
    elif count_han(written):
        parts = _parted(written, _ALWAYS + _CHINESE)
    else:
        parts = [name for part in _parted(written, _ALWAYS) for name in _latin(part, known)]
    cleaned = (squeeze(_ROLE_NOTE.sub("", part)) for part in parts)
    return list(dict.fromkeys(name for name in cleaned if name and not cells.is_nothing(name)))


def _parted(text: str, separators: str) -> list[str]:
    parts, depth, begun = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING and depth > 0)
        if depth == 0 and character in separators:
            parts.append(text[begun:place])
            begun = place + 1
    return [*parts, text[begun:]]


def _latin(text: str, known: Callable[[str], bool]) -> Sequence[str]:
    parts = [squeeze(part) for part in _parted(text, ",")]
    return parts if len(parts) > 1 and not known(squeeze(text)) and all(map(known, parts)) else [text]
