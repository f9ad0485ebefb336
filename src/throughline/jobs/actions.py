"""Asking for a job."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from throughline.accounts.models import User
from throughline.jobs.models import Job
from throughline.lib import clock


def ask(kind: str, by: User | None, **arguments: Any) -> Job:
    """Ask for a job with JSON arguments, as a part of the caller's transaction: no commit, no job.

    It speaks the language that the person chose, else that of the moment: of the page on which it is asked for.
    """
    language = (by.language if by else "") or get_language() or ""
    return Job.objects.create(
        kind=kind, arguments=arguments, asked_by=by, asked_at=clock.now(), language=language
    )
