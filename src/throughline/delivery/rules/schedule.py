"""Where a task should be on a day: planned progress, expected value, and which periods ask for a report."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from throughline.delivery.rules.matter import Goal, Span, Step
from throughline.lib.dates import MONTHS

HUNDRED = Decimal(100)
HUNDREDTH = Decimal("0.01")


def rounded(number: Decimal) -> Decimal:
    """To hundredths, half up: what is compared with a rule's threshold is what is shown."""
    return number.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def planned_progress(
    on: date, *, starts_on: date | None, due_on: date | None, milestones: tuple[Step, ...] = ()
) -> Decimal | None:
    """Percent of the task that should be done by `on`.

    Milestones that name a planned percent decide: the highest one due by then. Without them time does, evenly from
    the start to the due date. None when neither is known.
    """
    if due_on is not None and on >= due_on:
        return HUNDRED
    steps = [(step.due_on, step.progress) for step in milestones if step.progress is not None]
    if steps:
        return max((percent for day, percent in steps if day <= on), default=Decimal(0))
    if starts_on is None or due_on is None:
        return None
    return rounded(HUNDRED * _share(on, starts_on, due_on))


def expected_value(on: date, goal: Goal, *, starts_on: date | None) -> Decimal | None:
    """The indicator's value that should be reached by `on`: along the target's steps, evenly between them.

    The way begins at the base value on its day (or on the task's first day). None when it begins after `on` or the
    target has no number.
    """
    points = _trajectory(goal, starts_on)
    for (day, value), (next_day, next_value) in pairwise(points):
        if day <= on < next_day:
            return value + (next_value - value) * _share(on, day, next_day)
    return points[-1][1] if points and on >= points[-1][0] else None


def _trajectory(goal: Goal, starts_on: date | None) -> list[tuple[date, Decimal]]:
    points = dict(goal.steps)
    begins = goal.base_on or starts_on
    if goal.base_value is not None and begins is not None:
        points.setdefault(begins, goal.base_value)
    if goal.level is not None and goal.due_on is not None:
        points.setdefault(goal.due_on, goal.level)
    return sorted(points.items())


def _share(on: date, start: date, end: date) -> Decimal:
    whole = (end - start).days
    return Decimal(1) if whole <= 0 else Decimal(min(max((on - start).days, 0), whole)) / whole


def attainment(value: Decimal, expected: Decimal, goal: Goal) -> Decimal | None:
    """Percent of the expected value that was reached; where less is better, expected over actual.

    Within a range it is 100. None where a ratio says nothing (nothing or less than nothing expected, and missed).
    """
    if goal.operator == "range" and goal.value is not None and goal.high is not None:
        if goal.value <= value <= goal.high:
            return HUNDRED
        return _ratio(value, goal.value) if value < goal.value else _ratio(goal.high, value)
    return _ratio(value, expected) if goal.wants_more else _ratio(expected, value)


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole > 0:
        return rounded(HUNDRED * part / whole)
    return HUNDRED if part >= whole else None


def progress_from_value(value: Decimal | None, goal: Goal | None) -> Decimal | None:
    """Percent of the way from the base value to the target's, 0 to 100; without a base value from zero."""
    if value is None or goal is None or goal.level is None:
        return None
    base = goal.base_value if goal.base_value is not None else Decimal(0)
    if goal.base_value is None and not goal.wants_more:
        return None
    way = goal.level - base
    if way == 0:
        reached = value >= goal.level if goal.wants_more else value <= goal.level
        return HUNDRED if reached else Decimal(0)
    return rounded(min(max(HUNDRED * (value - base) / way, Decimal(0)), HUNDRED))


def is_owed(span: Span, rhythm: str) -> bool:
    """Whether a task of the review rhythm `rhythm` reports for the period: one of its turns ends within it."""
    months = MONTHS.get(rhythm, 1)
    first = span.starts_on.year * 12 + span.starts_on.month
    return any(month % months == 0 for month in range(first, first + months_in(span)))


def months_in(span: Span) -> int:
    """How many calendar months the period touches."""
    return (span.ends_on.year - span.starts_on.year) * 12 + span.ends_on.month - span.starts_on.month + 1
