"""Jobs: asked for, claimed once, done, refused, failed, taken over."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from tests import builders
from throughline.jobs import claims
from throughline.jobs.actions import ask
from throughline.jobs.claims import LEASE, LeaseLost, claim, hold, let_go
from throughline.jobs.models import Job, JobState
from throughline.jobs.progress import progress, read_progress
from throughline.jobs.queries import health, jobs_of, status
from throughline.jobs.registry import job
from throughline.jobs.run import Run, run
from throughline.jobs.worker import Worker
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization

pytestmark = pytest.mark.django_db


def later(seconds: float):
    return clock.travel(clock.now() + timedelta(seconds=seconds))


def work(asked: Job) -> Job:
    claimed = claim("worker")
    assert claimed is not None
    run(claimed)
    asked.refresh_from_db()
    return asked


def test_a_job_belongs_to_the_callers_transaction():
    with transaction.atomic():
        ask("test.any", None)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_is_done_with_its_arguments_and_keeps_its_result(kind):
    kind("test.add", lambda _run, *, one, two: {"sum": one + two})
    asked = work(ask("test.add", None, one=2, two=3))
    assert (asked.state, asked.result, asked.tries) == (JobState.DONE, {"sum": 5}, 1)
    assert asked.ended_at
    assert asked.lease_until is None


def test_jobs_are_claimed_once_and_the_oldest_first():
    first, second = ask("test.any", None), ask("test.any", None)
    assert [claim("a"), claim("b"), claim("c")] == [first, second, None]


def test_two_workers_that_saw_the_same_job_do_not_both_get_it(monkeypatch):
    ask("test.any", None)
    seen = list(Job.objects.all())
    assert claim("a")
    monkeypatch.setattr(Job.objects, "filter", lambda *args, **kwargs: _Found(seen, args, kwargs))
    assert claim("b") is None


class _Found:
    """What another worker's query had returned a moment before."""

    def __init__(self, seen, args, kwargs) -> None:
        self._seen, self._real = seen, Job._base_manager.filter(*args, **kwargs)

    def order_by(self, _name):
        return self._seen

    def update(self, **values):
        return self._real.update(**values)


def test_conclude_binds_what_is_written_to_the_end_of_the_job(kind):
    def write(this: Run) -> None:
        with this.conclude() as result:
            result["unit"] = builders.organization("made").pk

    kind("test.write", write)
    asked = work(ask("test.write", None))
    assert asked.state == JobState.DONE
    assert asked.result == {"unit": Organization.objects.get().pk}


def test_a_worker_that_lost_its_lease_writes_nothing(kind):
    def slow(this: Run) -> None:
        with later(LEASE.total_seconds() + 1):
            assert claim("another")
        with this.conclude():
            builders.organization("made")

    kind("test.slow", slow)
    asked = work(ask("test.slow", None))
    assert (asked.state, asked.worker) == (JobState.RUNNING, "another")
    assert not Organization.objects.exists()


def test_a_lease_lasts_as_long_as_it_is_extended():
    asked = ask("test.any", None)
    held = claim("a")
    with later(15):
        hold(held)
    with later(30):
        assert claim("b") is None
    with later(36):
        assert claim("b") == asked
        with pytest.raises(LeaseLost):
            hold(held)


def test_a_job_that_kills_its_worker_is_given_up(kind):
    kind("test.deadly", lambda _run: {}, tries=2)
    asked = ask("test.deadly", None)
    for death in range(3):
        with later(death * 60):
            taken = claim(f"worker {death}")
    run(taken)
    asked.refresh_from_db()
    assert asked.state == JobState.FAILED
    assert "stopped each time" in asked.error


def test_a_refusal_is_told_in_the_askers_language_and_not_tried_again(kind):
    def refuse(_run: Run) -> None:
        raise Invalid("file", "%(language)s", language=translation.get_language())

    kind("test.refuse", refuse)
    asked = work(ask("test.refuse", builders.user(language="zh-hans")))
    assert (asked.state, asked.error) == (JobState.FAILED, "zh-hans")
    # Who never chose a language reads a job's answer in that of the page on which it was asked for.
    with translation.override("zh-hans"):
        asked = ask("test.refuse", builders.user("visitor"))
    with translation.override("en"):
        assert work(asked).error == "zh-hans"
        asked = ask("test.refuse", None)
    with translation.override(None):
        assert work(asked).error == "en"
        assert work(ask("test.refuse", None)).error == settings.LANGUAGE_CODE


def test_a_failure_is_tried_again_after_a_pause_and_then_told_without_personal_data(kind, caplog):
    def fail(_run: Run, *, name: str) -> None:
        raise ValueError(f"{name} lives at 7 Garden Street")

    kind("test.fail", fail, tries=2)
    with caplog.at_level(logging.INFO):
        asked = work(ask("test.fail", None, name="Li Hua"))
        assert asked.state == JobState.WAITING
        assert claim("too early") is None
        with later(3):
            asked = work(asked)
    assert asked.state == JobState.FAILED
    assert "ValueError" in asked.error
    for told in (asked.error, caplog.text):
        assert "Li Hua" not in told
        assert "Garden" not in told
    assert "test_jobs.py" in caplog.text


def test_an_unknown_kind_fails_with_a_plain_word():
    asked = work(ask("test.nobody_knows", None))
    assert asked.state == JobState.FAILED
    assert "does not know" in asked.error


def test_a_kind_has_one_function(kind):
    kind("test.one", lambda _run: {})
    with pytest.raises(ValueError, match="two jobs"):
        job("test.one")(lambda _run: {})


def test_what_a_worker_lets_go_of_waits_as_if_untried():
    asked = ask("test.any", None)
    let_go(claim("a"))
    asked.refresh_from_db()
    assert (asked.state, asked.tries, asked.worker) == (JobState.WAITING, 0, "")
    assert claim("b") == asked


def test_progress_stands_beside_the_database_and_is_never_half_written(data_dir, kind):
    def steps(this: Run) -> None:
        for step in range(4):
            this.progress(step, 3, f"第{step}页")

    kind("test.steps", steps)
    asked = work(ask("test.steps", None))
    told = read_progress(asked.pk)
    assert (told.done, told.total, told.percent, told.message) == (3, 3, 100, "第3页")
    progress(asked.pk, 5, 0)
    assert read_progress(asked.pk).percent is None
    (data_dir / "jobs" / f"{asked.pk}.json").write_text('{"done": 1')
    assert read_progress(asked.pk) is None
    assert read_progress(999) is None


def test_the_status_tells_job_and_progress():
    anna = builders.user()
    asked = ask("test.any", anna)
    progress(asked.pk, 1, 4, "…")
    found = status(asked.pk)
    assert (found.job, found.progress.percent, found.has_ended) == (asked, 25, False)
    assert status(999) is None
    assert list(jobs_of(anna)) == [asked]


def test_health_tells_of_the_worker_and_of_what_waits():
    assert not health().is_alive
    asked = ask("test.any", None)
    Worker()._pulse()
    now = health()
    assert (now.is_alive, now.waiting, now.oldest_waiting_at) == (True, 1, asked.asked_at)
    with later(60):
        assert not health().is_alive
    claims.fail(claim("a"), "x")
    assert (health().failed_today, health().waiting, health().running) == (1, 0, 0)
