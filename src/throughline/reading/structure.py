"""The blocks of a text, in order: headings, paragraphs, list items, table rows; and the sentences in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from throughline.lib.text import count_han
from throughline.reading.labels import is_label
from throughline.reading.numbering import Label, label_of
from throughline.reading.sentences import Cut, sentences
from throughline.reading.titles import WORD, is_title

HEADING_HAN = 40
HEADING_LATIN = 110
_FINAL = "。！？；;.!?:：，,"
# A sentence that opens with its year says what is due, and is no heading.
_DATED = re.compile(r"[到至在]?(?:19|20)\d\d ?年")
_RULE_LINE = re.compile(r"[|\-=_*+:. \t]{3,}$")


@dataclass(slots=True)
class Block:
    """A stretch of the working text. `level` is 1 for the highest heading, 0 for what is not a heading."""

    kind: str
    start: int
    end: int
    text: str
    label: Label | None = None
    level: int = 0
    parent: int | None = None
    cuts: list[Cut] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The label as an office would cite it; signs of markup and bullets are none."""
        return self.label.number if self.label and any(map(str.isalnum, self.label.number)) else ""

    @property
    def body_start(self) -> int:
        """Where the wording begins, after the label."""
        return self.start + (self.label.end if self.label else 0)


def blocks_of(text: str, headings: tuple[tuple[int, int, int], ...] = ()) -> list[Block]:
    """The blocks of a working text. `headings` are (level, start, end) that the file itself declares."""
    declared = {start: level for level, start, _ in headings}
    blocks = [
        _block(found, declared) for found in re.finditer(r"[^\n\f]+", text) if not found.group().isspace()
    ]
    _measures(blocks)
    _bullets_above(blocks)
    _numbered_on(blocks)
    _nest(blocks)
    for block in blocks:
        if block.kind != "row":
            block.cuts = sentences(text, block.body_start, block.end)
    return blocks


def _block(found: re.Match[str], declared: dict[int, int]) -> Block:
    raw = found.group()
    line = raw.strip()
    start = found.start() + raw.index(line[0])
    end = start + len(line)
    if is_row(line):
        return Block("row", start, end, line)
    label = label_of(line)
    level = declared.get(start) or declared.get(found.start()) or 0
    if level or _is_heading(line, label):
        return Block("heading", start, end, line, label, level or heading_rank(line, label))
    return Block("item" if label and label.rank >= 5 else "paragraph", start, end, line, label)


FEWEST_WORDS, FEWEST_HAN = 4, 8
"""A cell with fewer holds a name or a figure, and no sentence."""


def cells_as_items(text: str, block: Block, cells: list[tuple[int, int]]) -> None:
    """Lets the sentences in the cells of a row be read, where nothing tells what its columns mean."""
    told = [cell for cell in cells if _is_told(text[slice(*cell)])]
    block.kind, block.cuts = "item", [cut for cell in told for cut in sentences(text, *cell)]


def _is_told(cell: str) -> bool:
    return count_han(cell) >= FEWEST_HAN or len(WORD.findall(cell)) >= FEWEST_WORDS


def is_row(line: str) -> bool:
    """A line of a table that is drawn with bars."""
    return line.count("|") >= 2 and (line[0] == "|" or " | " in line)


def heading_rank(line: str, label: Label | None) -> int:
    """The level of a heading from its label, 1 for the highest."""
    if label:
        return max(1, label.rank)
    return 1 if line.isupper() else 6


def _is_heading(line: str, label: Label | None) -> bool:
    if _RULE_LINE.fullmatch(line) or is_label(line, 0, len(line)):
        return False
    if label and label.number.startswith("#"):
        return True
    body = line[label.end :] if label else line
    if not body:
        return False
    if count_han(body[:HEADING_HAN]) > len(body[:HEADING_HAN]) // 3:
        return _chinese_heading(body, label)
    return _english_heading(body, label)


# A sentence and then who is responsible for it: no heading, though it ends without a full stop.
_AFTER_SENTENCE = re.compile("[。；][（(][^（）()]{2,80}[）)]$")


