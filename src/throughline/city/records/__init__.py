"""The demonstration city as plain values: what `load` gives, with every date a date and every text in one language.

Codes (`D11`, `T30`, `PJ07` …) are the same in both languages. Percentages are whole numbers of 0 to 100, quantities
and amounts Decimal. `month` is always the first day of a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from throughline.city.records.changes import (
    Absence,
    AreaGoal,
    Changes,
    Decision,
    GoalVerdict,
    HousePapers,
    PairVerdict,
    PlanAbove,
    Reorganization,
)
from throughline.city.records.now import NewDate, Paper, Phrases, SentBack, Waiting
from throughline.city.records.places import HandOver, Login, Membership, Organization, Person, Post
from throughline.city.records.work import (
    Area,
    Indicator,
    Instruction,
    Investment,
    Milestone,
    Observation,
    Plan,
    Project,
    QuarterTarget,
    Register,
    Reply,
    Stage,
    StageGoal,
    Task,
    YearTarget,
)
from throughline.city.records.works import (
    Bulletin,
    DateWish,
    Landmark,
    Remarks,
    Step,
    Work,
    WorkCompletion,
    WorkRegister,
    YearEnd,
)
from throughline.city.records.year import (
    Act,
    Behaviour,
    Circular,
    Completion,
    Correction,
    DeadlineMove,
    Explanation,
    Report,
    Returned,
)

__all__ = [
    "Absence",
    "Act",
    "Area",
    "AreaGoal",
    "Behaviour",
    "Bulletin",
    "Changes",
    "Circular",
    "City",
    "Completion",
    "Correction",
    "DateWish",
    "DeadlineMove",
    "Decision",
    "Explanation",
    "GoalVerdict",
    "HandOver",
    "HousePapers",
    "Indicator",
    "Instruction",
    "Investment",
    "Landmark",
    "Login",
    "Membership",
    "Milestone",
    "NewDate",
    "Observation",
    "Organization",
    "PairVerdict",
    "Paper",
    "Person",
    "Phrases",
    "Plan",
    "PlanAbove",
    "Post",
    "Project",
    "QuarterTarget",
    "Register",
    "Remarks",
    "Reorganization",
    "Reply",
    "Report",
    "Returned",
    "SentBack",
    "Stage",
    "StageGoal",
    "Step",
    "Task",
    "Waiting",
    "Work",
    "WorkCompletion",
    "WorkRegister",
    "YearEnd",
    "YearTarget",
]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Record = TypeVar("_Record", bound=_Coded)


@dataclass(frozen=True)
class City:
    """Everything. The records tell the whole story, a few days of it after today; `acts` ends today.

    Amounts are whole ones of `currency`; lists show them in `money_unit`, which is `money_of` of them.
    """

    language: str
    name: str
    currency: str
    money_unit: str
    money_of: int
    today: date
    began: date
    phrases: Phrases
    local_days: tuple[date, ...]
    plan: Plan
    registers: tuple[Register, ...]
    areas: tuple[Area, ...]
    organizations: tuple[Organization, ...]
    persons: tuple[Person, ...]
    posts: tuple[Post, ...]
    memberships: tuple[Membership, ...]
    handovers: tuple[HandOver, ...]
    logins: tuple[Login, ...]
    tasks: tuple[Task, ...]
    milestones: tuple[Milestone, ...]
    instructions: tuple[Instruction, ...]
    indicators: tuple[Indicator, ...]
    projects: tuple[Project, ...]
    behaviours: tuple[Behaviour, ...]
    months: tuple[date, ...]
    reports: tuple[Report, ...]
    circulars: tuple[Circular, ...]
    explanations: tuple[Explanation, ...]
    corrections: tuple[Correction, ...]
    moves: tuple[DeadlineMove, ...]
    completions: tuple[Completion, ...]
    waiting: Waiting
    work_registers: tuple[WorkRegister, ...]
    works: tuple[Work, ...]
    work_reports: tuple[Report, ...]
    bulletins: tuple[Bulletin, ...]
    remarks: Remarks
    year_end: YearEnd
    changes: Changes
    landmarks: tuple[Landmark, ...]
    acts: tuple[Act, ...]

    def organization(self, code: str) -> Organization:
        """By its code. Raises KeyError when there is none."""
        return _by_code(self.organizations, code)

    def task(self, code: str) -> Task:
        """By its code. Raises KeyError when there is none."""
        return _by_code(self.tasks, code)

    def work(self, code: str) -> Work:
        """By its code. Raises KeyError when there is none."""
        return _by_code(self.works, code)

    @staticmethod
    def day_before(day: date) -> date:
        """The day before."""
        return day - timedelta(days=1)

    def officer(self, unit: str, on: date) -> str:
        """The username of whoever signs in for the unit on a day: its officer, a deputy, whoever took over.

        Raises KeyError when nobody does.
        """
        post, own = f"officer-{unit}", None
        for login in self.logins:
            if login.role == "unit_officer" and login.organization == unit:
                own = own or login
                if login.person == self._works_at(post, on):
                    return login.username
        if own is None:
            raise KeyError(unit)
        return own.username

    def _works_at(self, post: str, on: date) -> str | None:
        """Who does the work of a post: its holder, or the deputy while the holder is away."""
        for away in self.changes.absences:
            if away.post == post and away.starts_on <= on <= away.ends_on:
                return away.deputy
        holder = self.holder(post, on)
        return holder.code if holder else None

    def holder(self, post: str, on: date) -> Person | None:
        """Who holds the post on a day."""
        for one in self.memberships:
            if one.post == post and one.since <= on and (one.to is None or on <= one.to):
                return _by_code(self.persons, one.person)
        return None


def _by_code(records: tuple[_Record, ...], code: str) -> _Record:
    for record in records:
        if record.code == code:
            return record
    raise KeyError(code)
