"""What is known of a task when it is rated, as plain values. The query makes them; nothing here asks a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: `progress` is the percent planned by `due_on`, None when the plan names none."""

    due_on: date
    progress: Decimal | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A reporting period and the day on which its reports are due."""

    key: int
    starts_on: date
    ends_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Account:
    """A report: of which period, when it came, and what was decided on which day.

    `outcome` is a ReportState; `leads` tells whether its figure is the task's. `due_again_on` is the last day on which
    a returned one may be filed again.
    """

    period: int
    ends_on: date
    attempt: int
    organization: int
    leads: bool
    filed_on: date
    outcome: str
    decided_on: date | None = None
    progress: Decimal | None = None
    value: Decimal | None = None
    colour: str = ""
    due_again_on: date | None = None

    def answers_on(self, day: date) -> bool:
        """Whether it stood on `day`: filed by then, and not returned with its time to be filed again over."""
        if self.filed_on > day:
            return False
        if self.outcome != "returned" or self.decided_on is None or self.decided_on > day:
            return True
        return self.due_again_on is not None and day <= self.due_again_on

    def accepted_on(self, day: date) -> bool:
        """Whether it had been accepted by `day`; one that a newer attempt replaced was accepted until then."""
        accepted = self.outcome in ("accepted", "replaced")
        return accepted and self.decided_on is not None and self.decided_on <= day


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: `operator` as in indicators.choices.Operator, `higher` the indicator's good direction.

    `steps` are (day, value to be reached by it), in the order of days.
    """

    operator: str
    higher: bool
    value: Decimal | None = None
    high: Decimal | None = None
    base_value: Decimal | None = None
    base_on: date | None = None
    due_on: date | None = None
    steps: tuple[tuple[date, Decimal], ...] = ()

    @property
    def wants_more(self) -> bool:
        """Whether a larger value is a better one; the operator says it, else the indicator's direction."""
        if self.operator in (">=", ">", "+"):
            return True
        if self.operator in ("<=", "<", "-"):
            return False
        return self.higher

    @property
    def level(self) -> Decimal | None:
        """The value to be reached in the end; a change (+ or -) counts from the base value."""
        if self.operator not in ("+", "-"):
            return self.value
        if self.value is None or self.base_value is None:
            return None
        return self.base_value + (self.value if self.operator == "+" else -self.value)


class Rest(NamedTuple):
    """A span in which nothing was asked of a task: from a day on, until before another; `until` None: still."""

    since: date
    until: date | None = None


def rested_on(rests: Iterable[Rest], day: date) -> bool:
    """Whether the task rested on `day`."""
    return any(rest.since <= day and (rest.until is None or day < rest.until) for rest in rests)


@dataclass(frozen=True, slots=True)
class Matter:
    """A task with everything that its rating depends on, not yet seen from a day.

    `came_on`: since when it stands on its register; what was due before is not held against it. `entered_on`: since
    when it is known at all; where nobody named a first day, its way to the due date begins there. `joint` are the
    keys of the units that answer beside the one that collects, `rests` when nothing was asked of it. `rating` is the
    circulated one.
    """

    task: int
    state: str = "open"
    ongoing: bool = False
    review_rhythm: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    completed_on: date | None = None
    came_on: date | None = None
    entered_on: date | None = None
    milestones: tuple[Step, ...] = ()
    periods: tuple[Span, ...] = ()
    accounts: tuple[Account, ...] = ()
    joint: tuple[int, ...] = ()
    rests: tuple[Rest, ...] = ()
    goal: Goal | None = None
    rating: str = ""
    rating_since: date | None = None

    @property
    def begins_on(self) -> date | None:
        """Where its planned way begins."""
        return self.starts_on or self.entered_on

    @property
    def ended_on(self) -> date | None:
        """The day of completion, once it was reported; a completion that was reported later does not count yet."""
        return self.completed_on if self.state in ("complete", "closed") else None
