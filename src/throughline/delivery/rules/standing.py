"""Which rating stands, and since when, after all that was circulated and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Standing:
    """A circulated rating: `corrects` is the key of the one that it puts right."""

    key: int
    colour: str
    since: date
    corrects: int | None = None


class Stands(NamedTuple):
    """The colour that counts and the first day of its unbroken run; "" and None before anything was circulated."""

    colour: str
    since: date | None


def standing(circulated: Iterable[Standing]) -> Stands:
    """What counts now, from the ratings of one task in the order of their circulation.

    A correction takes the place of what it corrects, also where later ratings followed. While the colour stays, so
    does its first day.
    """
    places: list[Standing] = []
    place_of: dict[int, int] = {}
    for one in circulated:
        place = place_of.get(one.corrects) if one.corrects is not None else None
        if place is None:
            place = len(places)
            places.append(one)
        else:
            places[place] = one
        place_of[one.key] = place
    if not places:
        return Stands("", None)
    since = places[-1].since
    for one in reversed(places):
        if one.colour != places[-1].colour:
            break
        since = min(since, one.since)
    return Stands(places[-1].colour, since)
