"""The end of a year: the units are asked, the year is closed or reopened, the archive is taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import A_FILE, REFUSALS
from throughline.api.shapes.year_end import ArchiveOut, ClosingOut
from throughline.delivery.actions import close_register, open_reconciliation, reopen_register
from throughline.delivery.models import Reconciliation
from throughline.delivery.queries.closing import waiting_on
from throughline.exchange.archive.job import KIND, archive_path, ask_archive
from throughline.jobs.models import Job, JobState
from throughline.lib.refusal import NotThere
from throughline.register.models import Register

router = Router(tags=["year's end"])
CLOSE = "delivery.close_register"


def _register(request: HttpRequest, act: str, slug: str) -> Register:
    found = allowed(request.user, act, Register.objects.filter(slug=slug)).first()
    if found is None:
        raise NotThere
    return found


def _told(request: HttpRequest, slug: str) -> dict[str, Any]:
    register = _register(request, CLOSE, slug)
    asked = Reconciliation.objects.filter(register=register).first()
    waiting = waiting_on(register)
    return {
        "version": register.version,
        "closed_on": register.closed_on,
        "words_by_on": asked.words_by_on if asked else None,
        "waiting": vars(waiting),
        "sentences": waiting.sentences,
    }


@router.get("/registers/{slug}/closing", response={200: ClosingOut, **REFUSALS})
def get_closing(request: HttpRequest, slug: Word) -> dict[str, Any]:
    """What still waits before the year can be closed; for the register's supervision office."""
    return _told(request, slug)


class AskIn(Schema):
    """Until when the units say their word."""

    words_by_on: date


@router.post("/registers/{slug}/reconciliation/open", response={200: ClosingOut, **REFUSALS})
def ask_for_words(request: HttpRequest, slug: Word, given: AskIn) -> dict[str, Any]:
    """Ask the units for their word on every task; asking again moves the day."""
    open_reconciliation(_register(request, CLOSE, slug), by=request.user, words_by_on=given.words_by_on)
    return _told(request, slug)


class Closing(Schema):
    """The version of the register that was read, and why; reopening needs a reason."""

    seen: Key
    why: Text = ""


@router.post("/registers/{slug}/close", response={200: ClosingOut, **REFUSALS})
def close_year(request: HttpRequest, slug: Word, given: Closing) -> dict[str, Any]:
    """Close the year when nothing waits any more; else the refusal says what does."""
    close_register(_register(request, CLOSE, slug), by=request.user, **given.dict())
    return _told(request, slug)


@router.post("/registers/{slug}/reopen", response={200: ClosingOut, **REFUSALS})
def reopen_year(request: HttpRequest, slug: Word, given: Closing) -> dict[str, Any]:
    """Reopen a closed year for a reason."""
    reopen_register(_register(request, CLOSE, slug), by=request.user, **given.dict())
    return _told(request, slug)


def _archive(request: HttpRequest, register: Register) -> Job | None:
    """The last archive of the register that the caller asked for: it holds what they may see."""
    asked = Job.objects.filter(kind=KIND, asked_by=request.user, arguments__register=register.pk)
    return asked.order_by("-pk").first()


@router.post("/registers/{slug}/archive", response={202: ArchiveOut, **REFUSALS})
def make_archive(request: HttpRequest, slug: Word) -> Status[Job]:
    """Ask for the archive of a register: workbooks, documents, evidence and hashes, to open without the program."""
    return Status(202, ask_archive(_register(request, "delivery.archive", slug), by=request.user))


@router.get("/registers/{slug}/archive", response={200: ArchiveOut | None, **REFUSALS})
def get_archive(request: HttpRequest, slug: Word) -> Job | None:
    """How far the last archive is that the caller asked for; null when there is none."""
    return _archive(request, _register(request, "delivery.archive", slug))


@router.get("/registers/{slug}/archive.zip", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_archive_file(request: HttpRequest, slug: Word) -> FileResponse:
    """The last archive that the caller asked for, once it is made; it waits for seven days."""
    register = _register(request, "delivery.archive", slug)
    job = _archive(request, register)
    if job is None or job.state != JobState.DONE or not archive_path(job.pk).exists():
        raise NotThere
    name = f"{register.slug}-{job.asked_at:%Y%m%d}.zip"
    return FileResponse(archive_path(job.pk).open("rb"), as_attachment=True, filename=name)
