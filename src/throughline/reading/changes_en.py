"""Targets in English sentences that tell a change by a number, from one to another, or a range."""

from __future__ import annotations

import re

from throughline.lib.numbers import NotANumber
from throughline.reading import doing_en
from throughline.reading.figures_en import (
    CREATE,
    CURRENCY,
    CUT,
    NOT_COUNTED,
    NUMBER,
    REACH,
    WORDED,
    YEAR,
    clause,
    figure,
    near,
    number,
)
from throughline.reading.targets_zh import Figure

# "create between 2,000 and 2,500 jobs", "between 5 and 7 % of homes will be"
_BETWEEN = re.compile(
    rf"\bbetween (?P<value>{NUMBER}) and (?P<high>{NUMBER})\s?"
    r"(?P<unit>%|per ?cent\b|(?:[a-z-]+ ){0,2}?(?:people|staff|[a-z-]+s)\b)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"\bfrom (?P<base>(?:[$£€]\s?)?{NUMBER}|{WORDED})(?:%| percent)?(?: [a-z]+)? to "
    rf"(?P<value>(?:[$£€]\s?)?{NUMBER}|{WORDED})"
    r"(?P<unit>%|(?: percent| per cent| (?!(?:by|in|over|during|and|or|within|per|at|on|before|until)\b)[a-z]+)\b)?",
    re.IGNORECASE,
)


def between(text: str) -> list[Figure]:
    """Ranges that are to be made or reached."""
    made = []
    for match in _BETWEEN.finditer(text):
        before = clause(text, match.start())[-70:]
        due = CREATE.search(before) or REACH.search(before) or doing_en.is_ordered(before)
        if not YEAR.fullmatch(match["value"]) and (due or _PROMISED.match(text, match.end())):
            unit = (
                "%" if match["unit"][0] in "%pP" and "ss" not in match["unit"] else match["unit"].split()[-1]
            )
            made += figure(text, match, "range", unit.lower())
    return made


_PROMISED = re.compile(r"[^.;:,]{0,50}? (?:will|shall|must|are to) ")


# "reduce the number of empty shops by 15", "expand the network by 75 miles", "grow the economy by £500 million"
_CHANGED_BY = re.compile(
    r"\b(?P<verb>reduc|cut|lower|decreas|increas|grow|rais|expand|extend|boost)(?:e|ing|s)?\b"
    r"(?P<what>[^.;:,]{3,60}?) by "
    rf"(?P<least>at least |more than )?(?P<unit>[$£€])?(?P<value>{NUMBER})(?: (?P<thing>[a-z-]+(?: [a-z-]+){{0,2}}))?",
    re.IGNORECASE,
)


def changed_by(text: str) -> list[Figure]:
    """Changes by a count or an amount of money."""
    made = []
    for match in _CHANGED_BY.finditer(text):
        after = text[match.end("value") : match.end("value") + 12]
        if YEAR.fullmatch(match["value"].strip()) or re.match(r"\s?(?:%|per ?cent|percentage)", after):
            continue
        number = re.match(r".*number of .*?([a-z-]+s|people|children)$", match["what"].strip(), re.IGNORECASE)
        things = re.match(r"(?:[a-z-]+ ){0,2}?[a-z-]+s\b", match["thing"] or "")
        unit = CURRENCY.get(match["unit"] or "") or (
            number.group(1) if number else things.group() if things else ""
        )
        if unit and unit.split()[-1] not in NOT_COUNTED:
            op = ">=" if match["least"] else "-" if CUT.match(match["verb"]) else "+"
            made += figure(text, match, op, unit.split()[-1])
    return made


def from_to(text: str) -> list[Figure]:
    """Changes from one value to another; the first is the base."""
    made = []
    for match in _FROM_TO.finditer(text):
        try:
            base, value = number(match["base"]), number(match["value"])
        except NotANumber:
            continue
        if any(1900 < each < 2100 for each in (base, value)) or not re.search(
            r"reduc|increas|doubl|rais|cut|lower|grow|expand|improv|mov|bring",
            text[max(0, match.start() - 90) : match.start()],
            re.IGNORECASE,
        ):
            continue
        money = match["value"].strip()[:1] in "$£€"
        unit = (
            CURRENCY[match["value"].strip()[0]]
            if money
            else (match["unit"] or _unit_of_base(match))
            .strip()
            .replace("per cent", "%")
            .replace("percent", "%")
        )
        made.append(Figure(near(text, match), "=", value, unit, base, match.start(), match.end()))
    return made


def _unit_of_base(match: re.Match[str]) -> str:
    words = re.search(r"[a-z]+(?= to )", match.group())
    if words and words.group() not in ("to", "million", "billion"):
        return words.group()
    counted = re.search(
        r"number of [^.;:,]{0,60}?([a-z-]+s|people|children) $", match.string[: match.start()]
    )
    return counted.group(1) if counted else ""
