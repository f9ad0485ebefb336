"""Plans, editions, clauses, documents, indicators."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from throughline.accounts.choices import Disclosure
from throughline.api.fields import Number
from throughline.documents.choices import FindingLabel, FindingState, ReadingState
from throughline.indicators.choices import Bindingness, Direction, ObservationState, PeriodKind
from throughline.plans.choices import Decomposition, EditionStage, PlanKind, WordingKind


class PlanOut(Schema):
    """A plan; `carries_out` is the short name of the plan above it."""

    id: int
    version: int
    slug: str
    title: str
    kind: PlanKind
    organization: str = Field(alias="organization.name")
    carries_out: str | None = Field(None, alias="parent.slug")
    starts_on: date | None
    ends_on: date | None


class EditionOut(Schema):
    """A plan's text at a stage, with its adoption as it was recorded."""

    id: int
    title: str
    stage: EditionStage
    document: int | None = Field(alias="document_id")
    document_number: str
    adopted_on: date | None
    adopted_by: str


class CoverageOut(Schema):
    """How far an edition is decomposed into tasks."""

    clauses: int
    needed: int
    covered: int
    incomplete: int
    uncovered: int
    tasks: int
    lacks: dict[str, int]


class PlanDetailOut(PlanOut):
    """A plan with its editions (the latest first), its registers and how far the latest edition is decomposed."""

    editions: list[EditionOut]
    registers: list[str]
    coverage: CoverageOut | None


class ClauseOut(Schema):
    """A clause in the wording of an edition, with how many tasks and targets hang on it."""

    id: int = Field(alias="wording.clause_id")
    number: str = Field(alias="wording.number")
    kind: WordingKind = Field(alias="wording.kind")
    depth: int = Field(alias="wording.depth")
    text: str = Field(alias="wording.text")
    decomposition: Decomposition = Field(alias="wording.clause.decomposition")
    tasks: int
    targets: int


class WordingOut(Schema):
    """A clause's text in one edition."""

    edition: int = Field(alias="edition_id")
    number: str
    text: str


class ClauseDetailOut(Schema):
    """A clause through its editions (the latest first), with the tasks in sight and the targets that hang on it."""

    id: int
    version: int
    plan: str = Field(alias="plan.slug")
    decomposition: Decomposition
    exemption_reason: str
    wordings: list[WordingOut]
    tasks: list[int]
    targets: list[int]


class DocumentOut(Schema):
    """A document and how many findings wait."""

    id: int
    version: int
    title: str
    number: str
    organization: str | None = Field(None, alias="organization.name")
    file_name: str
    sha256: str
    size: int
    language: str
    dated_on: date | None
    disclosure: Disclosure
    state: ReadingState
    uploaded_at: datetime
    open_count: int
    finding_count: int


class TextOut(Schema):
    """A document's decoded text, to whose characters all offsets count."""

    text: str
    text_sha256: str


class FindingOut(Schema):
    """What was found; `finding` has the shape of docs/reading.schema.json, as corrected by a person."""

    id: int
    version: int
    label: FindingLabel
    state: FindingState
    confidence: float
    start: int
    end: int
    finding: dict[str, Any] = Field(alias="value")


class StepValueOut(Schema):
    """What a target is to have reached by a day on the way."""

    ends_on: date
    value: Number


class TargetOut(Schema):
    """What an indicator should reach; without a `value` it is the `text`."""

    id: int
    version: int
    operator: str
    value: Number | None
    high: Number | None
    text: str
    base_value: Number | None
    base_on: date | None
    due_on: date | None
    clause: int | None = Field(alias="clause_id")
    steps: list[StepValueOut]


class ObservationOut(Schema):
    """An indicator's value for a period; a later one for the same period counts instead."""

    id: int
    organization: str = Field(alias="organization.name")
    period_kind: PeriodKind
    starts_on: date
    ends_on: date
    value: Number
    state: ObservationState
    note: str
    observed_at: datetime


class IndicatorOut(Schema):
    """A measured quantity."""

    code: str
    version: int
    name: str
    unit: str
    decimals: int
    direction: Direction
    binding: Bindingness


class IndicatorDetailOut(IndicatorOut):
    """An indicator with its targets and values (the oldest first)."""

    definition: str
    source: str
    organization: str | None = Field(None, alias="organization.name")
    targets: list[TargetOut]
    observations: list[ObservationOut]
