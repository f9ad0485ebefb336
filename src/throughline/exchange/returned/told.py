"""What a look at workbooks that came back finds: changes cell by cell, conflicts, troubles, notes. Plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from throughline.exchange.returned.compare import Verdict


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that can't be taken over, or that has to be known: where (row 0: the sheet as a whole), and what."""

    file: str
    sheet: str
    row: int
    column: str
    what: str

    def __str__(self) -> str:
        where = " · ".join(
            part for part in (self.file, self.sheet, self.column or str(self.row or "")) if part
        )
        return f"{where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Option:
    """A value that comes back for a cell, and where it stands: (file, sheet, cell) of each workbook that says so."""

    value: str
    places: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that workbooks change. `base` is None when it is not known any more how it left."""

    column: str
    title: str
    base: str | None
    theirs: str
    options: tuple[Option, ...]
    verdict: Verdict

    @property
    def is_conflict(self) -> bool:
        return self.verdict == Verdict.CONFLICT


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task with its cells that change. `version` and `place` are those of the task and its entry as they stand."""

    task: int
    number: str
    title: str
    version: int
    entry: int
    place: int
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row without a key that names a task; made only when a person says so."""

    file: str
    sheet: str
    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the upload: how many rows it holds, in how many something was done, or why it is left out."""

    name: str
    rows: int = 0
    changed: int = 0
    unit: str = ""
    refused: str = ""


@dataclass
class Preview:
    """What would happen. `here` counts cells that were changed here only and stay as they are here."""

    register: int
    files: list[FileTold] = field(default_factory=list)
    changes: list[TaskChange] = field(default_factory=list)
    new: list[NewRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)
    here: int = 0
    moves: int = 0

    def cells(self) -> Iterator[tuple[TaskChange, CellChange]]:
        """Every cell with its task."""
        return ((one, cell) for one in self.changes for cell in one.cells)

    @property
    def plain(self) -> int:
        """How many cells change without a question."""
        return sum(not cell.is_conflict for _one, cell in self.cells())

    @property
    def conflicts(self) -> list[tuple[TaskChange, CellChange]]:
        """The cells that somebody has to decide."""
        return [(one, cell) for one, cell in self.cells() if cell.is_conflict]

    @property
    def refused(self) -> list[FileTold]:
        """The files that could not be taken at all."""
        return [file for file in self.files if file.refused]

    def fingerprint(self) -> str:
        """What was shown, in short: whoever confirms names it, so that nothing else is taken over."""
        return hashlib.sha256(repr((self.changes, self.new, self.troubles, self.files)).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For keeping it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Preview:
        """From `as_json`, also when it went through a file."""
        return cls(
            told["register"],
            [FileTold(**one) for one in told["files"]],
            [_change(one) for one in told["changes"]],
            [NewRow(**one) for one in told["new"]],
            [Trouble(**one) for one in told["troubles"]],
            [Trouble(**one) for one in told["notes"]],
            told["here"],
            told["moves"],
        )


def _change(told: dict[str, Any]) -> TaskChange:
    cells = tuple(
        CellChange(
            **{
                **cell,
                "verdict": Verdict(cell["verdict"]),
                "options": tuple(
                    Option(one["value"], tuple((file, sheet, place) for file, sheet, place in one["places"]))
                    for one in cell["options"]
                ),
            }
        )
        for cell in told["cells"]
    )
    return TaskChange(**{**told, "cells": cells})
