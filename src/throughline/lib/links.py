"""How a stage declares the links of its objects to earlier ones; `chain` composes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Rows = Any  # a QuerySet of the step's model


@dataclass(frozen=True)
class Link:
    """Two steps of the chain: `down` gives the later rows of given earlier ones, `up` the earlier of later ones.

    `over` is the column of the later row that leads to the earlier; where it is empty, `up` would find nothing. "" says
    that there is no such column.
    """

    earlier: str
    later: str
    down: Callable[[Rows], Rows]
    up: Callable[[Rows], Rows]
    over: str = ""
