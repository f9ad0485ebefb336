"""Tables of yearly targets that lost their lines: a title that names a goal, then years and percentages in turn."""

from __future__ import annotations

import re
from datetime import date

from throughline.reading.document import Document
from throughline.reading.model import Finding, Target
from throughline.reading.structure import Block

FEWEST = 4
TITLE_DISTANCE = 8
_YEAR = re.compile(r"(?:19|20)\d\d年?$")
_PERCENT = re.compile(r"-?(\d{1,3}(?:\.\d+)?) ?%$")
_GOAL = re.compile(r"goals?\b|targets?\b|目标", re.IGNORECASE)
_CUT = re.compile("reduc|cut|decreas|lower|降低|减少|下降", re.IGNORECASE)


def read_year_tables(document: Document) -> list[Finding]:
    """One finding per such table, with a target for each year that was still to come."""
    if document.dated is None:
        return []
    blocks = document.blocks
    years = [n for n, block in enumerate(blocks) if len(block.text) <= 5 and _YEAR.match(block.text)]
    made = []
    for run in _runs(years, blocks):
        title = _title(run[0], blocks)
        values = [(n, found) for n in run if (found := _value(n, blocks)) is not None]
        ahead = [(n, at) for n, at in values if int(blocks[n].text[:4]) >= document.dated.year]
        if title is not None and ahead:
            made.append(_finding(document, title, ahead))
    return made


def _runs(years: list[int], blocks: list[Block]) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in years:
        follows = (
            runs
            and n - runs[-1][-1] <= 4
            and int(blocks[n].text[:4]) == int(blocks[runs[-1][-1]].text[:4]) + 1
        )
        if follows:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [run for run in runs if len(run) >= FEWEST]


def _value(year: int, blocks: list[Block]) -> int | None:
    """The block with the percentage of a year: one of the three after it, before the next year."""
    for n in range(year + 1, min(year + 4, len(blocks))):
        if _YEAR.match(blocks[n].text):
            return None
        if _PERCENT.match(blocks[n].text):
            return n
    return None


def _title(first: int, blocks: list[Block]) -> int | None:
    near = range(first - 1, max(first - TITLE_DISTANCE, 0) - 1, -1)
    return next((n for n in near if len(blocks[n].text) < 80 and _GOAL.search(blocks[n].text)), None)


def _finding(document: Document, title: int, ahead: list[tuple[int, int]]) -> Finding:
    blocks, mapped = document.blocks, document.mapped
    start, end = mapped.span(blocks[title].start, blocks[ahead[-1][1]].end)
    name = blocks[title].text
    op = "-" if any(_CUT.search(block.text) for block in blocks[title : ahead[0][0]]) else "="
    targets = [_target(document, name, op, year, at) for year, at in ahead]
    return Finding(
        "",
        start,
        end,
        mapped.source[start:end],
        name,
        "commitment",
        targets=targets,
        deadline=max(each.deadline for each in targets if each.deadline),
        confidence=0.6,
        reasons=["table of yearly targets"],
        clause=title,
    )


def _target(document: Document, name: str, op: str, year: int, at: int) -> Target:
    block = document.blocks[at]
    found = _PERCENT.match(block.text)
    value = float(found.group(1)) if found else 0.0
    start, end = document.mapped.span(block.start, block.end)
    last = date(int(document.blocks[year].text[:4]), 12, 31)
    return Target(name, op, int(value) if value.is_integer() else value, "%", None, last, start, end)
