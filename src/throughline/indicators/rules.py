"""What a target asks for on a day, and whether a value reaches it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from throughline.indicators.choices import Operator

Point = tuple[date, Decimal]

PLACES = Decimal("0.0001")
ABOUT = Decimal("0.05")  # "about" is reached from 95 % to 105 % of the value


def goal(target: Any) -> Decimal | None:
    """The value to be reached in the indicator's unit: for + and - the base value changed by the value."""
    if target.value is None:
        return None
    if target.operator in (Operator.INCREASE, Operator.DECREASE):
        if target.base_value is None:
            return None
        change = target.value if target.operator == Operator.INCREASE else -target.value
        return target.base_value + change
    return target.value


def points(target: Any, steps: Iterable[Point] = ()) -> list[Point]:
    """The trajectory from the base value over the steps to the end, by day; a step on the last day counts for it."""
    made: dict[date, Decimal] = {}
    if target.base_on is not None and target.base_value is not None:
        made[target.base_on] = target.base_value
    end = goal(target)
    if target.due_on is not None and end is not None:
        made[target.due_on] = end
    made.update(steps)
    return sorted(made.items())


def expected_value(target: Any, on: date, steps: Iterable[Point] = ()) -> Decimal | None:
    """What should be reached on `on`: linear between base value, steps and end; four places, rounded half up.

    Before the first known point nothing is expected (None); after the last, the last value.
    """
    path = points(target, steps)
    before = [point for point in path if point[0] <= on]
    after = [point for point in path if point[0] > on]
    if not before:
        return None
    if not after:
        return before[-1][1]
    (first, low), (last, high) = before[-1], after[0]
    share = Decimal((on - first).days) / Decimal((last - first).days)
    return (low + (high - low) * share).quantize(PLACES, rounding=ROUND_HALF_UP)


def reached(target: Any, value: Decimal) -> bool | None:
    """Whether `value` reaches the target's end; None when the target is in words or has no base to change."""
    end = goal(target)
    if end is None:
        return None
    compared = {
        Operator.EQUAL: value == end,
        Operator.AT_LEAST: value >= end,
        Operator.INCREASE: value >= end,
        Operator.ABOVE: value > end,
        Operator.AT_MOST: value <= end,
        Operator.DECREASE: value <= end,
        Operator.BELOW: value < end,
        Operator.ABOUT: abs(value - end) <= abs(end) * ABOUT,
        Operator.RANGE: value >= end and (target.high is None or value <= target.high),
    }
    return compared[Operator(target.operator)]
