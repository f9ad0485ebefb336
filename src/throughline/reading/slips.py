"""Chinese text whose two-byte characters were read one byte too late.

Where a byte is lost in GBK text, the next characters are read from the wrong halves until a byte below 0x80
puts the reader in step again: `。”为把这次` without its first byte reads `?！睘榘堰@次`. Shifting the pairs back
restores every character but the first, whose other half is gone; that one is marked, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from throughline.formats.decoding import COMMON
from throughline.lib.mapped_text import Edit
from throughline.lib.text import fold

LOST = "\ufffd"
LONGEST = 600
"""A stretch is looked at up to here; real ones end with the line."""
_START = re.compile("[?？\ufffd](?=[!！]?[^\x00-\x7f\ufffd])")
_RUN = re.compile("[!！]?[^\x00-\x7f\ufffd]{1,600}")
_GARBLED = re.compile("[?？]([!！]?[^\x00-\x7f\ufffd]{0,14})\ufffd")
_WIDTH = {ord("!"): "！"}
_OWN = re.compile("[\ue000-\uf8ff]")
_LOOK = 12


@dataclass(frozen=True, slots=True)
class _Shift:
    """A stretch from `start` on, up to `end`, and what it reads when its pairs are put right."""

    end: int
    before: str
    after: str
    whole: bool


def slips(text: str) -> list[Edit]:
    """The edits that put slipped stretches right, where the result is made of everyday characters."""
    made: list[Edit] = []
    written, keeps = frozenset(text), bool(_OWN.search(text))
    place = 0
    while found := _START.search(text, place):
        place = found.end()
        shift = _shift(text, found.end(), keeps=keeps)
        if shift:
            after = shift.after if shift.whole else _attested(shift.after, written)
            made.append((found.start(), shift.end, LOST + after))
            place = shift.end
    return made


def garbled(text: str) -> list[Edit]:
    """Short stretches between two signs of loss that no shift makes sense of: nothing in them can be known."""
    found = (each for each in _GARBLED.finditer(text) if _hopeless(each.group()[0], each.group(1)))
    return [(each.start(), each.end(), LOST * (each.end() - each.start())) for each in found]


def _hopeless(mark: str, inside: str) -> bool:
    """Whether what stands between a mark and a loss is rubbish; where that is in doubt, it is taken for lost.

    Chinese asks with its own wide mark: a narrow one that runs without a pause into a loss is a sign of loss too.
    """
    opens = inside[:1] in _PAIRED or any(character in inside for character in _OPENING)
    if mark == "?" and (len(inside) <= 2 or (len(inside) <= 8 and not opens)):
        return True
    return _suspect(inside or LOST)


def _shift(text: str, start: int, *, keeps: bool) -> _Shift | None:
    run = _RUN.match(text, start, start + LONGEST)
    if not run or not _suspect(run.group()[:_LOOK]):
        return None
    pairs = [_pair(character) for character in run.group().translate(_WIDTH)]
    if None in pairs:
        del pairs[pairs.index(None) :]
    tailed = next((n for n, pair in enumerate(pairs) if pair and pair[1] < 0x80), None)
    if tailed is not None:
        del pairs[tailed + 1 :]
    data = b"".join(pair for pair in pairs if pair)
    end = start + len(pairs)
    endings = _endings(text, start, end, data, swallowed=tailed is not None, keeps=keeps)
    return next((each for each in endings if _better(each)), None)


def _endings(text: str, start: int, end: int, data: bytes, *, swallowed: bool, keeps: bool) -> list[_Shift]:
    """How the stretch may end: on a letter that it swallowed, on a letter that is half of its last character, or
    where its last half is lost. `keeps` tells that the text kept the characters that others lose.
    """
    before, following = text[start:end], text[end : end + 1]
    if swallowed:
        return _read(end, before, data[1:], keeps or len(data) < 2 * LONGEST)
    if "@" <= following <= "~":
        return _read(end + 1, before, data[1:] + following.encode(), keeps)
    marked = following in ("?", LOST)
    if not marked and len(before) < 6:
        return []
    halves = _read(end + marked, before, data[1:-1], whole=keeps or marked)
    return [_Shift(each.end, each.before, each.after + LOST, each.whole) for each in halves]


def _read(end: int, before: str, data: bytes, whole: bool) -> list[_Shift]:  # noqa: FBT001
    try:
        after = data.decode("gb18030")
    except UnicodeDecodeError:
        return []
    return [_Shift(end, before, after, whole)] if after else []


def _pair(character: str) -> bytes | None:
    try:
        data = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return data if len(data) == 2 else None


def _suspect(head: str) -> bool:
    """Whether a stretch begins as Chinese text hardly does: a clean one is refused after a few characters."""
    return _commonness(head) < 0.6


def _better(shift: _Shift) -> bool:
    """Whether the stretch reads as Chinese only after the shift."""
    known = shift.after.replace(LOST, "")
    if not known:
        return False
    gain = _commonness(known) - _commonness(shift.before)
    if len(known) < 8:
        marked = shift.after.endswith(LOST)
        odd = not all(map(_usual, shift.before.rstrip(_LETTERS)))
        return all(map(_usual, known)) and (odd or (marked and gain >= 0.5))
    strange = sum(not _usual(character) for character in shift.before)
    if strange * 5 >= len(shift.before) and all(map(_usual, known)):
        return True
    return gain >= 0.25 and sum(not _usual(character) for character in known) * 12 <= len(known)


def _commonness(text: str) -> float:
    """Which share of a text are characters and marks that Chinese prose is full of."""
    return sum(character in _FREQUENT for character in text) / len(text)


def _attested(restored: str, written: frozenset[str]) -> str:
    """Characters that the text writes nowhere else stay unknown: a pair lost inside the stretch shifts the rest."""
    return "".join(c if c in written or not c.isalnum() else LOST for c in restored)


_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』—…·％〔〕／－～")
_OPENING = "“‘（《〈【「『"
_PAIRED = frozenset("“”‘’（）《》〈〉【】「」『』")
_FREQUENT = COMMON | _PUNCTUATION
_LETTERS = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"


@cache
def _level_one() -> frozenset[str]:
    """The 3 755 everyday characters of GB 2312 (rows 16 to 55)."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset(pair.decode("gbk", "ignore") for pair in pairs)


@cache
def _usual(character: str) -> bool:
    """Whether a character is one of everyday text: of Chinese its common characters and marks, and any ASCII."""
    return character < "\x80" or character in _PUNCTUATION or fold(character) in _level_one()
