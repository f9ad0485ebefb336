"""Long lists in pieces: the first page, and "show more" where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

SIZE = 50
#: Nobody reads further; beyond it the database would count for nothing.
FARTHEST = 1_000_000


@dataclass(frozen=True)
class Piece:
    """Some rows; `next` is the `after` of the piece that follows, empty at the end."""

    rows: Sequence[Any]
    next: str = ""


def page_of(rows: models.QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Piece:
    """The piece that the address asks for by `after`, the number of rows to leave out."""
    after = request.GET.get("after", "")
    start = min(int(after), FARTHEST) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    found = list(rows[start : start + size + 1])
    return Piece(found[:size], str(start + size) if len(found) > size else "")


def newest_first(rows: models.QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Piece:
    """The same for rows by falling key: `after` is the last key shown, so that new rows shift nothing."""
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: size + 1])
    return Piece(found[:size], str(found[size - 1].pk) if len(found) > size else "")
