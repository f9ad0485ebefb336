"""What reporting asks of units."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema

from throughline.api.shapes.directory import TaskBrief


class AskingListOut(Schema):
    """A register on which the task stands, with its number there."""

    register_slug: str = Field(alias="register.slug")
    register_title: str = Field(alias="register.title")
    number: str


class SameOut(Schema):
    """Another task asked for in the month that may be the same matter: decided to be related, or not decided yet."""

    task: int
    degree: Literal["related", "certain", "likely"]


class RequestOut(Schema):
    """A report asked of a unit, once. `others` are further registers that show the task; `spared` of them would ask.

    `filed_on` is the day of the first filing; `answered` tells whether an account stands.
    """

    task: TaskBrief
    role: str
    home: AskingListOut = Field(alias="entry")
    others: list[AskingListOut]
    spared: int
    starts_on: date = Field(alias="period.starts_on")
    ends_on: date = Field(alias="period.ends_on")
    due_on: date
    filed_on: date | None
    answered: bool
    same: list[SameOut]

    @staticmethod
    def resolve_spared(row: Any) -> int:
        """How many further registers would ask in that month."""
        return len(row.spared)


class UnitLoadOut(Schema):
    """How heavily a unit is asked in a month: reports, the tasks they are about, the registers that ask; `shared`
    stand on several registers, `spared` reports need not be filed because each matter is reported once.
    """

    organization: str = Field(alias="organization.code")
    name: str = Field(alias="organization.name")
    due: int
    answered: int
    tasks: int
    registers: int
    shared: int
    spared: int

    @staticmethod
    def resolve_shared(row: Any) -> int:
        """Reports on tasks that stand on several registers."""
        return len(row.shared)
