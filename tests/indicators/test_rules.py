from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.indicators.rules import expected_value, goal, reached


def target(**fields):
    whole = {"operator": ">=", "value": Decimal(100), "high": None, "base_value": Decimal(0)}
    days = {"base_on": date(2026, 1, 1), "due_on": date(2026, 1, 11)}
    return SimpleNamespace(**{**whole, **days, **fields})


def test_linear_between_base_and_end():
    assert expected_value(target(), date(2025, 12, 31)) is None
    assert expected_value(target(), date(2026, 1, 1)) == 0
    assert expected_value(target(), date(2026, 1, 4)) == 30
    assert expected_value(target(), date(2026, 1, 11)) == 100
    assert expected_value(target(), date(2027, 1, 1)) == 100


def test_over_the_steps():
    steps = [(date(2026, 1, 6), Decimal(10))]
    assert expected_value(target(), date(2026, 1, 6), steps) == 10
    assert expected_value(target(), date(2026, 1, 3), steps) == 4
    assert expected_value(target(), date(2026, 1, 7), steps) == 28


def test_only_the_end():
    only = target(base_on=None, base_value=None)
    assert expected_value(only, date(2026, 1, 10)) is None
    assert expected_value(only, date(2026, 1, 11)) == 100


def test_a_change_counts_from_the_base():
    assert goal(target(operator="+", value=Decimal(5), base_value=Decimal(40))) == 45
    assert goal(target(operator="-", value=Decimal(5), base_value=Decimal(40))) == 35
    assert goal(target(operator="+", base_value=None)) is None
    assert goal(target(value=None)) is None


@given(st.integers(0, 400), st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_between_its_ends_a_straight_line_stays_between_their_values(day, low, high):
    one = target(base_value=low, value=high, due_on=date(2027, 1, 1))
    value = expected_value(one, date(2026, 1, 1) + timedelta(day))
    assert min(low, high) <= value <= max(low, high)


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (">=", 100, True),
        (">=", 99, False),
        (">", 100, False),
        ("<=", 100, True),
        ("<", 100, False),
        ("=", 100, True),
        ("=", 101, False),
        ("about", 96, True),
        ("about", 94, False),
        ("range", 110, True),
        ("range", 121, False),
        ("+", 100, True),
        ("-", -101, True),
    ],
)
def test_reached(operator, value, expected):
    assert reached(target(operator=operator, high=Decimal(120)), Decimal(value)) is expected


def test_a_target_in_words_is_neither_reached_nor_missed():
    assert reached(target(value=None), Decimal(1)) is None
