"""Lines that were cut by the width of a page are put together again.

Where a paragraph ends cannot be seen in a wrapped text; it is told from the width of the lines, from how a line
ends, and from what the next one begins with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from throughline.lib.mapped_text import Edit
from throughline.lib.text import is_han
from throughline.reading.numbering import label_of
from throughline.reading.titles import WORD, is_title

WIDEST = 160
"""Lines longer than this are paragraphs already."""
ENDS = ".!?。！？:：;；|…）"
LONE_BULLETS = frozenset("•●▪■◆➢✓→·○>-–—")
CLOSERS = "\"'”’)】》」]*_"
MANY = 3
"""Fewer numbers that stand by themselves are no numbers of pages."""
_NUMBER = re.compile(r"[0-9]{1,3}")
_DIGITS = re.compile(r"[0-9]+")
_SENTENCE_WITHIN = re.compile(r"[a-z)][.?!] +[A-Z]")
# A line that begins so begins a measure: "Output 1.2 – …", "Measure 4 …".
_NUMBERED = re.compile(
    r"(?:Recommendation|Action|Measure|Task|Step|Initiative|Objective|Priority|Commitment|Strategy|Goal|Policy|Project|"
    r"Deliverable|Activity|Output|Outcome|Intervention|Proposal|Pledge|Milestone|Target|KPI|ACTION|GOAL) "
    r"#?\d{1,3}(?:\.\d{1,2}){0,3}[a-z]?(?:\s?[:.–—|-] |\s{2}|$)"
)
_GAPS = re.compile(r"\t+| {3,}")
_GOES_ON = frozenset(
    "a an and are as at be but by for from has have his her in into is its not of on or our than that the their this "
    "to was were which who will with".split()
)
"""Words with which nothing ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text's lines look like: their usual full width, and whether blank lines stand between all of them."""

    width: int
    spaced: bool


def unwrap(text: str) -> list[Edit]:
    """The line breaks that stand inside a sentence or paragraph, each with the blank (or nothing) that replaces it."""
    lines = lines_of(text)
    shape = shape_of(lines)
    numbers = page_numbers(lines) if shape else frozenset()
    kept = [line for line in lines if line.start not in numbers]
    pairs = ((a, b, _between(text, a, b, numbers)) for a, b in pairwise(kept))
    return [(a.end, b.start, _glue(a.text, b.text)) for a, b, blanks in pairs if _joins(a, b, blanks, shape)]


def page_numbers(lines: list[Line]) -> frozenset[int]:
    """Where the lines begin that only number pages: nothing but a number, one more than the last such line, and at
    least three of them.
    """
    found = [(line.start, int(line.text)) for line in lines if _NUMBER.fullmatch(line.text)]
    runs: dict[int, list[int]] = {}
    for start, number in found:
        runs[number] = [*runs.pop(number - 1, []), start]
    longest = max(runs.values(), key=len, default=[])
    return frozenset(longest) if len(longest) >= MANY else frozenset()


def _between(text: str, line: Line, following: Line, numbers: frozenset[int]) -> int:
    """The line breaks between two lines. Where a page ended between them, a sentence that is not over goes on."""
    blanks = text.count("\n", line.end, following.start)
    if blanks < 2 or not numbers:
        return blanks
    turned = any(
        one.start() + line.end in numbers for one in _DIGITS.finditer(text[line.end : following.start])
    )
    return 1 if turned and not _closed(line.text) else blanks


def _joins(line: Line, following: Line, blanks: int, shape: Shape | None) -> bool:
    if line.text in LONE_BULLETS and blanks <= 2:
        return label_of(following.text) is None
    return shape is not None and _continues(line, following, blanks, shape)


def lines_of(text: str) -> list[Line]:
    """Lines with something on them, without the white space around it."""
    lines = []
    for found in re.finditer(r"[^\n\f]+", text):
        stripped = found.group().strip()
        if stripped:
            start = found.start() + found.group().index(stripped[0])
            lines.append(Line(start, start + len(stripped), stripped))
    return lines


def shape_of(lines: list[Line]) -> Shape | None:
    """The shape of a wrapped text, None for one whose lines are paragraphs."""
    widths = sorted(len(line.text) for line in lines if len(line.text) > 12 and "|" not in line.text[:200])
    if len(widths) < 8 or widths[len(widths) * 3 // 4] > WIDEST:
        return None
    width = widths[len(widths) * 3 // 4]
    if sum(0.8 * width <= each <= 1.15 * width for each in widths) < 0.4 * len(widths):
        return None
    long = [line for line in lines if len(line.text) >= 0.6 * width and "|" not in line.text]
    open_ended = sum(not _closed(line.text) for line in long)
    if open_ended < 0.4 * len(long):
        return None
    apart = sum(b.start - a.end > 1 for a, b in pairwise(lines))
    return Shape(width, spaced=apart > 0.8 * len(lines))


def _closed(text: str) -> bool:
    return text.rstrip(CLOSERS)[-1:] in ENDS or text[-1:] in ENDS


def _continues(line: Line, following: Line, blanks: int, shape: Shape) -> bool:
    if blanks != (2 if shape.spaced else 1) and not (blanks == 1 and shape.spaced):
        return False
    if "|" in following.text[:1] or "|" in line.text[:1] or line.text[:1] == "#" or label_of(following.text):
        return False
    if _in_columns(line.text, following.text) or _begins_measure(line, following):
        return False
    first = following.text[0]
    if first.islower() and not _closed(line.text):
        return True
    if shape.spaced or len(line.text) < 0.62 * shape.width:
        return False
    if _is_title(line.text) and first.isupper():
        return False
    if _closed(line.text):
        return len(line.text) >= 0.8 * shape.width
    return first.isalnum() or first in "\"'“‘(（$£€[《"


def _begins_measure(line: Line, following: Line) -> bool:
    """Whether the second line begins a numbered measure, or the first is the title of one."""
    titled = _NUMBERED.match(line.text) and following.text[0].isupper() and not _closed(line.text)
    return bool(titled) or _NUMBERED.match(following.text) is not None


def _in_columns(line: str, following: str) -> bool:
    """Whether two lines are rows of a table: drawn with bars or set with wide gaps."""
    return following.count(" | ") > 1 or any(len(_GAPS.findall(one)) > 1 for one in (line, following))


def _is_title(text: str) -> bool:
    """A line Written Like a Heading ends with itself, unless a sentence ended in it, or it can't end here."""
    words = WORD.findall(text)
    if not 3 <= len(words) <= 14 or not text[-1].isalnum() or not is_title(words):
        return False
    return words[-1] not in _GOES_ON and _SENTENCE_WITHIN.search(text) is None


def _glue(before: str, after: str) -> str:
    return "" if is_han(before[-1]) or is_han(after[0]) or before[-1] in "，、；（“" else " "
