"""Registers, tasks, projects."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from throughline.api.fields import Number
from throughline.api.shapes.delivery import (
    AdjustmentOut,
    CompletionOut,
    DueDateChangeOut,
    ExtensionOut,
    RatingOut,
    ReportOut,
)
from throughline.api.shapes.directory import OrganizationOut, TaskBrief
from throughline.register.choices import (
    CompletionKind,
    Lack,
    ProjectNature,
    ProjectState,
    RegisterKind,
    ResponsibilityRole,
    Rhythm,
    TaskState,
)


class ResponsibilityOut(Schema):
    """Who answers for a task, in which role, and when they signed for it."""

    id: int
    role: ResponsibilityRole
    organization: OrganizationOut
    signed_at: datetime | None


class RegisterOut(Schema):
    """A register with its counts; `plan` is the short name of its plan."""

    id: int
    version: int
    slug: str
    title: str
    kind: RegisterKind
    organization: str = Field(alias="organization.name")
    plan: str | None = Field(None, alias="plan.slug")
    rhythm: Rhythm
    starts_on: date | None
    closed_on: date | None
    task_count: int
    red_count: int


class StageGoalOut(Schema):
    """What a key area is to have reached by a day."""

    id: int
    due_on: date
    text: str


class AreaOut(Schema):
    """A key area with its leader and stage goals."""

    id: int
    number: str
    title: str
    leader: str | None
    goals: list[StageGoalOut] = Field(alias="stage_goals")

    @staticmethod
    def resolve_leader(row: Any) -> str | None:
        """The leader's post."""
        return str(row.leader) if row.leader else None


class CountsOut(Schema):
    """How many rows there are, and of which kinds; the colour "" is "not rated", `carried` went on to the next year."""

    total: int
    overdue: int
    incomplete: int
    carried: int
    ratings: dict[str, int]
    states: dict[str, int]
    lacks: dict[str, int]


class RegisterDetailOut(RegisterOut):
    """A register with its rhythm, key areas and counts of the rows in sight.

    Without a `rule_set` its tasks are never rated; without a `calendar` the installation's first one counts.
    """

    due_days: int
    explanation_days: int
    rule_set: str | None = Field(None, alias="rule_set.slug")
    calendar: str | None = Field(None, alias="calendar.slug")
    areas: list[AreaOut]
    counts: CountsOut


class TaskOut(Schema):
    """A task as a register's row shows it; `rating` is the last circulated one, `lacks` what is still missing."""

    id: int = Field(alias="task.pk")
    version: int = Field(alias="task.version")
    register_slug: str = Field(alias="entry.register.slug")
    number: str = Field(alias="entry.number")
    area: str | None
    title: str = Field(alias="task.title")
    aim: str = Field(alias="task.aim")
    standard: str = Field(alias="task.standard")
    requirement: str = Field(alias="task.requirement")
    completion: CompletionKind = Field(alias="task.completion")
    starts_on: date | None = Field(alias="task.starts_on")
    due_on: date | None = Field(alias="task.due_on")
    original_due_on: date | None = Field(alias="task.original_due_on")
    due_text: str = Field(alias="task.due_text")
    review_rhythm: str = Field(alias="task.review_rhythm")
    weight: Number | None = Field(alias="task.weight")
    contact: str = Field(alias="task.contact")
    state: TaskState = Field(alias="task.state")
    progress: Number | None = Field(alias="task.progress")
    unit_colour: str = Field(alias="task.unit_colour")
    rating: str = Field(alias="task.rating")
    rating_since: date | None = Field(alias="task.rating_since")
    reported_on: date | None = Field(alias="task.reported_on")
    overdue: bool
    lacks: list[Lack]
    lead: str | None = Field(None, alias="task.lead.name")
    accountable: str | None
    accountable_person: str | None
    leader: str | None
    leader_person: str | None
    responsibilities: list[ResponsibilityOut]

    @staticmethod
    def resolve_area(row: Any) -> str | None:
        """Number and title of the key area."""
        return str(row.entry.area) if row.entry.area else None

    @staticmethod
    def resolve_accountable(row: Any) -> str | None:
        """The accountable post."""
        return _named(row.task.accountable)

    @staticmethod
    def resolve_accountable_person(row: Any) -> str | None:
        """Who holds that post today."""
        return _named(row.accountable_person)

    @staticmethod
    def resolve_leader(row: Any) -> str | None:
        """The post of the leader in charge."""
        return _named(row.task.leader)

    @staticmethod
    def resolve_leader_person(row: Any) -> str | None:
        """Who holds that post today."""
        return _named(row.leader_person)


def _named(row: Any) -> str | None:
    return str(row) if row else None


