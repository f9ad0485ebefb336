"""What a look at workbooks of reports finds: what each row would file, what stands in its way. Plain values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from throughline.exchange.returned.told import FileTold, Trouble


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A cell that was filled in: as it left, and as it came back; both as plain texts."""

    column: str
    title: str
    base: str
    mine: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A report of the same period that was filed after the workbook left: by whom, when, and what it says."""

    at: datetime
    by: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report that a row files. `attempt` is the last one of its period as it stands (0: none); `values` are the
    fields of `file_report`. `late` tells that its due day is over.
    """

    file: str
    sheet: str
    row: int
    task: int
    number: str
    title: str
    organization: int
    unit: str
    period: int
    starts_on: date
    ends_on: date
    attempt: int
    late: bool
    cells: tuple[ReportCell, ...]
    values: tuple[tuple[str, str], ...]
    meanwhile: Meanwhile | None = None

    @property
    def key(self) -> str:
        """By which a decision names it."""
        return f"{self.task}:{self.organization}:{self.period}"

    @property
    def is_conflict(self) -> bool:
        return self.meanwhile is not None


@dataclass
class ReportsPreview:
    """What would be filed. `unchanged` counts rows in which nothing was filled in: they file nothing."""

    files: list[FileTold] = field(default_factory=list)
    rows: list[ReportRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)
    unchanged: int = 0

    @property
    def conflicts(self) -> list[ReportRow]:
        """The rows of which somebody has to decide."""
        return [row for row in self.rows if row.is_conflict]

    @property
    def plain(self) -> list[ReportRow]:
        """The rows that are filed without a question."""
        return [row for row in self.rows if not row.is_conflict]

    @property
    def refused(self) -> list[FileTold]:
        """The files that could not be taken at all."""
        return [file for file in self.files if file.refused]

    def fingerprint(self) -> str:
        """What was shown, in short: whoever confirms names it, so that nothing else is filed."""
        return hashlib.sha256(repr((self.files, self.rows, self.troubles)).encode()).hexdigest()
