"""One page of a pdf as lines, with its tables found in its text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from throughline.formats.grids import Place, TextBuilder, lay, table
from throughline.formats.pdf_answer import RuledTable
from throughline.formats.shapes import Cell, Table

Spans = dict[Place, tuple[int, int]]
"""Where the cells that hold something stand, by row and column."""


class _Found(NamedTuple):
    ruled: RuledTable
    start: int
    end: int


def write_page(builder: TextBuilder, text: str, ruled: Sequence[RuledTable]) -> list[Table]:
    """Append the page's text; returns its tables, but for those whose cells are not in the text.

    A table whose text stands in one stretch of the page is written as rows with tabs between the cells. Of one
    that stands in several, only the spans are told.
    """
    page, at = _Characters(text), 0
    made: list[Table | None] = []
    found = sorted(filter(None, (page.stretch(one) for one in ruled)), key=lambda one: one.start)
    offset = builder.length
    for one in found:
        if one.start < at:
            continue
        before = text[at : one.start].rstrip()
        builder.add(before + "\n" if before.strip() else "")
        made.append(_written(builder, one.ruled))
        at = one.end
    if text[at:].strip() or not at:
        builder.line(text[at:].strip("\n"))
    scattered = [one for one in ruled if one not in [stretch.ruled for stretch in found]]
    if scattered:
        whole = _Characters(builder.text()[offset:])
        made += [_located(whole, offset, one) for one in scattered]
    return sorted((one for one in made if one), key=lambda one: one.start)


def _written(builder: TextBuilder, one: RuledTable) -> Table | None:
    start = builder.length
    return table("", lay(builder, one.grid, _copies(one)), (start, builder.length - 1))


def _copies(one: RuledTable) -> dict[Place, Place]:
    return {(r, c): (i, j) for r, c, i, j in one.copies}


def _located(page: _Characters, offset: int, one: RuledTable) -> Table | None:
    spans = page.spans(one)
    if not spans:
        return None
    copies = _copies(one)
    start, end = min(spans.values())[0], max(end for _, end in spans.values())
    rows: list[list[Cell]] = []
    for r, texts in enumerate(one.grid):
        places = [copies.get((r, c), (r, c)) for c in range(len(texts))]
        rows.append([_cell(one.grid[i][j], spans.get((i, j), (start, start)), offset) for i, j in places])
    return table("", rows, (offset + start, offset + end))


def _cell(text: str, span: tuple[int, int], offset: int) -> Cell:
    return Cell(text, offset + span[0], offset + span[1])


class _Characters:
    """A text without its blanks: another reader puts blanks and line breaks elsewhere."""

    def __init__(self, text: str) -> None:
        self._places = [place for place, c in enumerate(text) if not c.isspace()]
        self._bare = "".join(text[place] for place in self._places)

    def spans(self, one: RuledTable) -> Spans:
        """The cells' spans in the text; none at all when one of them is not found."""
        return {place: self._span(*bare) for place, bare in self._find(one).items()}

    def stretch(self, one: RuledTable) -> _Found | None:
        """The stretch that holds the table's cells, each once, and nothing else."""
        bare = sorted(self._find(one).values())
        if not bare or any(before[1] != after[0] for before, after in pairwise(bare)):
            return None
        return _Found(one, *self._span(bare[0][0], bare[-1][1]))

    def _find(self, one: RuledTable) -> Spans:
        """Each after the last one found, else anywhere."""
        found: Spans = {}
        at = 0
        for r, row in enumerate(one.grid):
            for c, text in enumerate(row):
                bare = "".join(text.split())
                place = self._bare.find(bare, at)
                place = self._bare.find(bare) if place < 0 else place
                if place < 0:
                    return {}
                if bare:
                    at = place + len(bare)
                    found[r, c] = (place, at)
        return found

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self._places[first], self._places[last - 1] + 1
