"""Tables of a pdf page that are drawn with lines."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from typing import Any

from throughline.formats.pdf_answer import RuledTable
from throughline.lib.text import HAN

_UNSPACED = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]")  # Chinese, with its punctuation
_MOST_CELLS = 4_000

Box = tuple[float, float, float, float]


def ruled_tables(document: Any, numbers: Sequence[int]) -> list[RuledTable]:
    """The tables on these pages (from 0) of a pdfplumber document; pages that can't be read have none."""
    found: list[RuledTable] = []
    for number in numbers:
        # It raises whatever a broken page leads it to, and the page's text is already there.
        with contextlib.suppress(Exception):
            page = document.pages[number]
            found += [_ruled(page, number, one) for one in page.find_tables() if _is_table(one)]
            page.close()
    return found


def _is_table(table: Any) -> bool:
    return len(table.rows) > 1 and len(table.rows[0].cells) > 1 and len(table.cells) <= _MOST_CELLS


def _ruled(page: Any, number: int, table: Any) -> RuledTable:
    boxes: list[list[Box | None]] = [list(row.cells) for row in table.rows]
    texts = table.extract()
    grid = [
        [_flowing(page, box, text or "") if box else "" for box, text in zip(row, line, strict=True)]
        for row, line in zip(boxes, texts, strict=True)
    ]
    return RuledTable(number, grid, list(_copies(boxes)))


def _copies(boxes: list[list[Box | None]]) -> Sequence[tuple[int, int, int, int]]:
    """A place without a box of its own lies in the box of a merged cell."""
    owners = [(r, c, box) for r, row in enumerate(boxes) for c, box in enumerate(row) if box]
    found: list[tuple[int, int, int, int]] = []
    for r, row in enumerate(boxes):
        for c in (c for c, box in enumerate(row) if box is None):
            place = _middle(boxes, r, c)
            owner = next(((i, j) for i, j, box in owners if place and _holds(box, place)), None)
            if owner and owner < (r, c):
                found.append((r, c, *owner))
    return found


def _middle(boxes: list[list[Box | None]], r: int, c: int) -> tuple[float, float] | None:
    """The centre of the place, by the narrowest box of its column and the lowest of its row."""
    column = [row[c] for row in boxes if row[c]]
    across = [box for box in boxes[r] if box]
    if not column or not across:
        return None
    left, _, right, _ = min((box for box in column if box), key=lambda box: box[2] - box[0])
    _, top, _, bottom = min(across, key=lambda box: box[3] - box[1])
    return (left + right) / 2, (top + bottom) / 2


def _holds(box: Box, place: tuple[float, float]) -> bool:
    return box[0] < place[0] < box[2] and box[1] < place[1] < box[3]


def _flowing(page: Any, box: Box, text: str) -> str:
    """The cell's text with its lines joined where they only broke at the cell's edge."""
    if "\n" not in text:
        return text.strip()
    lines = page.crop(box, strict=False).extract_text_lines(return_chars=False)
    flowing = ""
    full = False
    for line in lines:
        content = line["text"].strip()
        flowing += _joint(flowing, content, full=full) + content
        full = box[2] - line["x1"] < 1.6 * (line["bottom"] - line["top"])
    return flowing


def _joint(before: str, after: str, *, full: bool) -> str:
    if not before or not after:
        return ""
    if not full:
        return "\n"
    return "" if _UNSPACED.match(before[-1]) or _UNSPACED.match(after[0]) else " "
