"""What units owe, and what a form starts with."""

from datetime import date

import pytest

from tests.delivery.scene import at, scene
from throughline.delivery.actions import ensure_periods
from throughline.delivery.queries import owed, prefill

pytestmark = pytest.mark.django_db


def test_what_a_unit_owes_and_by_when():
    city = scene()
    task, later = city.task(), city.task(starts_on=date(2026, 3, 1))
    ensure_periods(city.register, date(2026, 2, 5))
    with at(2026, 1, 10):
        assert owed(user=city.officer) == []
    with at(2026, 1, 20):
        (one,) = owed(user=city.officer)
        assert (one.task, one.organization, one.due_on) == (task, city.finance, date(2026, 1, 28))
        assert not one.is_overdue(date(2026, 1, 20))
        city.file(task)
        assert owed(user=city.officer) == []
        assert [o.organization for o in owed(user=city.other_officer)] == [city.transport]
    with at(2026, 2, 26):
        (one,) = owed(user=city.officer)
        assert (one.period.starts_on, one.earlier) == (date(2026, 2, 1), [])
        assert one.is_overdue(date(2026, 2, 26))
        (one,) = owed(user=city.other_officer)
        assert [p.starts_on for p in one.earlier] == [date(2026, 1, 1)]
    assert later.pk not in {o.task.pk for o in owed(user=city.officer, as_of=date(2026, 2, 26))}


def test_an_ongoing_task_reports_by_its_review_rhythm():
    city = scene()
    task = city.task(completion="ongoing", review_rhythm="quarter", due_on=None)
    ensure_periods(city.register, date(2026, 3, 20))
    assert owed(user=city.officer, as_of=date(2026, 2, 27)) == []
    (one,) = owed(user=city.officer, as_of=date(2026, 3, 25))
    assert (one.task, one.period.starts_on, one.earlier) == (task, date(2026, 3, 1), [])


def test_periods_due_before_the_task_came_onto_the_register_are_not_owed():
    city = scene()
    ensure_periods(city.register, date(2026, 3, 20))
    with at(2026, 3, 10):
        task = city.task()
    (one,) = owed(user=city.officer, as_of=date(2026, 3, 25))
    assert (one.task, one.earlier) == (task, [])


def test_last_periods_account_is_prefilled():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        assert prefill(task, city.finance, city.period(1)).before is None
        city.file(task, progress=40, done="Half.", problem="Land.", help_needed="A meeting.")
    with at(2026, 2, 20):
        draft = prefill(task, city.finance, city.period(2))
    assert (draft.progress, draft.done, draft.problem, draft.help_needed, draft.attempt) == (
        40,
        "Half.",
        "Land.",
        "A meeting.",
        0,
    )
    assert draft.evidence == []
