"""What happened in the twelve months: reports, ratings and the acts in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an organization reports for the months from `since` to `to`: prompt, late, silent or recovering."""

    organization: str
    kind: str
    since: date
    to: date


@dataclass(frozen=True, slots=True)
class Returned:
    """The report came back with a reason, and was filed again."""

    on: date
    reason: str
    refiled_on: date


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's account of a month (of a quarter, if `starts_on` is earlier than the month).

    `planned` is what the task's schedule asks for by `ends_on`; None without one. `joint`: by a unit that answers
    beside the lead. `percent` is what was typed, wrong figures included.
    """

    task: str
    organization: str
    joint: bool
    month: date
    starts_on: date
    ends_on: date
    percent: int
    planned: int | None
    count: Decimal
    done: str
    problem: str
    help: str
    evidence: str
    filed_on: date
    accepted_on: date
    returned: Returned | None


@dataclass(frozen=True, slots=True)
class Circular:
    """A month's circulated ratings, with the supervision office's remark."""

    code: str
    number: int
    month: date
    on: date
    title: str
    remark: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the unit said about a proposed rating, and what was confirmed after it."""

    task: str
    month: date
    organization: str
    proposed: str
    confirmed: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A rating circulated by mistake, put right in sight."""

    task: str
    month: date
    circular: str
    circulated: str
    correct: str
    right_percent: int
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class DeadlineMove:
    """A new due date, asked for by the lead unit and decided by the supervision office."""

    task: str
    requested_on: date
    decided_on: date
    old: date
    new: date
    reason: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A task reported complete for the `attempt`-th time; then closed, sent back, or still waiting for an answer."""

    task: str
    attempt: int
    on: date
    text: str
    closed_on: date | None
    sent_back_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class Act:
    """One step of the story, on a day not after today.

    `kind` is one of acts.KINDS; `by` a username or "system"; `on_behalf` a post. `subject` is the code of what it is
    about (task, organization, indicator, project, post, instruction, circular), `position` which of its parts,
    counted from 1 (milestone, reply, stage, attempt), `month` the
    month reported, rated or invested in, `organization` the unit
    that acts.
    """

    on: date
    kind: str
    by: str
    subject: str = ""
    position: int = 0
    month: date | None = None
    organization: str = ""
    on_behalf: str = ""
