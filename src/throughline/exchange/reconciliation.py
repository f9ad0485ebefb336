"""The year's end of a register as a workbook or a Word table: each task with its outcome, then the stage goals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from throughline.accounts.models import User
from throughline.delivery.choices import OutcomeKind
from throughline.delivery.models import Outcome
from throughline.delivery.queries.reconciliation import (
    Balance,
    Reckoning,
    balance,
    goals_of,
    listed,
    reckonings,
)
from throughline.formats.sheets import Column, Content, Sheet, workbook
from throughline.formats.word_table import word_table
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.lib.written import written_day
from throughline.register.models import Register

#: What the reconciliation is taken away as, with its media type.
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Rows whose proofs are read at once.
CHUNK = 500


def reconciliation(register: Register, user: User | None, kind: str) -> bytes:
    """The rows that `user` sees, in the register's order, as "xlsx" or "docx". Raises Invalid for another kind."""
    if kind not in KINDS:
        raise Invalid("kind", gettext_lazy("Choose xlsx or docx."))
    if kind == "docx":
        return word_table(_tasks(register, user), pgettext("font of a Word table", "Arial"))
    return workbook([_tasks(register, user), _goals(register)])


def told(figures: Balance) -> str:
    """The year's figures in a sentence."""
    values = {
        "total": figures.total,
        "done": figures.counts["done"],
        "not_done": figures.counts["not_done"],
        "carried": figures.counts["carried_over"],
        "cancelled": figures.counts["cancelled"],
        "open": figures.counts["open"],
        "rate": "–" if figures.rate is None else f"{figures.rate:f}",
    }
    return (
        _(
            "%(total)s tasks: %(done)s done, %(not_done)s not done, %(carried)s carried over, %(cancelled)s cancelled, "
            "%(open)s undecided; %(rate)s%% of what was due was done on time."
        )
        % values
    )


def _tasks(register: Register, user: User | None) -> Sheet:
    note = _("%(register)s: reconciliation, as of %(day)s") % {
        "register": register.title,
        "day": written_day(clock.today()),
    }
    columns = [
        Column(_("No."), 7),
        Column(_("Task"), 44),
        Column(_("Lead unit"), 18),
        Column(_("Original due date"), 13, "date"),
        Column(_("Due on"), 13, "date"),
        Column(_("Word of the unit"), 14),
        Column(_("What the unit says"), 30),
        Column(_("Outcome"), 14),
        Column(_("Done on"), 13, "date"),
        Column(_("What shows it, or why not"), 36),
        Column(_("What becomes of it"), 30),
        Column(_("New due date"), 13, "date"),
        Column(_("Approved by"), 18),
    ]
    note = f"{note}\n{told(balance(register, user))}"
    return Sheet(_("Reconciliation"), columns, (_row(one) for one in every(register, user)), note)


def every(register: Register, user: User | None) -> Iterator[Reckoning]:
    """All rows in the register's order, read some at a time."""
    rows = listed(register, user).order_by("position", "pk")
    start = 0
    while chunk := list(rows[start : start + CHUNK]):
        yield from reckonings(chunk)
        start += CHUNK


def _row(one: Reckoning) -> list[Content]:
    said = one.outcome or Outcome(entry=one.entry)
    task = one.entry.task
    return [
        one.entry.number,
        task.title,
        task.lead.name if task.lead else "",
        task.original_due_on,
        said.due_on if said.kind else task.due_on,
        said.get_claim_display() if said.claim else "",
        said.claim_reason,
        str(OutcomeKind(one.kind).label) if one.kind else "",
        said.done_on,
        shown(one),
        what_becomes(one),
        said.later_on,
        str(said.approved_by or ""),
    ]


def shown(one: Reckoning) -> str:
    """What shows the outcome, or why it is not done: the office's words, the completion, the document, the evidence."""
    parts: list[Any] = [one.outcome.reason if one.outcome else ""]
    if one.adjustment is not None:
        parts = [one.adjustment.reason, one.adjustment.approved]
    if one.proof.completion is not None:
        parts.append(one.proof.completion.statement)
    if one.outcome is not None and one.outcome.document is not None:
        parts.append(one.outcome.document.title)
    if one.proof.reports:
        counted = {"reports": one.proof.reports, "files": one.proof.files}
        parts.append(_("%(reports)s accepted reports, %(files)s files") % counted)
    return "\n".join(str(part) for part in parts if part)


def what_becomes(one: Reckoning) -> str:
    """What becomes of what is not done; where it was carried over to."""
    parts = [one.outcome.follow_up if one.outcome else ""]
    if one.adjustment is not None and one.adjustment.into is not None:
        parts.append(_("merged into “%(task)s”") % {"task": one.adjustment.into.title})
    if one.successor is not None:
        place = {"number": one.successor.number, "register": one.successor.register.title}
        parts.append(_("carried over to No. %(number)s of %(register)s") % place)
    return "\n".join(part for part in parts if part)


def _goals(register: Register) -> Sheet:
    columns = [
        Column(_("Key area"), 22),
        Column(_("By"), 13, "date"),
        Column(_("Stage goal"), 44),
        Column(_("Judgement"), 16),
        Column(_("Judged on"), 13, "date"),
        Column(_("What shows it"), 44),
    ]
    rows: list[list[Content]] = []
    for judged in goals_of(register):
        place: list[Content] = [str(judged.goal.area), judged.goal.due_on, judged.goal.text]
        rows += [
            [*place, one.get_verdict_display(), one.judged_on, one.statement] for one in judged.judgements
        ] or [[*place, "", None, ""]]
    return Sheet(_("Stage goals"), columns, rows)
