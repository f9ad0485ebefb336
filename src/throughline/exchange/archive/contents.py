"""What goes into the archive of a register: what the person may see, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.models import Circular, Evidence, Outcome
from throughline.delivery.queries import Delivered, circulars, delivered
from throughline.delivery.queries.reconciliation import Reckoning, listed, reckonings
from throughline.delivery.queries.story import story_of
from throughline.documents.models import Document
from throughline.history.queries import HistoryLine
from throughline.register.models import Entry, Register, Task
from throughline.register.queries import TaskDetail, task_detail
from throughline.register.queries.filters import places

CHUNK = 100


@dataclass(frozen=True)
class Told:
    """A task with all that its page in the archive tells; each file of evidence has its path there as `kept_at`."""

    entry: Entry
    detail: TaskDetail
    delivered: Delivered
    story: list[HistoryLine]
    reckoning: Reckoning | None


def entries(register: Register, user: User | None) -> QuerySet[Entry]:
    """Every place on the register that `user` sees, cancelled tasks included, in its order."""
    rows = places(user).filter(register=register).select_related("task", "area", "register")
    return rows.order_by("position", "pk")


def chunks(rows: QuerySet[Entry]) -> Iterator[list[Entry]]:
    """The places, some at a time."""
    start = 0
    while chunk := list(rows[start : start + CHUNK]):
        yield chunk
        start += CHUNK


def reckoned(register: Register, user: User | None, rows: list[Entry]) -> dict[int, Reckoning]:
    """The outcomes of some places by their keys."""
    own = listed(register, user).filter(pk__in=[row.pk for row in rows])
    return {one.entry.pk: one for one in reckonings(list(own))}


def told(entry: Entry, user: User | None, reckoning: Reckoning | None, files: dict[int, str]) -> Told:
    """A task as its page tells it; what is before circulation, the archive leaves out."""
    detail = task_detail(entry.task_id, user)
    known = delivered(detail.task, user)
    for report in known.reports:
        for file in report.evidence.all():
            file.kept_at = files.get(file.pk, "")  # type: ignore[attr-defined]
    return Told(entry, detail, known, story_of(detail.task, user), reckoning)


def evidence(tasks: list[int]) -> QuerySet[Evidence]:
    """The files of the reports on these tasks."""
    return Evidence.objects.filter(report__task__in=tasks).select_related("report").order_by("pk")


def documents(register: Register, user: User | None) -> QuerySet[Document]:
    """The documents that tasks, outcomes and judgements of the register cite, as far as `user` may see them."""
    held = places(user).filter(register=register)
    cited = Task.objects.filter(pk__in=held.values("task"), passage__isnull=False).values("passage__document")
    shown = Outcome.objects.filter(entry__in=held.values("pk"), document__isnull=False).values("document")
    rows = Document.objects.filter(
        Q(pk__in=cited)
        | Q(pk__in=shown)
        | Q(pk__in=Document.objects.filter(goal_judgements__goal__area__register=register).values("pk"))
    )
    return allowed(user, "documents.view", rows).defer("text", "outline", "damage", "notes").order_by("pk")


def told_circulars(register: Register, user: User | None) -> QuerySet[Circular]:
    """The register's circulars, the oldest first."""
    return circulars(user, register).order_by("issued_on", "pk")
