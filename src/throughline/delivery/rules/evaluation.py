"""Rules are data: ordered, the first that matches wins. What they say is told in the reader's language."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from throughline.delivery.rules.facts import Facts, named

_NUMBERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATORS = ("=", "!=", *_NUMBERS)
_PLACE = re.compile(r"%\((?P<fact>\w*)\)s|%%")


@dataclass(frozen=True)
class Verdict:
    """The colour that the rule `rule` gives; `why` is its sentence, `params` the facts that its conditions name."""

    colour: str
    rule: str = ""
    why: Any = ""
    params: dict[str, Any] = field(default_factory=dict)


#: No rule matches: what is known does not suffice for a rating.
UNRATED = Verdict("")


def evaluate(rules: Sequence[Mapping[str, Any]], facts: Facts | Mapping[str, Any]) -> Verdict:
    """The verdict of the first rule all of whose conditions hold; UNRATED when none does.

    A condition on a fact that is not known (None) never holds, so what is not known is never green by default.
    """
    known = named(facts)
    for rule in rules:
        conditions = rule.get("all", ())
        if all(_holds(condition, known) for condition in conditions):
            params = {c["fact"]: known.get(c["fact"]) for c in conditions}
            return Verdict(rule["colour"], rule["name"], rule.get("why", ""), params)
    return UNRATED


def _holds(condition: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    actual, wanted = facts.get(condition["fact"]), condition["value"]
    if actual is None or wanted is None:
        return False
    if condition["op"] in _NUMBERS or _is_number(actual):
        actual, wanted = _number(actual), _number(wanted)
        if actual is None or wanted is None:
            return False
    if condition["op"] in _NUMBERS:
        return _NUMBERS[condition["op"]](actual, wanted)
    return (actual == wanted) is (condition["op"] == "=")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def in_language(text: Any, language: str) -> str:
    """`text` itself, or, where it is given per language, the one asked for, else English, else any."""
    if not isinstance(text, Mapping):
        return str(text or "")
    wanted = (language, language.split("-", maxsplit=1)[0], "en")
    return next((str(text[code]) for code in wanted if text.get(code)), next(iter(text.values()), ""))


def told(why: Any, facts: Mapping[str, Any], language: str) -> str:
    """A rule's sentence in `language` with its %(fact)s filled in, "–" where a fact is not known; %% is one %."""
    return _PLACE.sub(lambda place: _filled(place, facts), in_language(why, language))


def _filled(place: re.Match[str], facts: Mapping[str, Any]) -> str:
    return "%" if place["fact"] is None else str(facts.get(place["fact"], "–"))
