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
_LINE = re.compile(r"[^\n]*")


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
    pairs = ((a, b, _blanks(text, a, b)) for a, b in pairwise(lines))
    return [(a.end, b.start, _glue(a.text, b.text)) for a, b, blanks in pairs if _joins(a, b, blanks, shape)]


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


def _blanks(text: str, line: Line, following: Line) -> int:
    return text.count("\n", line.end, following.start)


def _continues(line: Line, following: Line, blanks: int, shape: Shape) -> bool:
    if blanks != (2 if shape.spaced else 1) and not (blanks == 1 and shape.spaced):
        return False
    if "|" in following.text[:1] or "|" in line.text[:1] or line.text[:1] == "#" or label_of(following.text):
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


def _is_title(text: str) -> bool:
    """A line Written Like a Heading ends with itself."""
    words = WORD.findall(text)
    return 3 <= len(words) <= 14 and text[-1].isalnum() and is_title(words)


def _glue(before: str, after: str) -> str:
    return "" if is_han(before[-1]) or is_han(after[0]) or before[-1] in "，、；（“" else " "
