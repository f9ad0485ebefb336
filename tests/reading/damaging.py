"""Damages clean passages as real copies are damaged, and knows which characters survived."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

DOCUMENTS = Path(__file__).parents[3] / "shared" / "documents" / "zh"
LOST = "\ufffd"
SYLLABLES = "xué xí guàn chè dǎng de jīng shén guī huà gāo zhì liàng fā zhǎn".split()


@dataclass(frozen=True)
class Damaged:
    """A damaged passage, and what a perfect repair makes of it: LOST where a character's bytes are gone."""

    kind: str
    clean: str
    text: str
    wanted: str


def passages(number: int) -> list[str]:
    """Clean passages of real documents, of 30 to 85 characters."""
    lines = [
        line.strip()
        for file in sorted(DOCUMENTS.glob("*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    kept: dict[str, None] = {}
    for line in lines:
        for at in range(0, len(line), 85):
            piece = line[at : at + 85]
            if len(piece) >= 30 and not any(c in piece for c in "?？\ufffd<>&") and _plain(piece):
                kept[piece] = None
    chosen = list(kept)
    random.Random(4).shuffle(chosen)
    return chosen[:number]


def _plain(piece: str) -> bool:
    try:
        return all(len(c.encode("gbk")) <= 2 for c in piece)
    except UnicodeEncodeError:
        return False


def damaged(clean: str, draw: random.Random) -> Iterator[Damaged]:
    """Every kind of damage that the passage has room for."""
    for kind, damage in KINDS.items():
        made = damage(clean, draw)
        if made:
            yield Damaged(kind, clean, *made)


def _slip(clean: str, draw: random.Random, encoding: str) -> tuple[str, str] | None:
    """The first byte of a character becomes "?"; what follows is read from the wrong halves until ASCII comes."""
    places = [
        n for n, c in enumerate(clean[:-8]) if c >= "\x80" and all(x >= "\x80" for x in clean[n : n + 6])
    ]
    if not places:
        return None
    at = draw.choice(places)
    before, after = clean[:at], clean[at:].encode("gbk")
    text = before + "?" + after[1:].decode(encoding, "replace")
    return text, before + LOST + _read_in_step(clean[at + 1 :], after[1:], encoding)


def _read_in_step(rest: str, data: bytes, encoding: str) -> str:
    """What of `rest` survives: the decoder's own marks stand for single bytes, and put it in step again."""
    place, out_of_step = 1, True  # data[0] is the orphan half of the lost character
    orphan = 0
    wanted = []
    while orphan < len(data) and out_of_step:
        pair = data[orphan : orphan + 2]
        if pair[0] < 0x80 or len(pair) < 2:
            break
        try:
            pair.decode(encoding)
        except UnicodeDecodeError:
            break  # this half is lost, with the character it belongs to
        orphan += 2
    # Characters whose both bytes lie in data[place:orphan] survive; the one that is cut there does not.
    for character in rest:
        size = len(character.encode("gbk"))
        whole = place + size <= orphan or place > orphan or size == 1
        wanted.append(character if whole else LOST)
        place += size
    return "".join(wanted)


def _pinyin(clean: str, draw: random.Random) -> tuple[str, str] | None:
    made = []
    for character in clean:
        made.append(character)
        if "\u4e00" <= character <= "\u9fff" and draw.random() < 0.1:
            made.append(f"({draw.choice([s for s in SYLLABLES if not s.isascii()])})")
    return "".join(made), clean


def _spaced(clean: str, _: random.Random) -> tuple[str, str] | None:
    text = re.sub(r"(?<![\d.])\d{3,8}(?=[\u4e00-\u9fff%])", lambda found: " ".join(found.group()), clean)
    return (text, clean) if text != clean else None


def _wide(clean: str, _: random.Random) -> tuple[str, str] | None:
    text = clean.translate({n: n + 0xFEE0 for n in range(ord("0"), ord("9") + 1)})
    return (text, clean) if text != clean and "." not in clean else None


def _invisible(clean: str, draw: random.Random) -> tuple[str, str]:
    return "".join(
        c + (draw.choice("\u200b\ufeff\u2060") if draw.random() < 0.05 else "") for c in clean
    ), clean


def _tags(clean: str, draw: random.Random) -> tuple[str, str]:
    at = draw.randrange(5, len(clean) - 5)
    return f'{clean[:at]}<span class="a">{clean[at : at + 3]}</span>{clean[at + 3 :]}', clean


def _lost(clean: str, draw: random.Random) -> tuple[str, str]:
    at = draw.randrange(2, len(clean) - 2)
    return clean[:at] + LOST + clean[at + 1 :], clean[:at] + LOST + clean[at + 1 :]


KINDS: dict[str, Callable[[str, random.Random], tuple[str, str] | None]] = {
    "slip, own area kept": lambda clean, draw: _slip(clean, draw, "gb18030"),
    "slip, undefined marked": lambda clean, draw: _slip(clean, draw, "gbk"),
    "pinyin": _pinyin,
    "spaced digits": _spaced,
    "wide digits": _wide,
    "invisible": _invisible,
    "tags": _tags,
    "lost": _lost,
}
