"""What became of a cell: as it left, as it stands now, as workbooks say that come back. Pure: texts in, verdict out.

Texts are those of `values`. A cell that a workbook leaves as it was says nothing, whatever happened here meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a cell."""

    SAME = "same"  # nobody changed it
    HERE = "here"  # changed here since, not in the workbook: it stays as it is here
    AGREED = "agreed"  # changed on both sides to the same
    CHANGED = "changed"  # changed in the workbook alone: to be taken over
    CONFLICT = "conflict"  # changed on both sides, or by two workbooks: somebody has to decide


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the values to take over: one when CHANGED, one or more to choose from when CONFLICT."""

    verdict: Verdict
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What one workbook says of a cell: as it left (None: not known any more), as it stands now, as it came back."""

    base: str | None
    theirs: str
    mine: str

    @property
    def is_changed(self) -> bool:
        return self.mine != self.base and not (self.base is None and self.mine == self.theirs)

    @property
    def is_changed_here(self) -> bool:
        return self.theirs != self.base


def judge(said: Sequence[Said]) -> Judged:
    """What becomes of a cell of which the workbooks say this. The order of `said` is kept among the values."""
    changed = [one for one in said if one.is_changed]
    open_ones = [one for one in changed if one.mine != one.theirs]
    values = tuple(dict.fromkeys(one.mine for one in open_ones))
    if not values:
        here = any(one.base is not None and one.is_changed_here for one in said)
        return Judged(Verdict.AGREED if changed else Verdict.HERE if here else Verdict.SAME)
    if len(values) > 1 or any(one.is_changed_here for one in open_ones):
        return Judged(Verdict.CONFLICT, values)
    return Judged(Verdict.CHANGED, values)


def displaced(rows: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[int]:
    """The places of rows whose key stands beside another row's cells, as after a sort that left the keys behind.

    Each row gives what tells it from others (number, title) as it left and as it came back. A row counts when all of
    that is another's: as it came back it equals what another row was when it left.
    """
    left: dict[tuple[str, ...], int] = {}
    for place, (base, _mine) in enumerate(rows):
        left.setdefault(base, place)
    return [
        place
        for place, (base, mine) in enumerate(rows)
        if mine != base and left.get(mine, place) != place and all(mine)
    ]
