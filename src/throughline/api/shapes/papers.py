"""Papers: column sets, what was issued, templates, numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from throughline.papers.choices import ColumnField, Dates, Joined, PaperKind


class ColumnOut(Schema):
    """A column: what it shows, under which heading, how wide (in characters)."""

    field: ColumnField
    heading: str
    width: float


class ColumnSetOut(Schema):
    """The columns of a table as an organization issues it."""

    id: int
    version: int
    name: str
    organization: str = Field(alias="organization.name")
    columns: list[ColumnOut]
    joined: Joined
    dates: Dates


class ScanOut(Schema):
    """A scan with head and seal; its file is at /scans/{id}/file."""

    id: int
    file_name: str
    media_type: str
    sha256: str
    size: int
    attached_at: datetime


class PaperOut(Schema):
    """A paper as it was issued; its file is at /papers/{id}/file. `voided` is when its number was voided."""

    id: int
    version: int
    kind: PaperKind
    title: str
    number: str = Field(alias="number_text")
    voided: datetime | None = Field(None, alias="number.voided_at")
    organization: str = Field(alias="organization.name")
    register_slug: str | None = Field(None, alias="register.slug")
    unit: str | None = Field(None, alias="unit.name")
    circular: int | None = Field(alias="circular_id")
    template: int | None = Field(alias="template_id")
    issued_on: date
    as_of: date
    file_name: str
    media_type: str
    sha256: str
    size: int
    scans: list[ScanOut]


class TemplateOut(Schema):
    """A Word template; its file is at /templates/{id}/file."""

    id: int
    version: int
    kind: PaperKind
    name: str
    organization: str = Field(alias="organization.name")
    file_name: str
    sha256: str
    size: int
    fields: list[str]
    fonts: list[str]
    is_used: bool
    uploaded_at: datetime


class SeriesOut(Schema):
    """How an organization numbers its papers."""

    id: int
    version: int
    name: str
    organization: str = Field(alias="organization.name")
    pattern: str
    begun_year: int | None
    begun_at: int
    is_open: bool


class NumberOut(Schema):
    """A number that was taken, as it is written. `paper` is the key of what was issued under it."""

    id: int
    year: int
    value: int
    text: str
    subject: str
    taken_at: datetime
    voided_at: datetime | None
    void_reason: str
    paper: int | None = None

    @staticmethod
    def resolve_paper(row: Any) -> int | None:
        """Its paper, if it has one."""
        paper = getattr(row, "paper", None)
        return paper.pk if paper else None
