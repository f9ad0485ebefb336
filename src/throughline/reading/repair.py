"""Repair with an account: what came out damaged is mended where that is certain, and each repair is listed."""

from __future__ import annotations

import re

from throughline.lib.mapped_text import Edit, MappedText
from throughline.lib.text import squeeze
from throughline.reading.model import Damage
from throughline.reading.repair_rules import RULES, Rule
from throughline.reading.slips import garbled, slips

_BROKEN_WORD = re.compile(r"([A-Za-z]{2,24})-[ \t]?\r?\n([a-z]{2,24})")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def repair(mapped: MappedText) -> tuple[MappedText, list[Damage]]:
    """The text with its damage repaired, and what was done, in source offsets; a clean text comes back as it was."""
    damage: list[Damage] = []
    for rule in RULES:
        if rule.kind == "width":
            # A slipped half may look like a wide digit: first the pairs are put right.
            mapped = _apply(mapped, "decoding", slips(mapped.text), damage, lost=False)
            mapped = _apply(mapped, "decoding", garbled(mapped.text), damage, lost=True)
        mapped = _apply(mapped, rule.kind, _edits(rule, mapped.text), damage, lost=rule.lost)
    mapped = _apply(mapped, "hyphen", _broken_words(mapped.text), damage, lost=False)
    return mapped, sorted(damage, key=lambda each: (each.start, each.end))


def _edits(rule: Rule, text: str) -> list[Edit]:
    if not re.search(rule.trigger, text):
        return []
    made = ((found.start(), found.end(), rule.restore(found)) for found in rule.pattern.finditer(text))
    return [(start, end, new) for start, end, new in made if new is not None]


def _apply(
    mapped: MappedText, kind: str, edits: list[Edit], damage: list[Damage], *, lost: bool
) -> MappedText:
    if not edits:
        return mapped
    for start, end, new in edits:
        first, last = mapped.span(start, end)
        damage.append(Damage(first, last, kind, None if lost else new))
    return mapped.replace(edits)


def _broken_words(text: str) -> list[Edit]:
    """Words cut by a hyphen at the end of a line; the rest of the text says whether the hyphen belongs to them."""
    found = list(_BROKEN_WORD.finditer(text))
    if not found:
        return []
    known = set(_WORD.findall(_BROKEN_WORD.sub(" ", text).lower()))
    return [
        (each.end(1), each.start(2), _hyphen(each.group(1).lower(), each.group(2), known)) for each in found
    ]


def _hyphen(before: str, after: str, known: set[str]) -> str:
    if before + after in known:
        return ""
    if f"{before}-{after}" in known or {before, after} <= known:
        return "-"
    return ""


def tidy(text: str) -> str:
    """The wording of a passage on one line."""
    return squeeze(text)
