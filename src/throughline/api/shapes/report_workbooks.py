"""Workbooks of reports that come back."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema

from throughline.api.shapes.registers import FileOut, TroubleOut


class ReportCellOut(Schema):
    """A cell that was filled in: as it left, as it came back."""

    column: str
    title: str
    base: str
    mine: str


class MeanwhileOut(Schema):
    """Who filed the same report after the workbook left, and when."""

    at: datetime
    by: str


class ReportRowOut(Schema):
    """A report that a row files. `attempt` is the last one of its period (0: none), `late` that its day is over."""

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
    cells: list[ReportCellOut]
    meanwhile: MeanwhileOut | None


class ReturnedReportsOut(Schema):
    """What a workbook files; `filed` counts what was filed. `unchanged` rows were not filled in and file nothing."""

    filed: int
    files: list[FileOut]
    rows: list[ReportRowOut]
    troubles: list[TroubleOut]
    notes: list[TroubleOut]
    unchanged: int
