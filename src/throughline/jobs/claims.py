"""Who works on a job: claims with a lease that the worker's heartbeat extends, and their end.

Every change is conditional on the state that was read, so that two workers never hold one job.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from throughline.jobs.models import Job
from throughline.jobs.models.job import JobState
from throughline.lib import clock

LEASE = timedelta(seconds=20)
#: A failed try waits this long, twice as long the next time.
PAUSE = timedelta(seconds=2)


class LeaseLost(Exception):
    """The worker was silent for so long that another took its job; what it wrote in this transaction is dropped."""


def claim(worker: str) -> Job | None:
    """The oldest job that waits or whose worker died, now `worker`'s; None when there is nothing to do."""
    now = clock.now()
    ready = Q(state=JobState.WAITING) & (Q(lease_until=None) | Q(lease_until__lte=now))
    abandoned = Q(state=JobState.RUNNING, lease_until__lte=now)
    for found in Job.objects.filter(ready | abandoned).order_by("pk")[:10]:
        as_read = Job.objects.filter(
            pk=found.pk, state=found.state, tries=found.tries, lease_until=found.lease_until
        )
        values = {
            "state": JobState.RUNNING,
            "worker": worker,
            "tries": found.tries + 1,
            "lease_until": now + LEASE,
            "started_at": now,
        }
        if as_read.update(**values):
            for name, value in values.items():
                setattr(found, name, value)
            return found
    return None


def held(job: Job) -> Any:
    """The job as long as this try of it is the one that counts."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, tries=job.tries)


def hold(job: Job) -> None:
    """Extend the lease; raises LeaseLost when another worker has the job. Inside a transaction it keeps others off."""
    if not held(job).update(lease_until=clock.now() + LEASE):
        raise LeaseLost


def finish(job: Job, result: dict[str, Any]) -> None:
    """The job is done; raises LeaseLost when another worker has it."""
    ended = held(job).update(
        state=JobState.DONE, ended_at=clock.now(), lease_until=None, result=result, error=""
    )
    if not ended:
        raise LeaseLost


def fail(job: Job, error: str) -> None:
    """The job failed for good; `error` is what its asker reads."""
    held(job).update(state=JobState.FAILED, ended_at=clock.now(), lease_until=None, error=error)


def try_again(job: Job) -> None:
    """Back to the waiting ones, after a pause."""
    held(job).update(
        state=JobState.WAITING, worker="", lease_until=clock.now() + PAUSE * 2 ** (job.tries - 1)
    )


def let_go(job: Job) -> None:
    """Back to the waiting ones at once, as if it had not been tried: the worker has to end."""
    held(job).update(state=JobState.WAITING, worker="", lease_until=None, tries=job.tries - 1)


def lease_ends(job: Job) -> datetime | None:
    """Until when the job is held, by the database."""
    return Job.objects.filter(pk=job.pk).values_list("lease_until", flat=True).first()
