"""Chinese text whose two-byte characters were read one byte too late.

Where a byte is lost in GBK text, the next characters are read from the wrong halves until a byte below 0x80
puts the reader in step again: `。”为把这次` without its first byte reads `?！睘榘堰@次`. Shifting the pairs back
restores every character but the first, whose other half is gone; that one is marked, not guessed.
"""

from __future__ import annotations

import re
from functools import cache

from throughline.lib.mapped_text import Edit
from throughline.lib.text import HAN, fold

LOST = "\ufffd"
_SLIP = re.compile(rf"[?？]([!！]?[{HAN}‘’“”、。，；：]{{2,12}}?[@-Z\[-`{{-~])(?=[{HAN}])")
_WIDTH = {ord("!"): "！"}


def slips(text: str) -> list[Edit]:
    """The edits that put slipped stretches right, where the result is made of everyday characters only."""
    if "?" not in text and "？" not in text:
        return []
    found = ((each, _shifted(each.group(1))) for each in _SLIP.finditer(text))
    better = [(each, new) for each, new in found if new and _better(each.group(1), new)]
    return [(each.start(), each.end(), LOST + _attested(new, text)) for each, new in better]


def _shifted(stretch: str) -> str | None:
    try:
        return stretch.translate(_WIDTH).encode("gbk")[1:].decode("gbk")
    except UnicodeError:
        return None


def _better(before: str, after: str) -> bool:
    return all(_everyday(c) or not c.isalnum() for c in after) and not all(_everyday(c) for c in before[:-1])


def _attested(restored: str, text: str) -> str:
    """Characters that the text writes nowhere else stay unknown: a pair lost inside the stretch shifts the rest."""
    return "".join(c if c in text or not c.isalnum() else LOST for c in restored)


@cache
def _level_one() -> frozenset[str]:
    """The 3 755 everyday characters of GB 2312 (rows 16 to 55)."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset(pair.decode("gbk", "ignore") for pair in pairs)


def _everyday(character: str) -> bool:
    return fold(character) in _level_one()
