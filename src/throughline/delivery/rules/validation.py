"""What is wrong with a rule set written by hand, in words that say how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from throughline.delivery.rules.evaluation import _NUMBERS, OPERATORS, _number
from throughline.delivery.rules.facts import FACTS, Facts
from throughline.register.choices import Colour, TaskState

_PLACE = re.compile(r"%(?:\((?P<fact>\w*)\)s|(?P<percent>%)|(?P<other>.|$))")
_CHOICES = {
    "state": {str(state) for state in TaskState},
    "unit_colour": {str(colour) for colour in Colour if colour},
}
_COLOURS = frozenset(str(colour) for colour in Colour if colour)
_KEYS = frozenset({"name", "all", "colour", "why"})
_FILLED = frozenset(Facts.__dataclass_fields__)


def validate(rules: Any, meanings: Any = None) -> list[str]:
    """What is wrong with `rules` (and the `meanings` of their colours, when given), in the person's language.

    Empty when all is well. The shapes are those of register.models.RuleSet.
    """
    if not isinstance(rules, list) or not rules:
        return [_("A rule set is a list with at least one rule; the first that matches wins.")]
    found = [
        _("Rule %(number)s: %(fault)s") % {"number": number, "fault": fault}
        for number, rule in enumerate(rules, 1)
        for fault in _faults(rule)
    ]
    if not found:
        found += _order_faults(rules)
        found += [] if meanings is None else _meaning_faults(rules, meanings)
    return found


def _faults(rule: Any) -> Iterator[str]:
    if not isinstance(rule, Mapping):
        yield _("it is not a rule with a name, conditions, a colour and a sentence.")
        return
    for key in sorted(set(rule) - _KEYS, key=str):
        yield _("it has a part “%(key)s”; the parts are name, all, colour and why.") % {"key": key}
    if not isinstance(rule.get("name"), str) or not rule["name"].strip() or len(rule["name"]) > 80:
        yield _("give it a name of at most 80 characters.")
    if rule.get("colour") not in _COLOURS:
        yield _("choose one of these colours: %(colours)s.") % {"colours": ", ".join(sorted(_COLOURS))}
    yield from _condition_faults(rule.get("all"))
    yield from _sentence_faults(rule.get("why"))


def _condition_faults(conditions: Any) -> Iterator[str]:
    if not isinstance(conditions, list):
        yield _("“all” is a list of conditions; an empty list always matches.")
        return
    for condition in conditions:
        if not isinstance(condition, Mapping) or set(condition) != {"fact", "op", "value"}:
            yield _("each condition has exactly a fact, an op and a value.")
        elif condition["fact"] not in FACTS:
            yield _("there is no fact “%(fact)s”. The facts are: %(facts)s.") % {
                "fact": condition["fact"],
                "facts": ", ".join(FACTS),
            }
        elif condition["op"] not in OPERATORS:
            yield _("“%(op)s” does not compare. Use one of %(ops)s.") % {
                "op": condition["op"],
                "ops": " ".join(OPERATORS),
            }
        else:
            yield from _value_faults(condition["fact"], condition["op"], condition["value"])


def _value_faults(fact: str, op: str, value: Any) -> Iterator[str]:
    kind = FACTS[fact][1]
    if kind == "number":
        if _number(value) is None:
            yield _("“%(fact)s” is compared with a number, not with “%(value)s”.") % {
                "fact": fact,
                "value": value,
            }
        return
    if op in _NUMBERS:
        yield _("“%(fact)s” has no order; use = or !=.") % {"fact": fact}
    if kind == "yes or no" and not isinstance(value, bool):
        yield _("“%(fact)s” is true or false, not “%(value)s”.") % {"fact": fact, "value": value}
    if fact in _CHOICES and value not in _CHOICES[fact]:
        yield _("“%(fact)s” is one of %(values)s.") % {
            "fact": fact,
            "values": ", ".join(sorted(_CHOICES[fact])),
        }


def _sentence_faults(why: Any) -> Iterator[str]:
    texts = list(why.values()) if isinstance(why, Mapping) else [why]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        yield _("say in “why” what the rule means, as a text or one text per language.")
        return
    for match in (match for text in texts for match in _PLACE.finditer(text)):
        if match["other"] is not None or (match["fact"] is not None and match["fact"] not in _FILLED):
            yield _(
                "“%(place)s” in the sentence can't be filled in. Write %%(fact)s, or %%%% for a percent sign."
            ) % {"place": match[0]}


def _order_faults(rules: list[Mapping[str, Any]]) -> list[str]:
    names = [rule["name"] for rule in rules]
    found = [
        _("Two rules are called “%(name)s”; a rating names its rule, so each needs a name of its own.")
        % {"name": name}
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    always = next((number for number, rule in enumerate(rules, 1) if not rule["all"]), None)
    if always is not None and always < len(rules):
        found.append(
            _("Rule %(number)s always matches, so the rules after it never do. Move it to the end.")
            % {"number": always}
        )
    return found


def _meaning_faults(rules: list[Mapping[str, Any]], meanings: Any) -> list[str]:
    if not isinstance(meanings, Mapping):
        return [_("Say for each colour what it means here.")]
    used = sorted({rule["colour"] for rule in rules}, key=Colour.values.index)
    return [
        _("Say what %(colour)s means here.") % {"colour": Colour(colour).label}
        for colour in used
        if not meanings.get(colour)
    ]
