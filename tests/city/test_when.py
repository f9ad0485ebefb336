"""Dates written relative to the day of the demonstration."""

from datetime import date

import pytest

from throughline.city.pace import Pace, begun, scheduled
from throughline.city.when import Calendar, add_workdays, workday
from throughline.delivery.rules import planned_progress

MAY = Calendar(date(2032, 5, 31), "en")


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("Y-06-30", date(2032, 6, 30)),
        ("Y+1-12-31", date(2033, 12, 31)),
        ("Y-1-02-31", date(2031, 2, 28)),
        ("M-3-15", date(2032, 2, 15)),
        ("M-3-31", date(2032, 2, 29)),
        ("M-12-end", date(2031, 5, 31)),
        ("M+0-05", date(2032, 5, 5)),
        ("M-07", date(2032, 5, 7)),
        ("Q-end", date(2032, 6, 30)),
        ("Q-2-end", date(2031, 12, 31)),
        ("Q+3-end", date(2033, 3, 31)),
    ],
)
def test_written_dates(written, resolved):
    assert MAY.day(written) == resolved


@pytest.mark.parametrize("written", ["2032-05-31", "Y-6-30", "M-3", "Q+1", "soon", ""])
def test_other_forms_are_refused(written):
    with pytest.raises(ValueError, match="is not a date like"):
        MAY.day(written)


def test_texts_are_written_out_and_keep_other_braces():
    assert (
        MAY.fill("{Y-1}–{Y+1}, {M-5}, {Q+1}: {count}") == "2031–2033, December 2031, September 2032: {count}"
    )
    assert Calendar(MAY.today, "zh").fill("{Q-1}底前") == "2032年3月底前"


def test_weekends_move_to_monday():
    assert workday(date(2032, 5, 29)) == workday(date(2032, 5, 30)) == date(2032, 5, 31)
    assert workday(date(2032, 5, 28)) == date(2032, 5, 28)
    assert add_workdays(date(2032, 5, 28), 2) == date(2032, 6, 1)


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(2031, 8, 31), date(2032, 6, 30), date(2032, 7, 31)])
def test_the_schedule_is_that_of_the_rating_rules(day):
    start, due = date(2031, 3, 4), date(2032, 6, 30)
    assert scheduled(day, start, due) == pytest.approx(
        float(planned_progress(day, starts_on=start, due_on=due)), abs=0.01
    )


def test_the_beginning_fits_the_percent():
    due, day = date(2032, 6, 30), date(2031, 6, 30)
    assert scheduled(day, begun(day, 40, due), due) == pytest.approx(40, abs=0.2)


def test_progress_never_falls_and_is_full_only_at_the_end():
    ends = tuple(date(2031, month, 28) for month in range(1, 7))
    pace = Pace(
        date(2031, 1, 1),
        dues=((date.min, date(2031, 5, 28)),),
        points={ends[0]: 10, ends[2]: -60},
        finished=ends[5],
    )
    reached = list(pace.reached(ends).values())
    assert reached == sorted(reached)
    assert reached[4] < 100
    assert reached[5] == 100


def test_a_new_due_date_counts_from_its_decision():
    pace = Pace(
        date(2031, 1, 1), dues=((date.min, date(2031, 5, 31)), (date(2031, 4, 10), date(2031, 12, 31)))
    )
    assert pace.planned(date(2031, 4, 9)) > 60
    assert pace.planned(date(2031, 4, 30)) < 40