class MilestoneOut(Schema):
    """A dated step; `progress` is the percent planned by then, `marked_at` when the unit itself said it was done."""

    id: int
    version: int
    title: str
    due_on: date
    progress: Number | None
    done_on: date | None
    done_note: str
    marked_at: datetime | None


class EntryOut(Schema):
    """A place of a task on a register; reports are filed on its home register."""

    register_slug: str = Field(alias="register.slug")
    register_title: str = Field(alias="register.title")
    number: str
    is_home: bool


class PassageOut(Schema):
    """The sentence that an object cites, with its place in the document's decoded text."""

    document: int = Field(alias="document_id")
    start: int
    end: int
    text: str


class StepItem(Schema):
    """An object of the throughline; `openable` says whether the caller may see all of it."""

    id: int = Field(alias="row.pk")
    label: str
    openable: bool


class StepOut(Schema):
    """A step of the throughline: its first objects and how many there are, or that it is missing."""

    step: str = Field(alias="kind.name")
    count: int
    missing: bool
    current: bool
    items: list[StepItem]


class ProjectBrief(Schema):
    """A project in brief."""

    code: str
    title: str


class TaskDetailOut(TaskOut):
    """A task with its places, tree, steps, reports, ratings, completions, new dates asked for, and its throughline."""

    disclosure: str = Field(alias="task.disclosure")
    clause: int | None = Field(alias="task.clause_id")
    target: int | None = Field(alias="task.target_id")
    passage: PassageOut | None = Field(alias="task.passage")
    places: list[EntryOut]
    above: list[TaskBrief]
    parts: list[TaskBrief]
    projects: list[ProjectBrief]
    milestones: list[MilestoneOut]
    reports: list[ReportOut]
    ratings: list[RatingOut]
    completions: list[CompletionOut]
    moved_dates: list[DueDateChangeOut]
    extensions: list[ExtensionOut]
    adjustments: list[AdjustmentOut]
    merged_into: int | None = Field(None, alias="task.merged_into_id")
    throughline: list[StepOut]


class ProjectOut(Schema):
    """A project; money is in units of `currency_unit`."""

    code: str
    version: int
    title: str
    category: str
    site: str
    organization: str = Field(alias="organization.name")
    nature: ProjectNature
    state: ProjectState
    starts_on: date | None
    ends_on: date | None
    total_investment: Number | None
    currency_unit: str


class ProjectStageOut(Schema):
    """A stage with its planned and its real day."""

    id: int
    title: str
    due_on: date | None
    done_on: date | None


class ProjectMonthOut(Schema):
    """A month: planned and actual investment, what was visible on site."""

    month_on: date
    planned: Number | None
    actual: Number | None
    done: str
    problem: str


class ProjectDetailOut(ProjectOut):
    """A project with its stages, its months and the tasks in sight that it serves."""

    content: str
    stages: list[ProjectStageOut]
    months: list[ProjectMonthOut]
    tasks: list[TaskBrief]


class CellChangeOut(Schema):
    """One column of a task on both days, as people read it; "" for nothing."""

    title: str
    before: str
    after: str


class DifferenceOut(Schema):
    """A task that differs: `key` is the task's, `kind` is new, changed or gone."""

    key: int
    kind: Literal["new", "changed", "gone"]
    number: str
    title: str
    cells: list[CellChangeOut]


class ComparisonOut(Schema):
    """What differs between the ends of two days; `same` counts the tasks that do not."""

    before: date
    after: date
    same: int
    rows: list[DifferenceOut]


class OptionOut(Schema):
    """A value that comes back for a cell."""

    value: str


class ChangedCellOut(Schema):
    """A cell that a workbook changes: as it left (null: not known any more), as it stands, what comes back."""

    column: str
    title: str
    base: str | None
    theirs: str
    options: list[OptionOut]
    is_conflict: bool


class TaskChangeOut(Schema):
    """A task with its cells that change."""

    task: int
    number: str
    title: str
    cells: list[ChangedCellOut]


class TroubleOut(Schema):
    """What can't be taken over: the cell (or the row alone), and how to mend it."""

    file: str
    sheet: str
    row: int
    column: str
    what: str


class NewRowOut(Schema):
    """A row without a key, by the lasting names of its columns."""

    sheet: str
    row: int
    cells: dict[str, str]


class FileOut(Schema):
    """A file: how many rows it holds, how many of them were edited, or why it was refused."""

    name: str
    rows: int
    changed: int
    refused: str


class ReturnedOut(Schema):
    """What a workbook changes; `taken` says whether it was changed. `here`: cells changed here only, which stay."""

    taken: bool
    files: list[FileOut]
    changes: list[TaskChangeOut]
    new: list[NewRowOut]
    troubles: list[TroubleOut]
    notes: list[TroubleOut]
    here: int
