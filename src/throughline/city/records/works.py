"""The registers beside the plan's, over three years, and the works that stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WorkRegister:
    """A register beside the plan's; `key` is how works name it, `closes_on` its last day (None: it goes on).

    `shows` are tasks of the plan that stand on it too, each with the title of its heading there.
    """

    key: str
    code: str
    title: str
    kind: str
    rhythm: str
    due_day: int
    rules: str
    order: int
    opens_on: date
    starts_on: date
    closes_on: date | None
    shows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A dated step of a work; `done_on` None: not reached, or still to come."""

    title: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class DateWish:
    """A new due date that the unit asked for, and what was decided; `granted_on` and `refused_on`: one of them."""

    asked_on: date
    wanted_on: date
    reason: str
    granted_on: date | None
    refused_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class WorkCompletion:
    """Reported complete on a day, then closed; sent back in between where `sent_back_on` is set."""

    on: date
    text: str
    sent_back_on: date | None
    sent_back: str
    again_on: date | None
    closed_on: date
    answer: str


@dataclass(frozen=True, slots=True)
class Work:
    """A task outside the plan's document: `register` is a WorkRegister's key, `area` the title of its heading.

    `added_on` is the day on which it was entered, `explanation` what its unit says when a bad rating is proposed.
    """

    code: str
    register: str
    number: int
    area: str
    title: str
    aim: str
    standard: str
    requirement: str
    lead: str
    supporting: tuple[str, ...]
    accountable: str
    leader: str | None
    added_on: date
    starts_on: date
    due_on: date | None
    weight: int
    quantity: Decimal
    steps: tuple[Step, ...]
    wish: DateWish | None
    completion: WorkCompletion | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A month's circular of one of these registers; `number` counts within it."""

    register: str
    month: date
    number: int
    title: str
    explained_on: date
    confirmed_on: date
    on: date


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the supervision office writes in a bulletin; places for counts and for the units' names."""

    counts: str
    adverse: str
    fine: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """How the closed year was reconciled: what was not done ends, what else was open goes on until `later_on`.

    `settled` is why a late proposal is dismissed; `circular` the title of the last one, with a place for its number.
    """

    asked_on: date
    words_by_on: date
    claimed_on: date
    decided_on: date
    carried_on: date
    later_on: date
    not_done: tuple[str, ...]
    follow_up: str
    settled: str
    circular: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """A point of the city's life up to which it can be built; the last one is today."""

    name: str
    on: date
