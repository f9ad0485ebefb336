"""The facts that a rating rule may look at, and how a day sees a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.delivery.rules.matter import Account, Matter, Span, rested_on
from throughline.delivery.rules.schedule import (
    HUNDRED,
    attainment,
    expected_value,
    is_owed,
    months_in,
    planned_progress,
    rounded,
)

QUARTER = 3

#: Every fact by name: what it is called, and what its values are. A rule may name no other.
FACTS: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {
        "behind_points": (_("percentage points behind the planned progress"), "number"),
        "ratio": (_("percent of the expected progress or value"), "number"),
        "progress": (_("accepted progress in percent"), "number"),
        "expected_progress": (_("planned progress in percent"), "number"),
        "reported": (_("a report has been accepted"), "yes or no"),
        "periods_missed": (_("periods in a row without a report"), "number"),
        "months_missed": (_("months in a row without a report"), "number"),
        "quarter_missed": (_("no report for a whole quarter"), "yes or no"),
        "joint_missed": (_("joint units without a report for the last period"), "number"),
        "days_to_due": (_("days until the due date"), "number"),
        "days_overdue": (_("days since the due date passed"), "number"),
        "milestones_overdue": (_("milestones that are overdue"), "number"),
        "milestone_days_overdue": (_("days since the oldest overdue milestone"), "number"),
        "completed": (_("closed as complete"), "yes or no"),
        "reported_complete": (_("reported complete by the unit"), "yes or no"),
        "ongoing": (_("an ongoing task"), "yes or no"),
        "state": (_("state of the task"), "open, complete, closed"),
        "unit_colour": (_("the unit's own rating"), "colour"),
        "months_red": (_("months that the circulated rating has been red"), "number"),
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """How a task stands on a day. None means that it is not known, and no condition on it holds.

    Percentages are rounded to hundredths, half up. `behind_points` is negative ahead of the plan. Progress and
    value are measured against `measured_on`: the end of the last period that was answered for or is overdue,
    so that nobody falls behind between two reports.
    """

    state: str
    completed: bool
    reported_complete: bool
    ongoing: bool
    reported: bool
    progress: Decimal
    expected_progress: Decimal | None
    behind_points: Decimal | None
    value: Decimal | None
    expected_value: Decimal | None
    ratio: Decimal | None
    measured_on: date | None
    periods_missed: int
    months_missed: int
    quarter_missed: bool
    joint_missed: int
    days_to_due: int | None
    days_overdue: int
    milestones_overdue: int
    milestone_days_overdue: int
    unit_colour: str
    months_red: int

    def plain(self) -> dict[str, Any]:
        """What is known, as values that JSON keeps: numbers with a fraction and dates as text."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: _plain(value) for name, value in pairs if value is not None and value != ""}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def facts_of(matter: Matter, on: date) -> Facts:
    """How `matter` stands on `on`, from what was filed, decided and done by then."""
    figure = _figure(matter, on)
    missed, asked = _missed(matter, on)
    measured_on = _measured_on(figure, missed, on)
    progress = figure.progress if figure is not None and figure.progress is not None else Decimal(0)
    expected = _expected_progress(matter, measured_on)
    value, wanted = _values(matter, figure, measured_on)
    months = sum(months_in(span) for span in missed)
    overdue = [s.due_on for s in matter.milestones if s.due_on < on and (s.done_on is None or s.done_on > on)]
    ended_on = matter.ended_on or on
    return Facts(
        state=matter.state,
        completed=matter.state == "closed",
        reported_complete=matter.state == "complete",
        ongoing=matter.ongoing,
        reported=figure is not None,
        progress=progress,
        expected_progress=expected,
        behind_points=None if expected is None else rounded(expected - progress),
        value=value,
        expected_value=wanted,
        ratio=_ratio(matter, progress, expected, value, wanted),
        measured_on=measured_on,
        periods_missed=len(missed),
        months_missed=months,
        quarter_missed=months >= QUARTER,
        joint_missed=_silent_beside(matter, asked, on),
        days_to_due=_days_to_due(matter, on),
        days_overdue=max(0, (ended_on - matter.due_on).days) if matter.due_on else 0,
        milestones_overdue=len(overdue),
        milestone_days_overdue=(on - min(overdue)).days if overdue else 0,
        unit_colour=figure.colour if figure else "",
        months_red=_months_red(matter, on),
    )


