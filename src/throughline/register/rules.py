"""What a task still lacks, what is overdue, who of several leads. Each rule is stated once, for rows and for SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from throughline.register.choices import CompletionKind, Lack, ResponsibilityRole, TaskState

#: A task lacks something when all the named columns have these values.
LACKS = MappingProxyType(
    {
        Lack.LEAD: {"lead_id": None},
        Lack.ACCOUNTABLE: {"accountable_id": None},
        Lack.LEADER: {"leader_id": None},
        Lack.STANDARD: {"standard": ""},
        Lack.DUE: {"completion": CompletionKind.DATE, "due_on": None},
        Lack.RHYTHM: {"completion": CompletionKind.ONGOING, "review_rhythm": ""},
        Lack.REQUIREMENT: {"requirement": ""},
    }
)

#: The same with what fetches the columns, as one value or a tuple: rows are looked through by the hundred thousand.
_LACKS = tuple(
    (
        str(code),
        attrgetter(*columns),
        (*columns.values(),) if len(columns) > 1 else next(iter(columns.values())),
    )
    for code, columns in LACKS.items()
)

#: Tasks that still have to be delivered.
LIVE_STATES = (TaskState.OPEN, TaskState.COMPLETE, TaskState.SUSPENDED)

#: What no list or count shows that is not asked for it.
SET_ASIDE = (TaskState.CANCELLED, TaskState.MERGED)

ROLE_ORDER = (
    ResponsibilityRole.LEAD,
    ResponsibilityRole.JOINT,
    ResponsibilityRole.SUPPORTING,
    ResponsibilityRole.SUPERVISING,
)


def lacks(task: Any) -> tuple[str, ...]:
    """What a task (anything with the columns of Task) still lacks, in the order of `choices.Lack`."""
    return tuple([code for code, held, empty in _LACKS if held(task) == empty])


def lacking(code: str, path: str = "") -> Q:
    """The same rule as a condition; `path` leads from the queried table to the task. KeyError for an unknown code."""
    prefix = f"{path}__" if path else ""
    found = Q()
    for name, value in LACKS[Lack(code)].items():
        found &= Q(**{f"{prefix}{name}__isnull": True}) if value is None else Q(**{f"{prefix}{name}": value})
    return found


def arranged(wanted: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """(organization, role) pairs in the order in which they are listed on a register.

    Leads first, then equals, supporters, supervisors, each as given. Only the first lead leads; further leads are
    equals. Who is named twice keeps the stronger role.
    """
    pairs = sorted(wanted, key=lambda pair: ROLE_ORDER.index(ResponsibilityRole(pair[1])))
    made: dict[int, str] = {}
    for organization, role in pairs:
        if organization in made:
            continue
        leads = role == ResponsibilityRole.LEAD
        taken = leads and ResponsibilityRole.LEAD in made.values()
        made[organization] = ResponsibilityRole.JOINT if taken else ResponsibilityRole(role)
    return list(made.items())


def collecting(listed: Sequence[tuple[int, str]]) -> int | None:
    """Who collects the reports: the lead, or the first of the equals where nobody leads."""
    for role in (ResponsibilityRole.LEAD, ResponsibilityRole.JOINT):
        for organization, held in listed:
            if held == role:
                return organization
    return None


def overdue(as_of: date, path: str = "") -> Q:
    """The condition "its date has passed and it is neither complete nor closed"."""
    prefix = f"{path}__" if path else ""
    return Q(**{f"{prefix}due_on__lt": as_of, f"{prefix}state": TaskState.OPEN})


def is_overdue(task: Any, as_of: date) -> bool:
    """The same rule for one task."""
    return task.due_on is not None and task.due_on < as_of and task.state == TaskState.OPEN


def reached() -> Q:
    """The condition on tasks "at 100 %, and still under way": nobody said yet that it is complete."""
    return Q(state=TaskState.OPEN, progress__gte=100)


def is_reached(task: Any) -> bool:
    """The same rule for one task."""
    return task.state == TaskState.OPEN and task.progress is not None and task.progress >= 100


def overdue_steps(as_of: date) -> Q:
    """The condition on milestones "its day has passed, it is not done, and its task is under way"."""
    return Q(due_on__lt=as_of, done_on=None, task__state=TaskState.OPEN)


def is_step_overdue(step: Any, task: Any, as_of: date) -> bool:
    """The same rule for one milestone of `task`."""
    return step.due_on < as_of and step.done_on is None and task.state == TaskState.OPEN
