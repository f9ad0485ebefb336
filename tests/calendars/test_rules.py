"""Counting working days: properties of the arithmetic on any pattern of days off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.calendars.rules import (
    NoWorkingDay,
    add_working_days,
    next_working_day,
    previous_working_day,
    working_days_between,
)

START = date(2024, 1, 1)
patterns = st.lists(st.booleans(), min_size=1, max_size=20).filter(any)
days = st.integers(0, 2000).map(lambda number: START + timedelta(days=number))
counts = st.integers(-60, 60)


def works_by(pattern):
    return lambda day: pattern[day.toordinal() % len(pattern)]


@given(patterns, days, counts)
def test_a_limit_ends_on_a_working_day_and_counts_as_many(pattern, day, count):
    works = works_by(pattern)
    due = add_working_days(day, count, works)
    assert works(due)
    if count > 0:
        assert working_days_between(day, due, works) == count
    if count < 0:
        assert working_days_between(due - timedelta(days=1), day - timedelta(days=1), works) == -count


@given(patterns, days, st.integers(1, 30), st.integers(1, 30))
def test_limits_add_up(pattern, day, first, second):
    works = works_by(pattern)
    assert add_working_days(add_working_days(day, first, works), second, works) == add_working_days(
        day, first + second, works
    )


@given(patterns, days)
def test_a_working_day_is_its_own_next_and_previous(pattern, day):
    works = works_by(pattern)
    assert previous_working_day(day, works) <= day <= next_working_day(day, works)
    assert add_working_days(day, 0, works) == next_working_day(day, works)
    if works(day):
        assert previous_working_day(day, works) == next_working_day(day, works) == day


@given(patterns, days, days)
def test_counting_back_is_counting_forth(pattern, start, end):
    works = works_by(pattern)
    assert working_days_between(start, end, works) == -working_days_between(end, start, works)


def test_a_world_without_work_is_noticed():
    with pytest.raises(NoWorkingDay):
        next_working_day(START, lambda _day: False)