def _figure(matter: Matter, on: date) -> Account | None:
    """The account whose figure is the task's: the latest accepted one of the unit that collects."""
    accepted = [account for account in matter.accounts if account.leads and account.accepted_on(on)]
    return max(accepted, key=lambda account: (account.ends_on, account.attempt), default=None)


def _missed(matter: Matter, on: date) -> tuple[list[Span], Span | None]:
    """The last periods in a row that the collecting unit left without an answer; and the last that asked for one.

    A period counts from the day after its reports were due; an answer for a later one ends the row.
    """
    answered = {a.period for a in matter.accounts if a.leads and a.answers_on(on)}
    newest_first = [span for span in reversed(matter.periods) if span.starts_on <= on]
    due = [span for span in newest_first if span.due_on < on and _asks(matter, span, on)]
    last_answer = max((span.ends_on for span in newest_first if span.key in answered), default=date.min)
    return [span for span in due if span.ends_on > last_answer], due[0] if due else None


def _asks(matter: Matter, span: Span, on: date) -> bool:
    """Whether the period asks the task's units for a report."""
    if span.starts_on > on or (matter.starts_on and span.ends_on < matter.starts_on):
        return False
    # Who reported completion files no more reports.
    if matter.ended_on and span.due_on >= matter.ended_on:
        return False
    if matter.came_on and span.due_on < matter.came_on:
        return False
    if rested_on(matter.rests, span.due_on):
        return False
    return not matter.review_rhythm or is_owed(span, matter.review_rhythm)


def _measured_on(figure: Account | None, missed: list[Span], on: date) -> date | None:
    ends = [span.ends_on for span in missed[:1]] + ([figure.ends_on] if figure else [])
    return min(max(ends), on) if ends else None


def _expected_progress(matter: Matter, day: date | None) -> Decimal | None:
    if day is None or matter.ongoing:
        return None
    return planned_progress(
        day, starts_on=matter.begins_on, due_on=matter.due_on, milestones=matter.milestones
    )


def _values(
    matter: Matter, figure: Account | None, day: date | None
) -> tuple[Decimal | None, Decimal | None]:
    if matter.goal is None or figure is None or figure.value is None or day is None:
        return None, None
    wanted = expected_value(day, matter.goal, starts_on=matter.begins_on)
    return figure.value, None if wanted is None else rounded(wanted)


def _ratio(
    matter: Matter,
    progress: Decimal,
    expected: Decimal | None,
    value: Decimal | None,
    wanted: Decimal | None,
) -> Decimal | None:
    if matter.goal is not None and value is not None and wanted is not None:
        return attainment(value, wanted, matter.goal)
    if expected is None:
        return None
    return rounded(HUNDRED * progress / expected) if expected > 0 else HUNDRED


def _silent_beside(matter: Matter, asked: Span | None, on: date) -> int:
    if asked is None or not matter.joint:
        return 0
    answered = {
        a.organization
        for a in matter.accounts
        if a.answers_on(on) and (a.period == asked.key or a.ends_on > asked.ends_on)
    }
    return sum(1 for organization in matter.joint if organization not in answered)


def _days_to_due(matter: Matter, on: date) -> int | None:
    if matter.due_on is None or matter.state != "open" or on > matter.due_on:
        return None
    return (matter.due_on - on).days


def _months_red(matter: Matter, on: date) -> int:
    since = matter.rating_since
    if matter.rating != "red" or since is None or since > on:
        return 0
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def named(facts: Facts | Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts as a mapping by name."""
    return dict(_pairs(facts)) if isinstance(facts, Facts) else facts


def _pairs(facts: Facts) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(facts, field.name)) for field in fields(facts))
