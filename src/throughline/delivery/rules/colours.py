"""How grave a colour is, and which ones a unit is heard about."""

from __future__ import annotations

from throughline.register.choices import Colour

_ORDER = (Colour.NONE, Colour.GREEN, Colour.BLUE, Colour.YELLOW, Colour.ORANGE, Colour.RED)

#: A rating in one of these is confirmed only after the unit explained, or let the time for it pass.
ADVERSE = frozenset({Colour.YELLOW, Colour.ORANGE, Colour.RED})


def severity(colour: str) -> int:
    """0 for not rated, then green, blue, yellow, orange, and 5 for red."""
    return _ORDER.index(Colour(colour))
