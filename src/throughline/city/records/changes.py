"""What changes hands while the work goes on: absences, units that end, tasks that move, rest or become one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who holds a post is away on these days, both included; `deputy` may stand in since `since`."""

    person: str
    post: str
    deputy: str
    since: date
    starts_on: date
    ends_on: date
    note: str


@dataclass(frozen=True, slots=True)
class Reorganization:
    """A unit that ends on a day: `kind` merged or dissolved, `to` its successors, of whom the first takes what is left.

    `parts`: for a work's code the successor where it is another one. `approver` is a post.
    """

    unit: str
    kind: str
    on: date
    to: tuple[str, ...]
    parts: dict[str, str]
    accounts: bool
    approver: str
    number: str
    reason: str

    def successor(self, work: str) -> str:
        """The unit that goes on with a work."""
        return self.parts.get(work, self.to[0])


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a task: `what` is transferred, suspended, resumed, cancelled or merged; `approver` a post.

    `to` takes a transferred task over, and the old lead stays as `stays_as`; `into` goes on for a merged one.
    """

    code: str
    task: str
    what: str
    on: date
    to: str
    stays_as: str
    into: str
    until: date | None
    approver: str
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """Two works that look alike, and what they are to each other: related or different."""

    code: str
    first: str
    second: str
    verdict: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PlanAbove:
    """The plan that ours carries out. `items`: how many numbered measures it has; `text` is Markdown.

    `aligned` holds (measure above, our measure, how far); `not_ours` measures that others carry out. The rest are gaps.
    """

    code: str
    title: str
    short: str
    number: str
    file: str
    text: str
    adopted_by: str
    issued_on: date
    starts_on: date
    ends_on: date
    entered_on: date
    aligned_on: date
    items: int
    aligned: tuple[tuple[int, int, str], ...]
    not_ours: tuple[int, ...]
    note: str
    reason: str
    set_aside: str


@dataclass(frozen=True, slots=True)
class AreaGoal:
    """What a heading of an annual list, by its title, wants to have reached by the end of its year."""

    register: str
    area: str
    due_on: date
    text: str


@dataclass(frozen=True, slots=True)
class GoalVerdict:
    """How a stage goal of that day was judged; `register` is a WorkRegister's key or "plan", `area` a title."""

    register: str
    area: str
    due_on: date
    verdict: str
    statement: str


@dataclass(frozen=True, slots=True)
class HousePapers:
    """What leaves the house on paper: the city's columns, its series of numbers, what was issued and stamped.

    `columns` holds (field, width in characters); `circular` is the code of the circular that was issued.
    """

    set_up_on: date
    columns_name: str
    columns: tuple[tuple[str, int], ...]
    joined: str
    dates: str
    series: str
    pattern: str
    template: str
    letter: str
    taken_on: date
    voided_on: date
    voided: str
    register: str
    breakdown: str
    breakdown_on: date
    breakdown_stamped_on: date
    circular: str
    circular_on: date
    circular_stamped_on: date
    scan_name: str
    scan: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """All of them. `judged_on` is the day on which goals are judged, `archived` a register's key."""

    absences: tuple[Absence, ...]
    reorganizations: tuple[Reorganization, ...]
    decisions: tuple[Decision, ...]
    pairs: tuple[PairVerdict, ...]
    above: PlanAbove
    goals: tuple[AreaGoal, ...]
    verdicts: tuple[GoalVerdict, ...]
    judged_on: date
    archived: str
    archived_on: date
    papers: HousePapers

    def lead(self, work: str, first: str, day: date) -> str:
        """Who leads a work on a day that `first` led when it was entered."""
        lead = first
        for on, unit, later in self._moves(work):
            if on <= day and lead == (unit or lead):
                lead = later
        return lead

    def _moves(self, work: str) -> list[tuple[date, str, str]]:
        """(day, the unit that gives it up or "" for whichever leads it, the unit that takes it over)."""
        ended = [(one.on, one.unit, one.successor(work)) for one in self.reorganizations]
        moved = [(one.on, "", one.to) for one in self.decisions if one.to and one.task == work]
        return sorted([*ended, *moved])

    def rests(self, work: str, filed_on: date) -> bool:
        """Whether no report is filed on that day, since the work stands still or is done with."""
        stopped = False
        for one in self.decisions:
            if one.task == work and one.on <= filed_on and one.what != "transferred":
                stopped = one.what != "resumed"
        return stopped
