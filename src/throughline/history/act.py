"""An act: the one way in which stages write. Atomic, signed by its actor, with a version row per changed object.

with act("register.edit_task", by=user, why=reason) as this:
    this.save(task)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F

from throughline.history.models import FOREVER, AuditRecord, Versioned
from throughline.history.models.versions import VersionRow
from throughline.history.signing import fieldset_key, record_digest, rows_digest
from throughline.history.version_rows import Ready, insert, ready, update
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile

BATCH = 500

V = TypeVar("V", bound=Versioned)

_current: ContextVar[Any] = ContextVar("current_act", default=None)


class Act:
    """Writes live rows and their versions under one audit record. Made by `act`, never directly."""

    def __init__(self, record: AuditRecord) -> None:
        self.record = record
        self._digests: list[str] = []
        self._fieldsets: dict[type[Versioned], int] = {}

    def about(self, subject: models.Model) -> None:
        """Name the object that the act is about, for readers of the history."""
        self.record.subject_model = subject._meta.label
        self.record.subject_key = subject.pk
        self.record.subject_name = str(subject)[:300]

    def create(self, row: V) -> V:
        """Insert `row` as version 1."""
        row.version = 1
        row.save(force_insert=True)
        self._write_versions([row], first=True)
        return row

    def save(self, row: V, *, seen: int | None = None) -> V:
        """Update `row`; raises ChangedMeanwhile when its version is no longer `seen` (default: as it was read)."""
        expected = row.version if seen is None else seen
        values = {
            field.attname: field.pre_save(row, add=False)
            for field in row._meta.local_concrete_fields
            if not field.primary_key and field.name != "version"
        }
        if row.version != expected:
            raise ChangedMeanwhile
        rows = type(row)._base_manager.filter(pk=row.pk, version=expected)
        if not rows.update(version=expected + 1, **values):
            raise ChangedMeanwhile
        row.version = expected + 1
        self._write_versions([row])
        return row

    def delete(self, row: Versioned) -> None:
        """Delete `row` and what is its own (cascading relations); last version rows marked gone record it.

        Rows that merely pointed at it (SET_NULL) are saved without it, each as a version of its own.
        """
        for relation in _incoming(type(row)):
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: row})
            for other in pointing.order_by("pk"):
                if relation.on_delete is models.CASCADE:
                    self.delete(other)
                else:
                    setattr(other, relation.field.name, None)
                    self.save(other)
        key = row.pk
        changed, _by_model = type(row)._base_manager.filter(pk=key, version=row.version).delete()
        if not changed:
            raise ChangedMeanwhile
        row.pk = key
        row.version += 1
        self._write_versions([row], gone=True)

    def create_many(self, rows: Sequence[V]) -> Sequence[V]:
        """Insert many rows of one model as version 1."""
        for row in rows:
            row.version = 1
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
            self._write_versions(rows, first=True)
        return rows

    def save_many(self, rows: Sequence[V], *, only: Collection[str] | None = None) -> Sequence[V]:
        """Update many rows of one model, which the caller has locked or read in this transaction.

        `only` names the fields that may differ from the database, where the caller knows them: others are not written.
        """
        for piece in _pieces(rows):
            for row in piece:
                row.version += 1
            made = ready(piece)
            update(piece, made, only)
            self._write(piece, made)
        return rows

    def delete_many(self, rows: Sequence[Versioned]) -> None:
        """Delete many rows of one model, which the caller has locked and at which nothing points any more."""
        if not rows:
            return
        manager = type(rows[0])._base_manager
        for start in range(0, len(rows), BATCH):
            chunk = manager.filter(pk__in=[row.pk for row in rows[start : start + BATCH]])
            if chunk.delete()[0] != len(rows[start : start + BATCH]):
                raise ChangedMeanwhile
        for row in rows:
            row.version += 1
        self._write_versions(rows, gone=True)

    def _write_versions(self, rows: Sequence[Versioned], *, gone: bool = False, first: bool = False) -> None:
        for piece in _pieces(rows):
            self._write(piece, ready(piece), gone=gone, first=first)

    def _write(
        self, rows: Sequence[Versioned], made: Sequence[Ready], *, gone: bool = False, first: bool = False
    ) -> None:
        companion = type(rows[0]).history_model
        later = {} if first else self._close_open(companion, [row.pk for row in rows])
        starts = [later.get(row.pk, self.record.at) for row in rows]
        self._digests += insert(
            companion,
            zip(made, starts, strict=True),
            record=self.record.pk,
            fieldset=self._fieldset(type(rows[0])),
            gone=gone,
        )

    def _close_open(self, companion: type[VersionRow], keys: Sequence[int]) -> dict[int, datetime]:
        """End the validity of the open versions; the starts of those that began after this act did, by key.

        An act that waited for another's lock began before it: its version then follows at the same moment, so that
        spans never overlap.
        """
        open_rows = companion.objects.filter(id__in=keys, valid_to=FOREVER)
        ended = open_rows.filter(valid_from__lte=self.record.at).update(valid_to=self.record.at)
        if ended == len(keys):
            return {}
        later = dict(open_rows.values_list("id", "valid_from"))
        open_rows.update(valid_to=F("valid_from"))
        return later

    def _fieldset(self, model: type[Versioned]) -> int:
        if model not in self._fieldsets:
            self._fieldsets[model] = fieldset_key(model.history_model, model.history_fields)
        return self._fieldsets[model]

    def close(self) -> None:
        """Bind the rows written to the record and sign it."""
        self.record.rows = len(self._digests)
        self.record.rows_digest = rows_digest(self._digests)
        self.record.digest = record_digest(self.record)
        self.record.save()


def _incoming(model: type[models.Model]) -> Iterator[Any]:
    """Relations by which versioned rows point at `model` and follow or let go of it, hidden ones included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        ):
            continue
        follows = getattr(relation, "on_delete", None) in (models.CASCADE, models.SET_NULL)
        if follows and issubclass(relation.related_model, Versioned):
            yield relation


def _pieces(rows: Sequence[V]) -> Iterator[Sequence[V]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


@contextmanager
def act(
    name: str, *, by: Any, for_: Any = None, why: str = "", about: models.Model | None = None
) -> Iterator[Act]:
    """Open an act called `name` by the user `by` (None: the system itself), on behalf of `for_` when given.

    Atomic: an exception inside leaves neither rows nor record. An act inside an act is a part of it.
    """
    outer: Act | None = _current.get()
    with transaction.atomic():
        record = AuditRecord(
            at=clock.now(),
            act=name,
            by_key=getattr(by, "pk", None),
            by_name=str(by)[:200] if by is not None else "",
            for_key=getattr(for_, "pk", None),
            for_name=str(for_)[:200] if for_ is not None else "",
            why=why,
            part_of=outer.record.pk if outer else None,
        )
        record.save(force_insert=True)
        this = Act(record)
        if about is not None:
            this.about(about)
        token = _current.set(this)
        try:
            yield this
        finally:
            _current.reset(token)
        this.close()


def changed_names(before: Any, after: Any) -> list[str]:
    """Names of the history fields whose values differ between two rows (live or version) of the same model."""
    model = getattr(type(after), "live_model", type(after))
    attributes = [
        (name, model._meta.get_field(name).attname) for name in model.history_fields if name != "version"
    ]
    return [name for name, attribute in attributes if getattr(before, attribute) != getattr(after, attribute)]
