"""The shapes of what the API gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ninja import Schema


class OrganizationOut(Schema):
    """An organization in brief."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    level: int


class PostOut(Schema):
    """A post; `holder` is who holds it today."""

    id: int
    title: str
    organization: str
    holder: str = ""


class ResponsibilityOut(Schema):
    """Who answers for a task, and in which role."""

    id: int
    role: str
    organization: OrganizationOut
    signed_at: datetime | None


class RegisterOut(Schema):
    """A register with its counts."""

    id: int
    slug: str
    title: str
    kind: str
    organization: str
    plan: str = ""
    rhythm: str
    task_count: int | None
    red_count: int | None
    version: int


class TaskOut(Schema):
    """A task as a register's row shows it; `rating` is the last circulated one."""

    id: int
    version: int
    number: str
    area: str
    title: str
    aim: str
    standard: str
    requirement: str
    completion: str
    due_on: date | None
    original_due_on: date | None
    review_rhythm: str
    state: str
    progress: Decimal | None
    rating: str
    rating_since: date | None
    reported_on: date | None
    overdue: bool
    lacks: list[str]
    lead: str
    leader: str
    responsibilities: list[ResponsibilityOut]


class TaskPage(Schema):
    """A page of tasks; send `next` back as `after`."""

    rows: list[TaskOut]
    next: str


class MilestoneOut(Schema):
    """A dated step; `progress` is the percent planned by then."""

    id: int
    title: str
    due_on: date
    progress: Decimal | None
    done_on: date | None


class ReportOut(Schema):
    """A unit's account of a period."""

    id: int
    task: int
    organization: str
    period_from: date
    period_until: date
    attempt: int
    progress: Decimal | None
    value: Decimal | None
    colour: str
    done: str
    problem: str
    help_needed: str
    state: str
    filed_at: datetime
    reason: str


class RatingOut(Schema):
    """A rating, with why and since when."""

    id: int
    task: int
    colour: str
    on: date
    since: date
    state: str
    rule: str
    why: str
    explanation: str
    reason: str
    corrects: int | None


class StepItem(Schema):
    """An object of the throughline."""

    model: str
    id: int
    label: str


class StepOut(Schema):
    """A step of the throughline: what hangs there, or that it is missing."""

    step: str
    count: int
    missing: bool
    current: bool
    items: list[StepItem]


class TaskDetailOut(TaskOut):
    """A task with its steps, reports, ratings and its throughline."""

    milestones: list[MilestoneOut]
    reports: list[ReportOut]
    ratings: list[RatingOut]
    throughline: list[StepOut]


class PlanOut(Schema):
    """A plan."""

    id: int
    slug: str
    title: str
    kind: str
    organization: str
    starts_on: date | None
    ends_on: date | None


class ClauseOut(Schema):
    """A clause in the wording of the latest edition, with what hangs on it."""

    id: int
    number: str
    kind: str
    depth: int
    text: str
    decomposition: str
    tasks: int
    targets: int


class DocumentOut(Schema):
    """A document and how many findings wait."""

    id: int
    title: str
    file_name: str
    sha256: str
    size: int
    language: str
    dated_on: date | None
    disclosure: str
    state: str
    open_count: int
    finding_count: int


class TargetOut(Schema):
    """What an indicator should reach."""

    id: int
    operator: str
    value: Decimal | None
    high: Decimal | None
    text: str
    base_value: Decimal | None
    due_on: date | None


class ObservationOut(Schema):
    """An indicator's value for a period."""

    organization: str
    starts_on: date
    ends_on: date
    value: Decimal
    state: str


class IndicatorOut(Schema):
    """A measured quantity."""

    code: str
    name: str
    unit: str
    direction: str
    binding: str


class IndicatorDetailOut(IndicatorOut):
    """An indicator with its targets and values."""

    targets: list[TargetOut]
    observations: list[ObservationOut]


class ProjectOut(Schema):
    """A project."""

    code: str
    title: str
    category: str
    site: str
    organization: str
    nature: str
    state: str
    starts_on: date | None
    ends_on: date | None
    total_investment: Decimal | None
    currency_unit: str


class OwedOut(Schema):
    """A report that a unit owes."""

    task: int
    title: str
    organization: str
    organization_id: int
    period: int
    period_until: date
    due_on: date
    overdue: bool


class ChangeOut(Schema):
    """One thing that changed."""

    kind: str
    at: datetime
    task: int
    title: str
    before: str
    after: str
    reason: str


class OverviewOut(Schema):
    """Counts by rating, what is red and what changed this week."""

    total: int
    ratings: dict[str, int]
    reds: list[TaskOut]
    changes: list[ChangeOut]
