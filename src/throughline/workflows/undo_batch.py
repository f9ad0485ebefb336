"""A mass confirmation or an import is taken back as a whole, while nothing hangs on what it made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Model
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.models import ComputedRating
from throughline.documents.choices import FindingState
from throughline.documents.models import Document, Finding, Passage
from throughline.history.act import Act, act
from throughline.history.models import AuditRecord, Versioned
from throughline.indicators.models import Indicator, Target
from throughline.lib.refusal import NotThere, Refused
from throughline.organizations.models import Organization
from throughline.plans.models import Clause
from throughline.register.models import Entry, KeyArea, Register, Responsibility, Task

#: The acts whose record is about a document.
CONFIRMED = "documents.accept_findings"
REJECTED = "documents.reject_findings"
BATCH_ACTS = (CONFIRMED, REJECTED, "register.import_tasks")

#: What a batch made for itself: gone with it, in this order.
OWN = (Entry, Responsibility, Task, Target)
#: What it made for others to use too: gone unless somebody does.
SHARED = (KeyArea, Register, Indicator, Passage, Organization)
#: Computed anew every day; nobody's work is lost with it.
COMPUTED = (ComputedRating,)


class BatchInUse(Refused):
    """Something hangs on what the batch made; `what` lists it."""

    message = _("This can't be taken back any more, because work has been done on it since: %(what)s.")


@dataclass
class Undone:
    """How many rows went, by model, and how many findings are open again."""

    deleted: dict[type[Model], int] = field(default_factory=dict)
    reopened: int = 0

    @property
    def tasks(self) -> int:
        """How many tasks went."""
        return self.deleted.get(Task, 0)


@dataclass(frozen=True)
class Batch:
    """An import or confirmation of which tasks are still there: its record, and how many they are."""

    record: AuditRecord
    tasks: int


def batches(register: Register, *, most: int = 200) -> list[Batch]:
    """What came onto the register at once and has it as its home, the latest first; two queries."""
    home = Task.objects.filter(entries__register=register, entries__is_home=True).exclude(batch=None)
    counted = dict(home.order_by().values_list("batch").annotate(number=Count("pk")))
    records = AuditRecord.objects.filter(pk__in=counted, act__in=BATCH_ACTS).order_by("-pk")
    return [Batch(record, counted[record.pk]) for record in records[:most]]


def undo_batch(batch: int, *, by: User | None, why: str = "") -> Undone:
    """Take back the confirmation, rejection or import `batch`: its tasks and targets go, its findings are open again.

    What it made for others to use too (organizations, indicators, key areas, the register) goes when nobody uses it.
    Raises BatchInUse listing what hangs on it (reports, ratings, sign-offs, edits …), NotThere for another key.
    """
    record = AuditRecord.objects.filter(pk=batch, act__in=BATCH_ACTS).first()
    if record is None:
        raise NotThere
    with act("register.undo_batch", by=by, why=why) as this:
        this.record.subject_model, this.record.subject_key = record.subject_model, record.subject_key
        this.record.subject_name = record.subject_name
        made = {model: _made(model, batch) for model in (*OWN, *SHARED)}
        _may(by, record, made[Task])
        _refuse_used(made)
        return _take_back(this, batch, made)


def _made(model: type[Versioned], batch: int) -> dict[int, Any]:
    """The rows of `model` that the batch created and that are still there, locked."""
    keys = model.history_model.objects.filter(record=batch, version=1).values("id")
    return {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=keys)}


def _may(by: User | None, record: AuditRecord, tasks: Iterable[int]) -> None:
    if record.act in (CONFIRMED, REJECTED):
        document = Document.objects.filter(pk=record.subject_key).first()
        if document is not None:
            check(by, "documents.confirm", document)
    homes = Register.objects.filter(entries__is_home=True, entries__task__in=list(tasks)).distinct()
    for register in homes:
        check(by, "register.import_tasks", register)


def _refuse_used(made: dict[type[Any], dict[int, Any]]) -> None:
    hanging: Counter[str] = Counter()
    signed = [row for row in made[Responsibility].values() if row.signed_at is not None]
    hanging[str(_("sign-offs"))] += len(signed)
    for model in OWN:
        edited = [row for row in made[model].values() if row.version > 1 and row not in signed]
        hanging[str(_("edits"))] += len(edited)
        for name, number in _pointing(model, made):
            hanging[name] += number
    if hanging.total():
        listed = [f"{number} {name}" for name, number in hanging.items() if number]
        raise BatchInUse(what=", ".join(listed))


def _pointing(model: type[Any], made: dict[type[Any], dict[int, Any]]) -> Iterator[tuple[str, int]]:
    """What others have hung on the rows of `model`: (name of the kind, how many)."""
    keys = list(made[model])
    for other, name in _incoming(model):
        if other in COMPUTED or not keys:
            continue
        pointing = other._base_manager.filter(**{f"{name}__in": keys})
        number = pointing.exclude(pk__in=list(made.get(other, ()))).count()
        if number:
            yield str(other._meta.verbose_name_plural), number


def _incoming(model: type[Any]) -> Iterator[tuple[type[Any], str]]:
    """(model, field) of the live rows that point at `model`."""
    for relation in model._meta.get_fields(include_hidden=True):
        comes_in = relation.auto_created and not relation.concrete
        if comes_in and not relation.many_to_many and issubclass(relation.related_model, Versioned):
            yield relation.related_model, relation.field.name


def _take_back(this: Act, batch: int, made: dict[type[Any], dict[int, Any]]) -> Undone:
    undone = Undone()
    undone.reopened = _reopen(this, batch)
    for computed in COMPUTED:
        this.delete_many(list(computed._base_manager.filter(task__in=list(made[Task]))))
    for model in OWN:
        this.delete_many(list(made[model].values()))
        undone.deleted[model] = len(made[model])
    _restore_clauses(this, batch)
    for model in SHARED:
        undone.deleted[model] = _take_unused(this, model, made[model])
    return undone


def _take_unused(this: Act, model: type[Any], rows: dict[int, Any]) -> int:
    """Delete what nobody uses, and then what only that had used: the parts of an organization before the whole."""
    gone = 0
    while unused := [row for row in _unused(model, rows) if row.version == 1]:
        this.delete_many(unused)
        gone += len(unused)
        rows = {key: rows[key] for key in rows.keys() - {row.pk for row in unused}}
    return gone


def _reopen(this: Act, batch: int) -> int:
    decided = (FindingState.ACCEPTED, FindingState.REJECTED)
    findings = list(Finding.objects.select_for_update().filter(batch=batch, state__in=decided))
    for finding in findings:
        finding.state, finding.batch = FindingState.OPEN, None
        finding.decided_at, finding.decided_by = None, None
    this.save_many(findings)
    return len(findings)


def _restore_clauses(this: Act, batch: int) -> None:
    """Clauses that the batch marked get their earlier mark, unless somebody marked or used them since."""
    versions = Clause.history_model.objects.filter(record=batch, version__gt=1)
    marked = dict(versions.values_list("id", "version"))
    rows = Clause.objects.select_for_update(of=("self",)).filter(
        pk__in=list(marked), tasks=None, targets=None
    )
    changed = [row for row in rows if row.version == marked[row.pk]]
    before = {
        (row.id, row.version): row
        for row in Clause.history_model.objects.filter(id__in=[r.pk for r in changed])
    }
    for row in changed:
        earlier = before[row.pk, row.version - 1]
        row.decomposition, row.exemption_reason = earlier.decomposition, earlier.exemption_reason
    this.save_many(changed)


def _unused(model: type[Any], rows: dict[int, Any]) -> list[Any]:
    used: set[int] = set()
    if rows:
        for other, name in _incoming(model):
            pointing = other._base_manager.filter(**{f"{name}__in": list(rows)})
            used |= set(pointing.values_list(name, flat=True))
    return [row for key, row in rows.items() if key not in used]
