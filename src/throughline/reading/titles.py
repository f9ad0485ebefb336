"""Whether English words are Written Like a Heading."""

from __future__ import annotations

import re

_SMALL_WORDS = frozenset(
    "a an and as at by for from in into of on or our per the through to via with & – — -".split()
)
WORD = re.compile(r"[A-Za-z][\w’'&./-]*")


def is_title(words: list[str]) -> bool:
    """Whether words are written Like a Heading, or ALL IN CAPITALS."""
    heavy = [w for w in words if w.lower() not in _SMALL_WORDS]
    return bool(heavy) and sum(w[0].isupper() for w in heavy) >= 0.8 * len(heavy)
