"""Many rows or keys, a piece at a time: a database takes only so many keys in one query, a machine so many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

#: Rows or keys looked at together.
PIECE = 2000

T = TypeVar("T")


def pieces(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists of at most PIECE."""
    left = iter(values)
    while piece := list(islice(left, PIECE)):
        yield piece


def rows_in_pieces(rows: Any) -> Iterator[list[Any]]:
    """The rows of a query set in lists of at most PIECE, by a query each, in the order of their keys."""
    ordered, last = rows.order_by("pk"), 0
    while piece := list(ordered.filter(pk__gt=last)[:PIECE]):
        yield piece
        if len(piece) < PIECE:
            return
        last = piece[-1].pk
