"""Ends of months and periods of a rhythm."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.lib.dates import (
    MONTHS,
    add_months,
    days_between,
    half_end,
    month_end,
    next_period,
    period_of,
    periods_between,
    previous_period,
    quarter_end,
    year_end,
)

rhythms = st.sampled_from(sorted(MONTHS))
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
usual_days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "start", "end"),
    [
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("two_months", date(2024, 1, 1), date(2024, 2, 29)),
        ("quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("half", date(2024, 1, 1), date(2024, 6, 30)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_period_of_a_day(rhythm, start, end):
    assert period_of(rhythm, date(2024, 2, 15)) == (start, end)


def test_ends():
    day = date(2023, 2, 3)
    ends = (month_end(day), quarter_end(day), half_end(day), year_end(day))
    assert ends == (date(2023, 2, 28), date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31))


def test_an_unknown_rhythm_is_the_callers_mistake():
    with pytest.raises(KeyError):
        period_of("fortnight", date(2024, 1, 1))


@given(rhythms, days)
def test_a_period_holds_its_day_and_each_of_its_days_has_the_same_period(rhythm, day):
    start, end = period = period_of(rhythm, day)
    assert start <= day <= end
    assert start.day == 1
    assert end == month_end(end)
    assert period_of(rhythm, start) == period_of(rhythm, end) == period


@given(rhythms, usual_days)
def test_periods_follow_each_other_without_gap(rhythm, day):
    period = period_of(rhythm, day)
    after = next_period(rhythm, period)
    assert after.start - period.end == timedelta(days=1)
    assert previous_period(rhythm, after) == period


@given(rhythms, usual_days, st.integers(0, 2000))
def test_periods_between_cover_the_span_and_nothing_beyond(rhythm, start, length):
    end = start + timedelta(days=length)
    periods = periods_between(rhythm, start, end)
    assert periods[0] == period_of(rhythm, start)
    assert periods[-1] == period_of(rhythm, end)
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(periods))


@given(rhythms, usual_days)
def test_an_empty_span_has_no_periods(rhythm, day):
    assert periods_between(rhythm, day, day - timedelta(days=1)) == []


@given(rhythms)
def test_the_last_period_of_the_calendar_is_found(rhythm):
    assert periods_between(rhythm, date(9999, 12, 31), date.max)[-1].end == date.max


@given(usual_days, st.integers(-600, 600))
def test_months_added_land_in_the_right_month(day, months):
    found = add_months(day, months)
    assert found.year * 12 + found.month == day.year * 12 + day.month + months
    assert found.day == min(day.day, month_end(found).day)


@pytest.mark.parametrize("months", [-12 * 2024, 12 * 8000])
def test_months_beyond_the_calendar_are_refused(months):
    with pytest.raises(OverflowError):
        add_months(date(2024, 1, 31), months)


@given(usual_days, st.integers(-3, 40))
def test_days_between_are_all_of_them(start, length):
    found = list(days_between(start, start + timedelta(days=length)))
    assert len(found) == max(0, length + 1)
    assert found == sorted(set(found))
