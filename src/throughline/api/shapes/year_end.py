"""The year's end: what became of each task, whether stage goals were reached."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from throughline.api.fields import Number
from throughline.api.shapes.directory import TaskBrief
from throughline.delivery.choices import OutcomeKind, Verdict
from throughline.jobs.models import JobState


class BalanceOut(Schema):
    """A year in figures: `counts` by what became of the tasks ("open": undecided; "differing": unit and office differ).

    `rate` is on time ÷ (closed + missed) in percent, by the due dates in force; `rate_originally` by the first ones.
    """

    counts: dict[str, int]
    total: int
    closed: int
    on_time: int
    on_time_originally: int
    missed: int
    rate: Number | None
    rate_originally: Number | None


class SuccessorOut(Schema):
    """The place to which a task was carried over."""

    register_slug: str = Field(alias="register.slug")
    number: str


class ReckoningOut(Schema):
    """A task on the register where it was at home: what the data propose, the unit says, the office decided.

    `id` is the place on the register, by which words and decisions name it; `version` that of the outcome (0: none).
    `kind` is what holds, "" while undecided.
    """

    id: int = Field(alias="entry.pk")
    version: int
    number: str = Field(alias="entry.number")
    task: TaskBrief = Field(alias="entry.task")
    proposed: OutcomeKind | Literal[""]
    claim: OutcomeKind | Literal[""]
    claim_reason: str
    claim_later_on: date | None
    kind: OutcomeKind | Literal[""]
    reason: str
    follow_up: str
    document: int | None
    done_on: date | None
    due_on: date | None
    later_on: date | None
    approved_by: str | None
    decided_at: datetime | None
    carried_on: date | None = Field(alias="entry.carried_on")
    successor: SuccessorOut | None
    reports: int = Field(alias="proof.reports")
    files: int = Field(alias="proof.files")

    @staticmethod
    def resolve_version(row: Any) -> int:
        """The version of the outcome, 0 while nobody said a word."""
        return row.outcome.version if row.outcome else 0

    @staticmethod
    def _said(row: Any, name: str, default: Any) -> Any:
        return getattr(row.outcome, name) if row.outcome else default

    @staticmethod
    def resolve_claim(row: Any) -> str:
        """The unit's word."""
        return ReckoningOut._said(row, "claim", "")

    @staticmethod
    def resolve_claim_reason(row: Any) -> str:
        """With what shows it, or why not."""
        return ReckoningOut._said(row, "claim_reason", "")

    @staticmethod
    def resolve_claim_later_on(row: Any) -> date | None:
        """The date that the unit asks for."""
        return ReckoningOut._said(row, "claim_later_on", None)

    @staticmethod
    def resolve_reason(row: Any) -> str:
        """The office's reason."""
        return ReckoningOut._said(row, "reason", "")

    @staticmethod
    def resolve_follow_up(row: Any) -> str:
        """What becomes of what is not done."""
        return ReckoningOut._said(row, "follow_up", "")

    @staticmethod
    def resolve_document(row: Any) -> int | None:
        """The key of the document that shows it."""
        return ReckoningOut._said(row, "document_id", None)

    @staticmethod
    def resolve_done_on(row: Any) -> date | None:
        """When it was done."""
        return ReckoningOut._said(row, "done_on", None)

    @staticmethod
    def resolve_due_on(row: Any) -> date | None:
        """The due date as it stood when it was decided, else as it stands."""
        decided = row.outcome is not None and row.outcome.kind
        return row.outcome.due_on if decided else row.entry.task.due_on

    @staticmethod
    def resolve_later_on(row: Any) -> date | None:
        """The new due date of what is carried over."""
        return ReckoningOut._said(row, "later_on", None)

    @staticmethod
    def resolve_approved_by(row: Any) -> str | None:
        """The post that approved it."""
        post = ReckoningOut._said(row, "approved_by", None)
        return str(post) if post else None

    @staticmethod
    def resolve_decided_at(row: Any) -> datetime | None:
        """When the office decided."""
        return ReckoningOut._said(row, "decided_at", None)


class ReconciliationOut(Schema):
    """A page of the reconciliation with the year's figures; `next` is "" at the end."""

    balance: BalanceOut
    rows: list[ReckoningOut]
    next: str


class JudgementOut(Schema):
    """Whether a stage goal was reached."""

    id: int
    verdict: Verdict
    statement: str
    judged_on: date


class GoalOut(Schema):
    """A stage goal with its judgements, the latest first; the latest counts."""

    id: int = Field(alias="goal.pk")
    area: str = Field(alias="goal.area.title")
    due_on: date = Field(alias="goal.due_on")
    text: str = Field(alias="goal.text")
    judgements: list[JudgementOut]


class CarriedOut(Schema):
    """How many tasks were carried over, and how many had been before."""

    register_slug: str
    made: int
    already: int


class ClosingOut(Schema):
    """What still waits before a year is closed: how much of each kind, and the same in words.

    `version` is the register's, sent back as `seen`; the units say their word until `words_by_on`, null: not asked.
    """

    version: int
    closed_on: date | None
    words_by_on: date | None
    waiting: dict[str, int]
    sentences: list[str]


class ArchiveOut(Schema):
    """An archive that was asked for: waiting, running, done (then its file can be fetched) or failed."""

    id: int
    state: JobState
    asked_at: datetime
    ended_at: datetime | None
    error: str
