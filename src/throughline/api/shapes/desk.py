"""Who calls, what needs them today, how everything stands, what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from throughline.accounts.choices import Role
from throughline.api.shapes.delivery import (
    CircularOut,
    CompletionOut,
    ExtensionOut,
    OwedOut,
    RatingOut,
    ReportBrief,
)
from throughline.api.shapes.directory import TaskBrief
from throughline.api.shapes.plans import DocumentOut


class GrantOut(Schema):
    """A role, everywhere or within an organization; a secretary's for a leader's post.

    `role` is the built-in one; `own_role` is the short name of the own role that lessens it, `name` what it is called.
    """

    role: Role
    own_role: str | None = Field(None, alias="own_role.slug")
    name: str = Field(alias="role_name")
    within: str | None = Field(None, alias="organization.code")
    on_behalf_of: int | None = Field(alias="acts_for_id")


class MeOut(Schema):
    """The account that calls, with its roles."""

    id: int
    username: str
    name: str
    language: str
    grants: list[GrantOut]


class UnsignedOut(Schema):
    """A task that a unit has not signed for yet; sign at /responsibilities/{id}/sign-off."""

    id: int
    role: str
    organization: str = Field(alias="organization.name")
    task: TaskBrief


class StepBrief(Schema):
    """A milestone that is overdue; mark it done at /milestones/{id}/done."""

    id: int
    version: int
    title: str
    due_on: date
    task: TaskBrief


class UnitDeskOut(Schema):
    """What the caller's units owe; `reached` are tasks at 100 % that they have not reported complete."""

    reports: list[OwedOut]
    to_explain: list[RatingOut]
    unsigned: list[UnsignedOut]
    reached: list[TaskBrief]
    due: list[TaskBrief]
    steps: list[StepBrief]
    extensions: list[ExtensionOut]


class SilentUnitOut(Schema):
    """A unit with overdue reports, the oldest since a day."""

    organization: str = Field(alias="organization.name")
    tasks: int
    since: date


class RegisterBrief(Schema):
    """A register by its short name and title."""

    slug: str
    title: str


class SupervisionDeskOut(Schema):
    """What waits for the supervision office; lists hold at most 100 rows, counts are whole.

    `unruled` are open registers without rating rules: their tasks are never rated.
    """

    reports: list[ReportBrief]
    reports_count: int
    explained: list[RatingOut]
    to_confirm: list[RatingOut]
    to_confirm_count: int
    waiting: list[RatingOut]
    to_circulate: list[RatingOut]
    to_circulate_count: int
    extensions: list[ExtensionOut]
    extensions_count: int
    returned: list[ReportBrief]
    completions: list[CompletionOut]
    reached: list[TaskBrief]
    silent: list[SilentUnitOut]
    incomplete: int = Field(alias="lacking.incomplete")
    unruled: list[RegisterBrief]


class OpenClauseOut(Schema):
    """A clause that is to become tasks and has none."""

    id: int
    plan: str = Field(alias="plan.slug")
    number: str | None
    text: str | None


class PlanDeskOut(Schema):
    """What waits for the plan office."""

    documents: list[DocumentOut]
    clauses: list[OpenClauseOut]


class CellOut(Schema):
    """How many tasks there are, by rating; the colour "" is "not rated"."""

    total: int
    colours: dict[str, int]


class EntryBrief(Schema):
    """A task with its place."""

    register_slug: str = Field(alias="register.slug")
    number: str
    lead: str | None = Field(None, alias="task.lead.name")
    task: TaskBrief


class PortfolioOut(Schema):
    """A leader's post: counts, and the tasks that are not well, the gravest first."""

    post: int = Field(alias="post.pk")
    name: str
    counts: CellOut
    troubled: list[EntryBrief]

    @staticmethod
    def resolve_name(row: Any) -> str:
        """The post with its organization."""
        return str(row.post)


class ChangeOut(Schema):
    """One thing that changed: of kind rating, correction, closed or moved."""

    kind: str
    at: datetime
    task: TaskBrief
    before: str | None
    after: str | None
    reason: str

    @staticmethod
    def resolve_before(row: Any) -> str | None:
        """A colour or a day."""
        return None if row.before is None else str(row.before)

    @staticmethod
    def resolve_after(row: Any) -> str | None:
        """A colour or a day."""
        return None if row.after is None else str(row.after)


class LeaderDeskOut(Schema):
    """What a leader should know."""

    reds: list[EntryBrief]
    changes: list[ChangeOut]
    portfolios: list[PortfolioOut]


class TodayOut(Schema):
    """What needs the caller today; a desk is null for whoever has no such role."""

    unit: UnitDeskOut | None
    supervision: SupervisionDeskOut | None
    plan_office: PlanDeskOut | None
    leader: LeaderDeskOut | None
    circulars: list[CircularOut]


class BoardCellOut(CellOut):
    """A cell of the board: a key area by a lead unit, either null where none is given."""

    area: int | None
    organization: str | None


class LeaderCellOut(CellOut):
    """Counts of a leader in charge; the post is null for tasks without one."""

    post: int | None
    name: str | None


class MonthCellOut(CellOut):
    """How the tasks stood at the end of a month."""

    month: date


class RegisterCellOut(CellOut):
    """Counts of a register."""

    register_slug: str


class OverviewOut(Schema):
    """How everything in sight stands: the board, by leader, by month, by register; what is red and what changed."""

    total: CellOut
    cells: list[BoardCellOut]
    leaders: list[LeaderCellOut]
    months: list[MonthCellOut]
    registers: list[RegisterCellOut]
    reds: list[EntryBrief]
    changes: list[ChangeOut]


class FieldChangeOut(Schema):
    """A field of an object, before and after, as people read it."""

    of: str
    field: str
    before: str
    after: str


class RecordOut(Schema):
    """An act of the history: who did what, when, for whom and why."""

    id: int
    at: datetime
    act: str
    by: str = Field(alias="by_name")
    on_behalf_of: str = Field(alias="for_name")
    why: str
    about: str = Field(alias="subject_name")


class HistoryLineOut(Schema):
    """An act with what it changed on the object; `name` says in words what was done."""

    record: RecordOut
    name: str = Field(alias="act")
    changes: list[FieldChangeOut]
