"""One try of one job: what its function is given, and what becomes of its outcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from throughline.config.logs import places
from throughline.jobs import claims
from throughline.jobs.models import Job
from throughline.jobs.progress import progress
from throughline.jobs.registry import KINDS, Kind
from throughline.lib.refusal import Refused
from throughline.vocabulary.published import refresh

log = logging.getLogger("throughline.jobs")

#: Telling more often than people can read only wears the disk.
SECONDS_BETWEEN = 0.1


class Run:
    """A job at work. Handed to the job's function as its first argument."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.concluded = False
        self._told_at = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell how far it is; call it as often as you like."""
        if done >= total or time.monotonic() - self._told_at >= SECONDS_BETWEEN:
            self._told_at = time.monotonic()
            progress(self.job.pk, done, total, message)

    @contextmanager
    def conclude(self) -> Iterator[dict[str, Any]]:
        """The last, short part: what it writes and the job's end are one transaction. Fill the result (JSON).

        Raises LeaseLost, and nothing is written, when another worker took the job over meanwhile.
        """
        result: dict[str, Any] = {}
        with transaction.atomic():
            claims.hold(self.job)
            yield result
            claims.finish(self.job, result)
        self.concluded = True


def run(job: Job) -> None:
    """Do the claimed job, in the language in which it was asked for; its outcome is recorded, nothing is raised."""
    kind = KINDS.get(job.kind)
    refresh()
    with translation.override(job.language or settings.LANGUAGE_CODE):
        if kind is None:
            log.error("job %s: no function is known for %s", job.pk, job.kind)
            claims.fail(job, _("This version of Throughline does not know such a job."))
        elif job.tries > kind.tries:
            log.error("job %s (%s): given up, its worker died %s times", job.pk, job.kind, kind.tries)
            claims.fail(
                job,
                _("The server stopped each time it worked on this. Ask whoever runs it to look at its log."),
            )
        else:
            _try(job, kind)


def _try(job: Job, kind: Kind) -> None:
    this = Run(job)
    began = time.monotonic()
    try:
        result = kind.function(this, **job.arguments)
        if not this.concluded:
            claims.finish(job, result or {})
    except Refused as refusal:
        claims.fail(job, str(refusal))
        log.info("job %s (%s): refused, %s", job.pk, job.kind, refusal.code)
    except claims.LeaseLost:
        log.warning("job %s (%s): another worker took it over", job.pk, job.kind)
    except Exception as error:  # noqa: BLE001  recorded, and tried again
        _failed(job, kind, error)
    else:
        log.info("job %s (%s): done in %.1f s", job.pk, job.kind, time.monotonic() - began)


def _failed(job: Job, kind: Kind, error: Exception) -> None:
    """What went wrong may quote a document or a name: the log gets the error's type and places, never its words."""
    log.error("job %s (%s), try %s: %s", job.pk, job.kind, job.tries, places(error))
    if job.tries < kind.tries:
        claims.try_again(job)
        return
    if isinstance(error, OperationalError):
        claims.fail(job, _("The database did not answer. Try again later."))
    else:
        message = _(
            "This failed for a reason inside the program (%(error)s). It is in the server's log as job %(job)d."
        )
        claims.fail(job, message % {"error": type(error).__name__, "job": job.pk})
