"""Where a task should be on a day: planned progress, expected values, the periods that ask."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.test_rules import MONTHS
from throughline.delivery.rules import Goal, Step, is_owed, planned_progress, progress_from_value
from throughline.delivery.rules.schedule import attainment, expected_value


def test_without_milestones_time_decides():
    span = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    assert planned_progress(date(2025, 6, 1), **span) == 0
    assert planned_progress(date(2026, 7, 2), **span) == Decimal("50.00")
    assert planned_progress(date(2027, 1, 1), **span) == 100
    assert planned_progress(date(2026, 7, 2), starts_on=None, due_on=date(2026, 12, 31)) is None


def test_milestones_with_a_planned_percent_decide():
    steps = (
        Step(date(2026, 3, 31), Decimal(20)),
        Step(date(2026, 6, 30)),
        Step(date(2026, 9, 30), Decimal(80)),
    )
    span = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31), "milestones": steps}
    assert [planned_progress(date(2026, m, 30), **span) for m in (1, 4, 8, 10)] == [0, 20, 20, 80]


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 400), st.integers(0, 400))
def test_planned_progress_never_falls(start, length, step):
    due = start + timedelta(days=length)
    early, late = start + timedelta(days=step // 2), start + timedelta(days=step)
    first = planned_progress(early, starts_on=start, due_on=due)
    assert 0 <= first <= planned_progress(late, starts_on=start, due_on=due) <= 100


def test_the_expected_value_follows_the_targets_steps():
    goal = Goal(
        operator=">=",
        higher=True,
        value=Decimal(200),
        base_value=Decimal(100),
        base_on=date(2025, 12, 31),
        due_on=date(2026, 12, 31),
        steps=((date(2026, 6, 30), Decimal(120)),),
    )
    assert expected_value(date(2026, 6, 30), goal, starts_on=None) == 120
    assert expected_value(date(2026, 12, 31), goal, starts_on=None) == 200
    assert expected_value(date(2025, 1, 1), goal, starts_on=None) is None
    assert 100 < expected_value(date(2026, 3, 31), goal, starts_on=None) < 120


def test_attainment_knows_the_good_direction():
    more = Goal(operator=">=", higher=True, value=Decimal(100))
    less = Goal(operator="<=", higher=True, value=Decimal(50))
    equal = Goal(operator="=", higher=False, value=Decimal(50))
    within = Goal(operator="range", higher=True, value=Decimal(10), high=Decimal(20))
    assert attainment(Decimal(90), Decimal(100), more) == 90
    assert attainment(Decimal(100), Decimal(50), less) == 50
    assert attainment(Decimal(40), Decimal(50), equal) == 125
    assert attainment(Decimal(15), Decimal(0), within) == 100
    assert attainment(Decimal(5), Decimal(0), within) == 50
    assert attainment(Decimal(40), Decimal(0), within) == 50
    assert attainment(Decimal(-1), Decimal(0), more) is None


def test_progress_from_a_value_is_the_share_of_the_way():
    down = Goal(operator="<=", higher=False, value=Decimal(30), base_value=Decimal(50))
    change = Goal(operator="+", higher=True, value=Decimal(20), base_value=Decimal(100))
    assert progress_from_value(Decimal(40), down) == 50
    assert progress_from_value(Decimal(60), down) == 0
    assert progress_from_value(Decimal(110), change) == 50
    assert progress_from_value(Decimal(30), Goal(operator=">=", higher=True, value=Decimal(40))) == 75
    assert progress_from_value(Decimal(30), Goal(operator="<=", higher=True, value=Decimal(40))) is None
    assert progress_from_value(None, down) is None


@pytest.mark.parametrize(
    ("rhythm", "months"),
    [
        ("month", [1, 2, 3, 4, 5, 6]),
        ("two_months", [2, 4, 6]),
        ("quarter", [3, 6]),
        ("half", [6]),
        ("year", []),
    ],
)
def test_which_periods_ask_for_a_report(rhythm, months):
    assert [span.key for span in MONTHS[:6] if is_owed(span, rhythm)] == months
