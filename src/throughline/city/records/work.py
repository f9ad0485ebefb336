"""The plan, its tasks, and what they are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan; `text` is the whole document in Markdown, with the task table as its annex."""

    title: str
    short: str
    number: str
    file: str
    text: str
    adopted_by: str
    adopted_on: date
    issued_on: date
    starts_on: date
    ends_on: date
    disclosure: str


@dataclass(frozen=True, slots=True)
class Register:
    """`kind`: plan or instructions; `rules`: slug of a preset; reports are due on `due_day` of the next month."""

    code: str
    title: str
    kind: str
    rhythm: str
    due_day: int
    rules: str
    explain_working_days: int


@dataclass(frozen=True, slots=True)
class StageGoal:
    """What a key area wants to have reached by the end of a year."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Area:
    """A key area; `column` is its name in the task table."""

    code: str
    title: str
    column: str
    goals: tuple[StageGoal, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the plan's table, understood.

    `clause`: number of the measure in the plan's text. `lead` collects, `joint` answer equally. `due_on` is the first
    date; DeadlineMove tells of another. `review`: rhythm of an ongoing task. Neither: the table gives no date.
    `quantity`: what the task counts. `cells`: the row as it stands (see table.COLUMNS); `missing`: columns without an
    answer, among aim, standard, completion, accountable, leader, requirement.
    """

    code: str
    number: int
    area: str
    clause: int
    title: str
    aim: str
    standard: str
    requirement: str
    lead: str
    joint: tuple[str, ...]
    supporting: tuple[str, ...]
    accountable: str | None
    leader: str | None
    starts_on: date
    due_on: date | None
    review: str | None
    weight: int
    star: bool
    quantity: Decimal
    cells: dict[str, str]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of a task; `position` counts from 1 within it."""

    task: str
    position: int
    title: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the unit answered to an instruction."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A leader's instruction (`by` is a post); `same_as` is the plan's task with the same matter."""

    code: str
    by: str
    on: date
    due_on: date
    subject: str
    text: str
    lead: str
    joint: tuple[str, ...]
    supporting: tuple[str, ...]
    same_as: str | None
    replies: tuple[Reply, ...]
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class YearTarget:
    """The value to be reached by the year's end; `high` is set for a range, from `value` to it."""

    year: int
    value: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class QuarterTarget:
    """The value to be reached by a quarter's last day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Observation:
    """An indicator's value for a quarter; `was`: what was published first, if it was revised on `revised_on`."""

    starts_on: date
    ends_on: date
    value: Decimal
    published_on: date
    status: str
    was: Decimal | None
    revised_on: date | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """`direction`: higher or lower is better; `nature`: binding or expected; `source`: who publishes it.

    `counted`: "rising" or "falling" from the base value by what the task counts; "" when it is measured otherwise.
    """

    code: str
    name: str
    unit: str
    direction: str
    nature: str
    digits: int
    base_year: int
    base_value: Decimal
    task: str
    clause: int
    source: str
    counted: str
    years: tuple[YearTarget, ...]
    quarters: tuple[QuarterTarget, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a project (code as in register's ProjectState)."""

    code: str
    title: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Investment:
    """A project's month, in whole amounts of the city's currency."""

    month: date
    planned: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Project:
    """`site` is a place's name, `district` the organization it lies in; `spent_before` is older than the months."""

    code: str
    title: str
    site: str
    district: str
    contents: str
    nature: str
    owner: str
    tasks: tuple[str, ...]
    starts_on: date
    ends_on: date
    total: Decimal
    spent_before: Decimal
    months: tuple[Investment, ...]
    stages: tuple[Stage, ...]
