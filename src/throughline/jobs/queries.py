"""How jobs are: one, somebody's, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from throughline.accounts.models import User
from throughline.jobs.models import Job, JobState
from throughline.jobs.progress import Progress, folder, read, read_progress
from throughline.jobs.worker import PULSE_FILE
from throughline.lib import clock

ALIVE = timedelta(seconds=15)


@dataclass(frozen=True)
class JobStatus:
    """A job with what it told last. `has_ended` says that no more will come."""

    job: Job
    progress: Progress | None

    @property
    def has_ended(self) -> bool:
        return self.job.state in (JobState.DONE, JobState.FAILED)


def status(job_id: int) -> JobStatus | None:
    """The job with its progress; None when there is no such job. Waits for no lock."""
    job = Job.objects.filter(pk=job_id).first()
    return JobStatus(job, read_progress(job.pk)) if job else None


def jobs_of(user: User) -> models.QuerySet[Job]:
    """What somebody asked for, newest first."""
    return Job.objects.filter(asked_by=user)


@dataclass(frozen=True)
class Health:
    """Whether a worker lives, and what waits for it."""

    worker_seen_at: datetime | None
    is_alive: bool
    waiting: int
    oldest_waiting_at: datetime | None
    running: int
    failed_today: int


def health() -> Health:
    """For the health page: a file and a few cheap queries."""
    pulse = read(folder() / PULSE_FILE)
    seen_at = datetime.fromisoformat(str(pulse["at"])) if pulse and "at" in pulse else None
    now = clock.now()
    waiting = Job.objects.filter(state=JobState.WAITING)
    return Health(
        worker_seen_at=seen_at,
        is_alive=seen_at is not None and now - seen_at < ALIVE,
        waiting=waiting.count(),
        oldest_waiting_at=waiting.order_by("pk").values_list("asked_at", flat=True).first(),
        running=Job.objects.filter(state=JobState.RUNNING).count(),
        failed_today=Job.objects.filter(state=JobState.FAILED, ended_at__gt=now - timedelta(days=1)).count(),
    )