def _chinese_heading(body: str, label: Label | None) -> bool:
    bare = body.rstrip("*_ ")
    if len(bare) > HEADING_HAN or _AFTER_SENTENCE.search(bare):
        return False
    if label and label.rank <= 4:
        return bare[-1:] not in "。！？；，：" or (
            bare.count("。") == 1 and bare[-1] == "。" and len(bare) <= 36 and not _DATED.match(bare)
        )
    return bare[-1:] not in _FINAL + "”、）)" and not label


# A sentence and then a label of it: "Adopt a plan. Lead: Parks Department".
_SENTENCE_THEN_LABEL = re.compile(r"[a-z]{3}\. [A-Z][a-z]{2,14}(?: [a-z]{2,12})?: ")


def _english_heading(body: str, label: Label | None) -> bool:
    bare = body.strip("*_ ")
    if len(bare) > HEADING_LATIN or bare[-1:] in ".;,?!" or (label and label.bullet):
        return False
    if _SENTENCE_THEN_LABEL.search(bare):
        return False
    words = WORD.findall(bare)
    return bool(words) and len(words) <= 14 and is_title(words)


def _measures(blocks: list[Block]) -> None:
    """Numbered sentences that follow each other and have nothing under them are measures, and no headings."""
    for index, block in enumerate(blocks):
        if _is_numbered_sentence(block):
            beside = blocks[max(0, index - 1) : index] + blocks[index + 1 : index + 2]
            if any(_like(other, block) for other in beside):
                block.kind, block.level = "paragraph", 0


SHORT_HAN = 24


def _bullets_above(blocks: list[Block]) -> None:
    """A few Chinese words behind a bullet, alone above a paragraph without one, are its heading."""
    for index, block in enumerate(blocks[:-1]):
        after = blocks[index + 1]
        alone = index == 0 or not _has_bullet(blocks[index - 1])
        short = len(block.text) <= SHORT_HAN and block.text[-1:] not in _FINAL + "”）)"
        told = after.kind == "paragraph" and not after.label and len(after.text) > 2 * len(block.text)
        if alone and short and told and _has_bullet(block) and count_han(block.text) > 3:
            block.kind, block.level = "heading", heading_rank(block.text, block.label)


def _numbered_on(blocks: list[Block]) -> None:
    """A line that numbers on from a heading ("B. …" after "A. …") and has a text under it is a heading, too."""
    last: dict[int, str] = {}
    for block, after in pairwise(blocks):
        label = block.label
        if label is None or label.bullet:
            continue
        if block.kind == "item" and _follows(last.get(label.rank, ""), label.number):
            short = len(block.text) <= HEADING_LATIN and block.text[-1:] not in _FINAL + ".;:,?!"
            if short and (after.label is None or after.label.rank != label.rank):
                block.kind, block.level = "heading", heading_rank(block.text, label)
        if block.kind == "heading":
            last[label.rank] = label.number


def _follows(before: str, number: str) -> bool:
    if before.isdigit() and number.isdigit():
        return int(number) == int(before) + 1
    return len(before) == len(number) == 1 and before.isupper() and ord(number) == ord(before) + 1


def _has_bullet(block: Block) -> bool:
    return block.label is not None and block.label.bullet


def _like(other: Block, block: Block) -> bool:
    """Whether a block beside another is one of the same list: the same kind of label, and a sentence."""
    if other.label is None or block.label is None:
        return False
    return other.label.rank == block.label.rank and other.text[-1:] in "。；"


def _is_numbered_sentence(block: Block) -> bool:
    return block.kind == "heading" and block.label is not None and block.text[-1:] in "。；"


def _nest(blocks: list[Block]) -> None:
    """Sets each block's parent: the nearest heading above it of a higher rank."""
    open_headings: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            while open_headings and blocks[open_headings[-1]].level >= block.level:
                open_headings.pop()
        block.parent = open_headings[-1] if open_headings else None
        if block.kind == "heading":
            open_headings.append(index)


def depth(blocks: list[Block], index: int | None) -> int:
    """How many headings a block stands under."""
    steps = 0
    while index is not None and blocks[index].parent is not None:
        index, steps = blocks[index].parent, steps + 1
    return steps
