"""Targets in English sentences that are multiples or parts: doubled, halved, cut by a third."""

from __future__ import annotations

import re
from collections.abc import Callable

from throughline.reading.targets_zh import Figure

_TIMES = re.compile(
    r"\b(?P<word>(?:(?<=to )|(?<=will )|(?<=help )|(?<=and )|(?<=by )|(?<=must )|(?<=should )|^)"
    r"(?:doubl(?:e|ing)|tripl(?:e|ing)|quadrupl(?:e|ing)|halv(?:e|ing))|"
    r"(?<=\bbe )(?:doubl|tripl|quadrupl|halv)ed)\b(?! (?:check|crossover|glaz))",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?:cut|reduc|bring|lower|slash)[a-z]{0,4}\b(?P<what>[^.;:]{3,80}?) (?:in|by) half\b", re.IGNORECASE
)
_SHARES = {
    "third": 33.33,
    "quarter": 25,
    "fifth": 20,
    "tenth": 10,
    "two thirds": 66.67,
    "two-thirds": 66.67,
    "three quarters": 75,
    "three-quarters": 75,
}
# "cut waste by a third", "down by two thirds"
_PARTS = re.compile(
    r"\b(?P<verb>cut|reduc|bring|lower|slash|decreas|shrink|increas|rais|grow|boost|expand)[a-z]{0,4}\b"
    r"(?P<what>[^.;:]{0,80}?) by (?P<least>at least |more than |over )?(?:about |around |up to )?(?:an? |one[- ])?"
    r"(?P<part>third|quarter|fifth|tenth|two[- ]thirds|three[- ]quarters)\b(?! (?:of|more|party|reading))",
    re.IGNORECASE,
)
_RAISE = re.compile("increas|rais|grow|boost|expand", re.IGNORECASE)
_FACTORS = {"doub": 2, "trip": 3, "quad": 4, "halv": 0.5}


def times(text: str, following: Callable[[str, int], str]) -> list[Figure]:
    """What is doubled or trebled; `following` gives the words after a place."""
    made = []
    for match in _TIMES.finditer(text):
        if re.search(r"\bfrom\b.{1,40}\bto\b", text[match.end() : match.end() + 120]):
            continue
        value = _FACTORS[match["word"].lower()[:4]]
        made.append(
            Figure(following(text, match.end()), "=", value, "times", None, match.start(), match.end())
        )
    return made


def half(text: str) -> list[Figure]:
    """What is cut in half."""
    return [
        Figure(m["what"].strip(), "=", 0.5, "times", None, m.start(), m.end()) for m in _HALF.finditer(text)
    ]


def parts(text: str) -> list[Figure]:
    """A change by a third or a quarter, as its share in percent."""
    made = []
    for m in _PARTS.finditer(text):
        op = ">=" if m["least"] else "+" if _RAISE.match(m["verb"]) else "-"
        made.append(
            Figure(m["what"].strip(), op, _SHARES[m["part"].lower()], "%", None, m.start("part"), m.end())
        )
    return made
