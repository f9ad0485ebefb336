"""What is told of a key area, an organization or a leader across plans."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from throughline.api.shapes.delivery import ExtensionOut
from throughline.api.shapes.directory import TaskBrief
from throughline.api.shapes.registers import EntryOut


class CellOut(Schema):
    """How many tasks, and of which colours; "" is "not rated"."""

    total: int
    colours: dict[str, int]


class ListOut(CellOut):
    """The tasks that one register shows."""

    register_slug: str
    register_title: str


class MatterOut(Schema):
    """A task with every place it has, the home first."""

    task: TaskBrief
    lead: str | None = Field(None, alias="task.lead.name")
    places: list[EntryOut]


class TargetOfOut(Schema):
    """A target that the tasks serve, or that is the organization's own."""

    id: int
    indicator: str = Field(alias="indicator.code")
    text: str
    due_on: date | None
    clause: int | None = Field(alias="clause_id")
    organization: str | None = Field(None, alias="organization.code")

    @staticmethod
    def resolve_text(row: Any) -> str:
        """Operator, value and unit, as people write it."""
        return str(row)


class ProjectBrief(Schema):
    """A project that the tasks serve."""

    code: str
    title: str
    state: str


class AcrossOut(Schema):
    """`total` counts each task once, `lists` each on every register that shows it; `more` tasks are not told singly.

    `late` and `next` are tasks past their date, and due within 60 days; `waiting` new dates asked for and not answered.
    """

    total: CellOut
    lists: list[ListOut]
    matters: list[MatterOut]
    more: int
    shared: int
    late: list[TaskBrief]
    next: list[TaskBrief]
    instructions: list[MatterOut]
    waiting: list[ExtensionOut]
    targets: list[TargetOfOut]
    projects: list[ProjectBrief]

    @staticmethod
    def resolve_lists(row: Any) -> list[dict[str, Any]]:
        """Register by register."""
        return [
            {
                "register_slug": register.slug,
                "register_title": register.title,
                "total": cell.total,
                "colours": cell.colours,
            }
            for register, cell in row.lists
        ]
