"""Papers: column sets."""

from __future__ import annotations

from ninja import Field, Schema

from throughline.papers.choices import ColumnField, Dates, Joined


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
