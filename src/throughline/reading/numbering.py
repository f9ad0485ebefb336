"""Labels in front of headings and list items, in both languages, and how deep each kind stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHINESE = "[一二三四五六七八九十百零〇两]"


@dataclass(frozen=True, slots=True)
class Label:
    """A numbering label: its wording, the rank of its kind (1 is highest), and where the text after it begins."""

    number: str
    rank: int
    end: int
    bullet: bool = False


PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("markdown", 0, re.compile(r"(#{1,6})[ \t]*(?=\S)")),
    ("chinese part", 1, re.compile(rf"(第{_CHINESE}{{1,4}}[编篇部分]{{1,2}})[ \t　]*")),
    ("chinese chapter", 2, re.compile(rf"(第{_CHINESE}{{1,4}}章)[ \t　]*")),
    ("chinese section", 3, re.compile(rf"(第{_CHINESE}{{1,4}}[节条])[ \t　]*")),
    ("chinese numeral", 3, re.compile(rf"({_CHINESE}{{1,3}})、[ \t　]*")),
    ("chinese bracket", 4, re.compile(rf"([（(]{_CHINESE}{{1,3}}[）)])[ \t　、.]*")),
    ("chinese first", 6, re.compile(rf"({_CHINESE}{{1,3}}是)(?=[^的否])")),
    ("english part", 1, re.compile(r"((?:PART|Part) (?:[IVX]{1,6}|\d{1,2}|[A-Z]))\b[.: \t–—-]*")),
    (
        "english chapter",
        2,
        re.compile(r"((?:CHAPTER|Chapter|SECTION|Section) (?:[IVX]{1,6}|\d{1,3}))\b[.: \t–—-]*"),
    ),
    (
        "english action",
        4,
        re.compile(
            r"((?:ACTION|Action|STRATEGY|Strategy|GOAL|Goal|OBJECTIVE|Objective|COMMITMENT|Commitment|"
            r"Priority|PRIORITY|Task|TASK) \d{1,3}(?:\.\d{1,3}){0,4}[a-z]?)"
            r"(?:\s?[.:–—-]+(?!\d)[ \t]*|[ \t]+(?=[A-Z][a-z]))"
        ),
    ),
    (
        "decimal",
        4,
        re.compile(
            r"(\d{1,2}(?:\.\d{1,2}){1,4})[.、)）]?[ \t　]+(?!million|billion|percent|per cent|times|万|"
            r"亿)(?=\D|(?:19|20)\d\d ?年)"
        ),
    ),
    # "1.2027年底前…" is item 1 of the year 2027, "1.2万元" a figure.
    ("number", 5, re.compile(r"(\d{1,3})(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d ?年))[ \t　]*(?=\S)")),
    ("number letter", 5, re.compile(r"(\d{1,2}[A-Z])\.[ \t]+(?=[A-Z])")),
    ("number bracket", 6, re.compile(r"([（(] ?\d{1,3} ?[）)]|\d{1,3}[)）])[ \t　]*(?=\S)")),
    ("circled", 6, re.compile(r"([①-⑳])[ \t]*")),
    ("roman", 4, re.compile(r"([IVX]{1,5})\.[ \t]+(?=[A-Z])")),
    (
        "letter",
        6,
        re.compile(r"(\(?[a-z]\))[ \t]+|([a-z])\.[ \t]+(?=[A-Z][a-z])|([A-Z])\.[ \t]+(?=[A-Z][a-z])"),
    ),
)
_LETTERED = re.compile(r"[a-z]\. [A-Z][a-z]")
_BULLET = re.compile(r"([•●▪■◆➢✓→·○>o\-–—*+])[ \t]{1,8}(?=\S)|([•●▪■◆➢✓])(?=\S)")


def label_of(line: str) -> Label | None:
    """The label at the start of `line` (already stripped on the left), or None."""
    head = line[:40]
    if not head or (
        head[0].islower() and head[0].isalpha() and not (head.startswith("o ") or _LETTERED.match(head))
    ):
        return None
    for name, rank, pattern in PATTERNS:
        found = pattern.match(head)
        if found:
            number = found.group(found.lastindex or 0)
            return Label(number, len(number) if name == "markdown" else rank, found.end())
    found = _BULLET.match(head)
    return Label(found.group(found.lastindex or 0), 7, found.end(), bullet=True) if found else None
