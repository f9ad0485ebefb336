"""What a completion rests on: the day to propose, and the evidence that came with the reports."""

from datetime import date

import pytest

from tests.delivery.scene import at, scene
from throughline.delivery.actions import ensure_periods, return_report
from throughline.delivery.queries.completing import evidence_of, reached_on

pytestmark = pytest.mark.django_db

LETTER = ("letter.txt", b"The gauge stands.")


def test_the_day_is_the_end_of_the_first_period_since_which_all_reports_say_100_percent():
    city = scene()
    task, other = city.task(), city.task()
    ensure_periods(city.register, date(2026, 4, 1))
    with at(2026, 1, 26):
        city.file(task, progress=100)
        assert reached_on(task, city.finance) == date(2026, 1, 26), "the month is not over"
        city.file(other, progress=100)
    with at(2026, 2, 26):
        city.file(task, month=2, progress=90)
        assert reached_on(task, city.finance) == date(2026, 2, 26)
    with at(2026, 4, 2):
        city.file(task, month=3, progress=100)
    with at(2026, 4, 26):
        city.file(task, month=4, progress=100)
        assert reached_on(task, city.finance) == date(2026, 3, 31)
        assert reached_on(other, city.finance) == date(2026, 1, 26), (
            "it was reported before the month was over"
        )
        assert reached_on(other, city.transport) == date(2026, 4, 26)


def test_evidence_is_what_came_with_reports_that_stand():
    city = scene()
    task = city.task()
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 26):
        return_report(
            city.file(task, evidence=[("wrong.txt", b"Another gauge.")]), by=city.supervisor, reason="Which?"
        )
        city.file(task, evidence=[LETTER])
    with at(2026, 2, 26):
        city.file(task, month=2, evidence=[LETTER, ("photo.txt", b"It stands still.")])
    assert [file.file_name for file in evidence_of(task, city.finance)] == ["photo.txt", "letter.txt"]
