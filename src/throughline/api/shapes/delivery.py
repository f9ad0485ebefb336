"""Reports, ratings, circulars, completions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from throughline.api.fields import Number
from throughline.delivery.choices import (
    AdjustmentKind,
    CompletionState,
    ExtensionState,
    RatingState,
    ReportState,
)


class EvidenceOut(Schema):
    """A file that shows what a report says; it is fetched at /evidence/{id}."""

    id: int
    file_name: str
    size: int
    sha256: str


class ReportBrief(Schema):
    """A unit's account of a period. `progress` is percent, `value` in the unit of the task's target.

    `due_again_on` is until when a returned one may be filed again before it counts as missing.
    """

    id: int
    task: int = Field(alias="task_id")
    organization: str = Field(alias="organization.name")
    organization_id: int
    period: int = Field(alias="period_id")
    period_from: date = Field(alias="period.starts_on")
    period_until: date = Field(alias="period.ends_on")
    attempt: int
    leads: bool
    progress: Number | None
    value: Number | None
    colour: str
    done: str
    problem: str
    help_needed: str
    state: ReportState
    filed_at: datetime
    reason: str
    due_again_on: date | None


class ReportOut(ReportBrief):
    """A unit's account of a period, with its evidence."""

    evidence: list[EvidenceOut]


class RatingOut(Schema):
    """A rating, with why and since when. `on` is the day for which it was computed, `corrects` what it replaces."""

    id: int
    task: int = Field(alias="task_id")
    colour: str
    proposed_colour: str
    on: date
    since: date
    state: RatingState
    rule: str
    why: str = Field(alias="sentence")
    explain_by_on: date | None
    explanation: str
    reason: str
    circular: int | None = Field(alias="circular_id")
    circulated_at: datetime | None
    corrects: int | None = Field(alias="corrects_id")


class CircularOut(Schema):
    """The act of telling everybody."""

    id: int
    register_slug: str = Field(alias="register.slug")
    number: str
    title: str
    issued_on: date
    remark: str


class CountOut(Schema):
    """How many tasks stood at a colour ("" is "not rated"); `before` after the circular before, null for the first."""

    colour: str
    now: int
    before: int | None


class StandingOut(Schema):
    """A task that was yellow or worse before the circular and stayed so, as it was known then."""

    task: int
    number: str
    title: str
    lead: str | None = Field(None, alias="lead.name")
    colour: str
    since: date | None


class CircularDetailOut(CircularOut):
    """A circular of the tasks in sight: the ratings that it told, what still stood, and counts against the one before.

    `previous` is the circular before on the register; `corrected` were corrected between the two.
    """

    previous: int | None = Field(None, alias="previous.pk")
    ratings: list[RatingOut]
    standing: list[StandingOut]
    corrected: list[RatingOut]
    counts: list[CountOut]


class CompletionOut(Schema):
    """The unit's act of completion, and what the supervision office decided."""

    id: int
    task: int = Field(alias="task_id")
    organization: str = Field(alias="organization.name")
    completed_on: date
    statement: str
    state: CompletionState
    reported_at: datetime
    reason: str


class ExtensionOut(Schema):
    """A new due date that the lead unit asked for. `due_on` was the due date then, `answer` is the office's word."""

    id: int
    task: int = Field(alias="task_id")
    organization: str = Field(alias="organization.name")
    due_on: date | None
    wanted_on: date
    reason: str
    asked_on: date
    late: bool = Field(alias="is_late")
    state: ExtensionState
    answer: str
    granted_on: date | None = Field(None, alias="change.later_on")


class DueDateChangeOut(Schema):
    """A moved due date with its reason."""

    earlier_on: date | None
    later_on: date | None
    reason: str
    changed_at: datetime


class AdjustmentOut(Schema):
    """A decision about a task's standing: why, by whom it was approved, from which day; for a transfer the units."""

    id: int
    task: int = Field(alias="task_id")
    kind: AdjustmentKind
    effective_on: date
    until_on: date | None
    reason: str
    approved: str
    document_number: str
    into: int | None = Field(None, alias="into_id")
    role: str
    from_unit: int | None = Field(None, alias="from_organization_id")
    to_unit: int | None = Field(None, alias="to_organization_id")


class OwedOut(Schema):
    """A report that a unit owes; `returned_because` is why the last one came back."""

    task: int = Field(alias="task.pk")
    title: str = Field(alias="task.title")
    organization: str = Field(alias="organization.name")
    organization_id: int = Field(alias="organization.pk")
    period: int = Field(alias="period.pk")
    period_from: date = Field(alias="period.starts_on")
    period_until: date = Field(alias="period.ends_on")
    due_on: date
    earlier_periods: list[int]
    returned_because: str | None = Field(None, alias="returned.reason")

    @staticmethod
    def resolve_earlier_periods(row: Any) -> list[int]:
        """Keys of the open periods before it, also unanswered."""
        return [period.pk for period in row.earlier]


class PeriodOut(Schema):
    """A reporting period of a register."""

    id: int
    starts_on: date
    ends_on: date
    due_on: date
    closed_at: datetime | None


class RuleSetOut(Schema):
    """How ratings are proposed: the first rule that matches wins."""

    slug: str
    title: str
    note: str
    rules: list[dict[str, Any]]
    meanings: dict[str, Any]
