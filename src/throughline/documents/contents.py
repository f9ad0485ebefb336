"""What a person may make of a finding: the reader's shape, checked.

Beside the reader's own members, an organization or post that a person chose is kept in the entry itself:
`{"text", "start", "end", "name", "organization": key}` or `{…, "post": key}`; a short name keeps what it stands for
in `full`, a quotation of the same shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.documents.choices import FindingLabel
from throughline.lib.refusal import Invalid
from throughline.reading.model import OPERATORS, RECURRENCES, STATEMENT_KINDS

NAMED = ("lead", "joint", "supporting", "supervising", "accountable", "leader")
WORDINGS = ("clean", "aim", "standard", "requirement", "topic")
MOST = 60
LONGEST = 20_000
#: Of a key or a place in the text; every database holds it.
LARGEST = 2**53


def checked(content: Mapping[str, Any]) -> dict[str, Any]:
    """The members of `content` in their plain form. Raises Invalid; TypeError for a member that is not edited."""
    unknown = set(content) - set(_CHECKS)
    if unknown:
        raise TypeError(f"A finding has no {', '.join(sorted(unknown))} to edit")
    return {name: _CHECKS[name](name, value) for name, value in content.items()}


def _wording(name: str, value: Any) -> str:
    text = str(value or "").strip()
    if len(text) > LONGEST or "\x00" in text:
        raise Invalid(name, _("The text is too long, or holds characters that can't be kept."))
    if name == "clean" and not text:
        raise Invalid(name, _("Say in words what is to be done."))
    return text


def _one_of(allowed: tuple[str, ...]) -> Callable[[str, Any], str | None]:
    def check(name: str, value: Any) -> str | None:
        if not value:
            return None
        if value not in allowed:
            raise Invalid(name, _("Choose one of the values in the list."))
        return str(value)

    return check


def _label(name: str, value: Any) -> str:
    if value not in FindingLabel.values:
        raise Invalid(name, _("Choose one of the values in the list."))
    return str(value)


def _day(name: str, value: Any) -> str | None:
    if not value:
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError as error:
        raise Invalid(name, _("Give the day as year-month-day, such as 2026-06-30.")) from error


def _names(name: str, value: Any) -> list[dict[str, Any]]:
    entries = [_entry(name, entry) for entry in value or ()]
    if len(entries) > MOST:
        raise Invalid(name, _("At most %(most)s names fit into one list."), most=MOST)
    return [entry for entry in entries if entry["text"] or entry.get("organization") or entry.get("post")]


def _entry(name: str, entry: Any) -> dict[str, Any]:
    if isinstance(entry, str):
        entry = {"text": entry}
    if not isinstance(entry, Mapping):
        raise Invalid(name, _("Give a list of names."))
    made = _quotation(name, {**entry, "text": entry.get("text") or entry.get("name")})
    if isinstance(entry.get("full"), Mapping):
        made["full"] = _quotation(name, entry["full"])
    return made | {key: _whole(name, entry[key]) for key in ("organization", "post") if entry.get(key)}


def _quotation(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    text = _wording(name, entry.get("text"))[:300]
    return {
        "text": text,
        "start": _whole(name, entry.get("start")),
        "end": _whole(name, entry.get("end")),
        "name": _wording(name, entry.get("name") or text)[:300],
    }


def _whole(name: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise Invalid(name, _("Give a whole number.")) from error
    if abs(number) > LARGEST:
        raise Invalid(name, _("Give a whole number."))
    return number


def _targets(name: str, value: Any) -> list[dict[str, Any]]:
    entries = list(value or ())
    if len(entries) > MOST or not all(isinstance(entry, Mapping) for entry in entries):
        raise Invalid(name, _("Give a list of targets."))
    return [_target(name, entry) for entry in entries]


def _target(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    if entry.get("op", "=") not in OPERATORS:
        raise Invalid(name, _("Choose one of the values in the list."))
    value = entry.get("value")
    numbers = value if isinstance(value, list | tuple) else [value]
    if isinstance(value, list | tuple) and len(value) != 2:
        raise Invalid(name, _("A range has a lower and an upper value."))
    plain = [_number(name, number) for number in numbers]
    return {
        "indicator": _wording(name, entry.get("indicator"))[:200],
        "op": entry.get("op", "="),
        "value": plain if isinstance(value, list | tuple) else plain[0],
        "unit": _wording(name, entry.get("unit"))[:40],
        "base": _number(name, entry.get("base")),
        "deadline": _day(name, entry.get("deadline")),
        "start": _whole(name, entry.get("start")),
        "end": _whole(name, entry.get("end")),
    }


def _number(name: str, value: Any) -> int | float | None:
    if value in (None, ""):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise Invalid(name, _("“%(value)s” is not a number."), value=str(value)[:40]) from error
    if not math.isfinite(number):
        raise Invalid(name, _("“%(value)s” is not a number."), value=str(value)[:40])
    return int(number) if number.is_integer() else number


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(WORDINGS, _wording),
    **dict.fromkeys(NAMED, _names),
    "label": _label,
    "kind": _one_of(STATEMENT_KINDS),
    "recurrence": _one_of(RECURRENCES),
    "deadline": _day,
    "targets": _targets,
}
