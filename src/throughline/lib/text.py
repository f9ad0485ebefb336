"""Characters: what script they are, and folding that keeps every offset."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""For use inside a character class."""

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SPACES = re.compile(r"\s+")
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
_WIDE_ALPHANUMERIC = {k: v for k, v in _WIDE.items() if chr(v).isalnum() or chr(v) in "%.-+"}


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return bool(_HAN.match(character))


def count_han(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_HAN.findall(text))


def count_latin(text: str) -> int:
    """How many Latin letters a text has."""
    return len(_LATIN.findall(text))


def squeeze(text: str) -> str:
    """White space of any kind and length becomes one blank; none is left at the ends."""
    return _SPACES.sub(" ", text).strip()


def shortened(text: str, length: int) -> str:
    """The text, or its beginning and an ellipsis, at most `length` characters."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def narrow(text: str) -> str:
    """Full-width digits, letters and % in their ordinary width; other characters and all offsets stay."""
    return text.translate(_WIDE_ALPHANUMERIC)


def fold(text: str) -> str:
    """A copy for comparing only: simplified characters, ordinary width, same length as `text`.

    Single characters are exchanged one for one, so an offset in the folded text is one in the original.
    """
    if text.isascii():
        return text
    return text.translate(_folding())


_PAUSES = re.compile(rf"(?<=[{HAN}”’）》])[,;:!?]")
_WIDE_PAUSES = str.maketrans(",;:!?", "，；：！？")


def widen_pauses(text: str) -> str:
    """Commas, colons and the like after a Chinese character in the width that Chinese gives them; offsets stay."""
    return _PAUSES.sub(lambda found: found.group().translate(_WIDE_PAUSES), text)


def has_traditional(text: str) -> bool:
    """Whether a character occurs that simplified Chinese writes differently."""
    return bool(_traditional().search(text))


def to_simplified(text: str) -> str:
    """The text in simplified characters, one for one."""
    return text.translate(_simplified())


@cache
def _simplified() -> dict[int, int]:
    """Traditional to simplified, one character each (OpenCC's TSCharacters, its first choice)."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {
        ord(old): ord(new.split(" ")[0])
        for old, new in pairs
        if len(old) == 1 and len(new.split(" ")[0]) == 1
    }


@cache
def _folding() -> dict[int, int]:
    return {**_simplified(), **_WIDE_ALPHANUMERIC}


@cache
def _traditional() -> re.Pattern[str]:
    changed = "".join(chr(old) for old, new in _simplified().items() if old != new)
    return re.compile("[" + re.escape(changed) + "]")
