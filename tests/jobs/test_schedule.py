"""The schedule: every few seconds, and once a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from throughline.accounts.models import LoginFailure
from throughline.config.env import BadSetting
from throughline.history.sealer import seal
from throughline.jobs import schedule
from throughline.jobs.claims import claim
from throughline.jobs.models import Job, JobState
from throughline.jobs.progress import progress, read_progress
from throughline.jobs.run import run
from throughline.jobs.schedule import SCHEDULE, Periodic, Schedule, ask_for_daily_work, daily, tick_at
from throughline.lib import clock

pytestmark = pytest.mark.django_db

#: Half past one in the morning of 3 March in Shanghai.
TICK = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


@pytest.fixture
def days(monkeypatch) -> list[date]:
    monkeypatch.setattr(schedule, "SCHEDULE", Schedule())
    called: list[date] = []
    daily(called.append)
    return called


def do_waiting() -> None:
    while waiting := claim("worker"):
        run(waiting)


def test_the_daily_work_is_asked_for_once_when_its_time_has_come(days):
    with clock.travel(TICK - timedelta(minutes=1)):
        assert ask_for_daily_work() is None
    with clock.travel(TICK):
        assert ask_for_daily_work()
        assert ask_for_daily_work() is None
    do_waiting()
    assert days == [date(2026, 3, 3)]


def test_a_server_that_was_down_at_the_time_does_it_when_it_is_up(days):
    with clock.travel(TICK + timedelta(hours=20)):
        assert ask_for_daily_work()
        do_waiting()
    with clock.travel(TICK + timedelta(hours=24)):
        assert ask_for_daily_work()
        do_waiting()
    assert days == [date(2026, 3, 3), date(2026, 3, 4)]


def test_an_error_of_one_leaves_the_others_their_turn_and_the_day_is_tried_again(monkeypatch):
    monkeypatch.setattr(schedule, "SCHEDULE", Schedule())
    called: list[date] = []
    daily(lambda _day: 1 / 0)
    daily(called.append)
    with clock.travel(TICK):
        ask_for_daily_work()
        do_waiting()
    assert len(called) == 1
    assert Job.objects.get().state == JobState.WAITING


def test_a_periodic_error_does_not_stop_the_schedule(caplog):
    called: list[int] = []
    plan = Schedule([Periodic(60, lambda: 1 / 0), Periodic(60, lambda: called.append(1))])
    plan.run_due()
    plan.run_due()
    assert called == [1]
    assert "ZeroDivisionError" in caplog.text


def test_the_sealer_has_its_turn_every_few_seconds():
    (sealing,) = [one for one in SCHEDULE.periodic if one.function is seal]
    assert sealing.seconds <= 5


def test_old_login_failures_are_forgotten():
    for hours in (1, 25):
        LoginFailure.objects.create(username="u", address="a", at=clock.now() - timedelta(hours=hours))
    schedule.forget_login_failures()
    assert LoginFailure.objects.count() == 1


def test_old_progress_is_forgotten():
    progress(1, 1, 1)
    schedule.forget_old_progress()
    assert read_progress(1)
    with clock.travel(clock.now() + timedelta(days=8)):
        schedule.forget_old_progress()
    assert read_progress(1) is None


def test_a_bad_time_says_what_to_give(monkeypatch):
    monkeypatch.setenv("THROUGHLINE_TICK_AT", "half past one")
    with pytest.raises(BadSetting, match="01:30"):
        tick_at()
