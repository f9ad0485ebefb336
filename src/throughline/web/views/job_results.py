"""What the kinds of jobs are called, and what their results say to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.exchange.archive.job import KIND as ARCHIVE
from throughline.exchange.returned import background
from throughline.jobs.background import VERIFY
from throughline.jobs.models import Job
from throughline.jobs.models.job import JobState
from throughline.register.actions.mailings import SENDING
from throughline.register.choices import LetterState
from throughline.register.models import Mailing

NAMES = {
    VERIFY: gettext_lazy("Verification of the history"),
    "documents.read": gettext_lazy("Reading a document"),
    "register.find_duplicates": gettext_lazy("Search for duplicates"),
    "jobs.daily": gettext_lazy("Daily work"),
    ARCHIVE: gettext_lazy("Archive of a register"),
    background.LOOK: gettext_lazy("Looking at workbooks"),
    background.TAKE: gettext_lazy("Taking workbooks over"),
    SENDING: gettext_lazy("Sending workbooks by mail"),
    "exchange.import_directory": gettext_lazy("Import of the directory"),
}

#: What these made only whoever asked may open.
FOR_ONE = frozenset({ARCHIVE, background.LOOK, SENDING})


@dataclass(frozen=True)
class Result:
    """What a job came to: a sentence, further lines, and where to go on."""

    text: str
    good: bool = True
    lines: list[str] = field(default_factory=list)
    address: str = ""
    action: str = ""


def kind_name(kind: str) -> str:
    """The kind of job in words; the bare kind when it has none."""
    return str(NAMES.get(kind, kind))


def result_of(job: Job) -> Result | None:
    """What a job that ended says; None while it has not, or failed without leaving anything behind."""
    if job.state == JobState.FAILED and job.kind == SENDING:
        return _broken_off(job)
    if job.state != JobState.DONE:
        return None
    known = {
        VERIFY: _verified,
        "documents.read": _read,
        "register.find_duplicates": _duplicates,
        ARCHIVE: _archived,
        background.LOOK: _looked,
        background.TAKE: _taken,
        SENDING: _mailed,
    }
    return known.get(job.kind, _ended)(job)


def _ended(_job: Job) -> Result:
    return Result(_("It is done."))


def _verified(job: Job) -> Result:
    told: dict[str, Any] = job.result
    amounts = {name: told.get(name, 0) for name in ("records", "versions", "objects", "unsealed", "found")}
    if told.get("ok"):
        text = _(
            "The history is as it was written: %(records)s records and %(versions)s versions of %(objects)s objects "
            "were checked; %(unsealed)s records wait for their seal."
        )
        return Result(text % amounts)
    text = ngettext(
        "The history is not as it was written: %(found)s fault was found among %(records)s records.",
        "The history is not as it was written: %(found)s faults were found among %(records)s records.",
        amounts["found"],
    )
    return Result(text % amounts, good=False, lines=list(told.get("problems", ())))


def _looked(job: Job) -> Result:
    address = reverse("register_workbook_look", args=[job.result["slug"], job.result["token"]])
    return Result(
        ngettext("%(n)s task would change.", "%(n)s tasks would change.", job.result["changes"])
        % {"n": job.result["changes"]},
        address=address,
        action=_("To its changes"),
    )


def _taken(job: Job) -> Result:
    said = ngettext("%(n)s task was changed.", "%(n)s tasks were changed.", job.result["tasks"])
    address = reverse("register", args=[job.result["slug"]])
    return Result(said % {"n": job.result["tasks"]}, address=address, action=_("To the register"))


def _mailed(job: Job) -> Result:
    told: dict[str, Any] = job.result
    amounts = {state: told.get(state, 0) for state in LetterState.values}
    lines = []
    if amounts[LetterState.REFUSED]:
        failed = amounts[LetterState.REFUSED]
        lines.append(ngettext("%(n)s could not be sent.", "%(n)s could not be sent.", failed) % {"n": failed})
    if amounts[LetterState.PERHAPS]:
        unsure = amounts[LetterState.PERHAPS]
        lines.append(ngettext("%(n)s was perhaps sent.", "%(n)s were perhaps sent.", unsure) % {"n": unsure})
    sent = amounts[LetterState.SENT]
    return Result(
        ngettext("%(n)s workbook was sent.", "%(n)s workbooks were sent.", sent) % {"n": sent},
        good=not lines,
        lines=lines,
        address=reverse("mailing", args=[told["mailing"]]),
        action=_("Unit by unit"),
    )


def _broken_off(job: Job) -> Result | None:
    """What was sent before it failed was sent."""
    mailing = Mailing.objects.filter(token=job.arguments.get("token", "")).first()
    if mailing is None:
        return None
    address = reverse("mailing", args=[mailing.pk])
    text = _("It was broken off. What was sent until then is told unit by unit.")
    return Result(text, good=False, address=address, action=_("Unit by unit"))


def _read(job: Job) -> Result:
    address = reverse("document", args=[job.arguments.get("document", 0)])
    found = job.result.get("findings")
    if found is None:
        return Result(
            _("The document could not be read."), good=False, address=address, action=_("To the document")
        )
    text = ngettext("%(n)s finding to confirm.", "%(n)s findings to confirm.", found) % {"n": found}
    return Result(text, address=address, action=_("To the document"))


def _duplicates(job: Job) -> Result:
    found = len(job.result.get("pairs", ()))
    text = ngettext("%(n)s pair of tasks looks alike.", "%(n)s pairs of tasks look alike.", found)
    return Result(text % {"n": found}, address=reverse("duplicates"), action=_("Look at them"))


def _archived(job: Job) -> Result:
    missing = job.result.get("files", 0)
    lines = [
        ngettext(
            "%(n)s file of evidence was gone; the archive names it.",
            "%(n)s files of evidence were gone; the archive names them.",
            missing,
        )
        % {"n": missing}
    ]
    return Result(
        _("The archive is ready. It waits here for a week."),
        good=not missing,
        lines=lines if missing else [],
        address=reverse("archive_download", args=[job.pk]),
        action=_("Download the archive"),
    )
