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
    r"\b(?P<verb>cut|reduc|bring|lower|slash|decreas|shrink|drop|fall|declin|increas|rais|rise|grow|boost|expand)[a-z]{0,4}\b"
    r"(?P<what>[^.;:]{0,80}?) by (?P<least>at least |more than |over )?(?:about |around |up to )?(?:an? |one[- ])?"
    r"(?P<part>third|quarter|fifth|tenth|two[- ]thirds|three[- ]quarters)\b(?! (?:of|more|party|reading))",
    re.IGNORECASE,
)
_RAISE = re.compile("increas|rais|rise|grow|boost|expand", re.IGNORECASE)
# "Three quarters of residents will live …", "one in three journeys will be made …"
_OF_ALL = re.compile(
    r"\b(?P<least>at least |more than |over )?(?:(?P<part>half|a third|a quarter|two[- ]thirds|three[- ]quarters) of"
    r"|(?P<count>one|nine) (?:in|out of)(?: every)? (?P<base>two|three|four|five|ten))"
    r" (?P<what>[^.;:,]{3,80}?) (?:will|shall|must|should|are to|is to) ",
    re.IGNORECASE,
)
_NAMED = {"half": 50, "a third": 33.33, "a quarter": 25}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9, "ten": 10}
_FACTORS = {"doub": 2, "trip": 3, "quad": 4, "halv": 0.5}


def times(text: str, following: Callable[[str, int], str]) -> list[Figure]:
    """What is doubled or trebled; `following` gives the words after a place."""
    made = []
    for match in _TIMES.finditer(text):
        if re.search(
            r"\bfrom\b.{1,40}\bto\b|^[^.;:,]{3,60} to (?!\d{4}\b)\d", text[match.end() : match.end() + 120]
        ):
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
            Figure(
                m["what"].strip() or _last_words(text[: m.start()]),
                op,
                _SHARES[m["part"].lower()],
                "%",
                None,
                m.start("part"),
                m.end(),
            )
        )
    return made


def shares(text: str) -> list[Figure]:
    """The part of all that something is to hold for, in percent."""
    made = []
    for m in _OF_ALL.finditer(text):
        part = (m["part"] or "").lower()
        if part:
            value = _NAMED.get(part) or _SHARES[part]
        else:
            value = round(100 * _WORDS[m["count"].lower()] / _WORDS[m["base"].lower()], 2)
        made.append(
            Figure(m["what"].strip(), ">=" if m["least"] else "=", value, "%", None, m.start(), m.end("what"))
        )
    return made


def _last_words(text: str) -> str:
    """What a figure is of where its verb has no object: the subject before it."""
    return " ".join(re.sub(r"^.*[,;:]", "", text).split()[-8:])
