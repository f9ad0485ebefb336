"""Reading history: an object's own, and the list of all acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import make_aware

from throughline.history import past
from throughline.history.acts import NAMES, act_name
from throughline.history.display import Names, name_of
from throughline.history.models import AuditRecord, Versioned
from throughline.history.models.versions import REGISTRY
from throughline.history.presence import present
from throughline.history.words import TECHNICAL, column_name, model_name


@dataclass(frozen=True)
class Change:
    """A field of an object, before and after, as people read it; `of` names the object, `model` its model.

    `made` is True when the act created the object (before is empty), `gone` when it deleted it (after is empty).
    """

    model: str
    of: str
    field: str
    before: str
    after: str
    made: bool = False
    gone: bool = False


@dataclass(frozen=True)
class HistoryLine:
    """An act and what it changed on the object. `record` says who, for whom, when and why."""

    record: AuditRecord
    changes: list[Change]

    @property
    def act(self) -> str:
        """What was done, in the language of the moment."""
        return act_name(self.record.act)


@dataclass(frozen=True)
class _Step:
    """One version with the one before it."""

    model: type[Versioned]
    before: Any
    after: Any
    skip: frozenset[str]

    def fields(self) -> Iterator[tuple[models.Field[Any, Any], Any, Any]]:
        """(field, value before, value after) where they differ; what is empty at birth or after death is not told."""
        for name in self.model.history_fields:
            field = self.model._meta.get_field(name)
            if name in TECHNICAL or name in self.skip:
                continue
            old = getattr(self.before, field.attname) if self.before else None
            new = getattr(self.after, field.attname) if not self.after.gone else None
            if old != new and (self.before or new not in ("", None, [], {})):
                yield field, old, new


def history_of(
    subject: Versioned, also: Sequence[tuple[type[Versioned], str]] = (), *, limit: int = 500
) -> list[HistoryLine]:
    """What happened to `subject`, newest first: its last `limit` versions, and those of what is `also` its own.

    `also` names models with their foreign key to the subject: `[(Responsibility, "task"), (Milestone, "task")]`;
    what was deleted since is told too. The caller checks who may see it.
    """
    steps = _steps(type(subject), Q(id=subject.pk), frozenset(), limit)
    for model, link in also:
        steps += _steps(model, Q(**{link: subject.pk}), frozenset({link}), limit)
    told = [(step, list(step.fields())) for step in steps]
    names = Names((field, value) for _step, fields in told for field, *values in fields for value in values)
    by_record: dict[int, list[Change]] = {}
    for step, fields in told:
        by_record.setdefault(step.after.record, []).extend(_changes(step, fields, names))
    records = AuditRecord.objects.in_bulk(list(by_record))
    return [
        HistoryLine(records[key], by_record[key]) for key in sorted(by_record, reverse=True) if key in records
    ]


def changes_of(record: AuditRecord, *, limit: int = 300) -> list[Change]:
    """What one act changed, model by model, from its first `limit` versions. At most two queries for each that did."""
    steps: list[_Step] = []
    versions = {model: (model.history_model, "record") for model in REGISTRY}
    held = present(record.pk, *versions.values())
    for model in (model for model, relation in versions.items() if relation in held):
        rows = model.history_model.objects.filter(record=record.pk).order_by("row")[: limit - len(steps)]
        steps += _compared(model, list(rows)) if len(steps) < limit else []
    told = [(step, list(step.fields())) for step in steps]
    names = Names((field, value) for _step, fields in told for field, *values in fields for value in values)
    return [change for step, fields in told for change in _changes(step, fields, names)]


def _compared(model: type[Versioned], rows: list[Any]) -> list[_Step]:
    """Each version with the one that its number follows."""
    if not rows:
        return []
    versions = {row.version - 1 for row in rows}
    earlier = model.history_model.objects.filter(id__in={row.id for row in rows}, version__in=versions)
    before = {(row.id, row.version): row for row in earlier}
    return [_Step(model, before.get((row.id, row.version - 1)), row, frozenset()) for row in rows]


def _steps(model: type[Versioned], which: Q, skip: frozenset[str], limit: int) -> list[_Step]:
    if at := past.moment():
        which &= Q(valid_from__lte=at)
    rows = list(model.history_model.objects.filter(which).order_by("-row")[: limit + 1])
    before: dict[int, Any] = {}
    steps = []
    for row in reversed(rows):
        steps.append(_Step(model, before.get(row.id), row, skip))
        before[row.id] = row
    # The oldest of a long history is read only to compare the next one with it.
    return steps[-limit:]


def _changes(step: _Step, fields: list[Any], names: Names) -> list[Change]:
    label, of = model_name(step.model), name_of(step.after)
    gone = step.after.gone
    if gone:
        return [Change(label, of, "", of, "", gone=True)]
    return [
        Change(
            label,
            of,
            column_name(field),
            names.show(field, old),
            names.show(field, new),
            step.before is None,
        )
        for field, old, new in fields
    ]


def records(
    *,
    by: int | None = None,
    act: str = "",
    subject: models.Model | None = None,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> models.QuerySet[AuditRecord]:
    """Audit records, newest first, for the audit page. `by` is an account's key, days are local and included.

    `text` looks into the names of actors and objects, the reason, and the names of acts in the language of the moment.
    """
    found = AuditRecord.objects.order_by("-pk")
    if at := past.moment():
        found = found.filter(at__lte=at)
    if by is not None:
        found = found.filter(by_key=by)
    if act:
        found = found.filter(act=act)
    if subject is not None:
        found = found.filter(subject_model=subject._meta.label, subject_key=subject.pk)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.filter(_mentions(text)) if text else found


def _mentions(text: str) -> Q:
    acts = [act for act in NAMES if text.lower() in act_name(act).lower()]
    found = Q(act__in=acts)
    for column in ("by_name", "for_name", "subject_name", "why"):
        found |= Q(**{f"{column}__icontains": text})
    return found


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
