"""The same matter looked for among very many tasks: a job whose result the page of duplicates reads."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.jobs.actions import ask
from throughline.jobs.models import Job
from throughline.jobs.models.job import JobState
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.register.queries.pairs import find_alike
from throughline.register.sameness import Likeness

KIND = "register.find_duplicates"


@job(KIND)
def find_duplicates(run: Run) -> dict[str, object]:
    """The job: the pairs among all tasks that whoever asked may see. It writes nothing but its result."""
    run.progress(0, 1, _("Comparing the tasks"))
    found = find_alike(run.job.asked_by)
    return {"pairs": [asdict(pair) for pair in found]}


def ask_for_duplicates(user: User) -> Job:
    """Ask for the job, unless the last one that the person asked for is not done yet; gives the job."""
    last = Job.objects.filter(kind=KIND, asked_by=user).first()
    if last is not None and last.state in (JobState.WAITING, JobState.RUNNING):
        return last
    return ask(KIND, user)


def last_found(user: User) -> tuple[Job | None, list[Likeness]]:
    """The person's last such job that is done, and the pairs that it found."""
    last = Job.objects.filter(kind=KIND, asked_by=user, state=JobState.DONE).first()
    return last, [_pair(told) for told in last.result["pairs"]] if last else []


def _pair(told: dict[str, object]) -> Likeness:
    listed = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Likeness(**{**told, **listed})  # type: ignore[arg-type]
