"""Version rows: their digests, each object's unbroken row of them, and the live rows they end in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from throughline.history.checks.fieldsets import FieldSets
from throughline.history.models import FOREVER, Versioned, VersionRow
from throughline.history.problems import Problem, VerifyReport
from throughline.history.signing import stored

CHUNK = 1000


def check_versions(
    model: type[Versioned], report: VerifyReport, fieldsets: FieldSets, *, signed: bool
) -> Iterator[Problem]:
    """All versions of a model, object by object, beside its live rows."""
    live = _Live(model)
    rows = model.history_model.objects.order_by("id", "row").iterator(chunk_size=CHUNK)
    for key, group in groupby(rows, key=attrgetter("id")):
        versions = list(group)
        report.versions += len(versions)
        report.objects += 1
        yield from live.without_history(before=key)
        for row in versions:
            yield from _changed(row, fieldsets, signed=signed)
        yield from _numbers(model, key, versions)
        yield from _spans(model, key, versions)
        yield from live.compare(key, versions[-1], fieldsets.names(versions[-1]))
    yield from live.without_history(before=None)


def _problem(kind: str, model: type[Versioned], key: int, message: str, **values: Any) -> Problem:
    named = {"name": model._meta.verbose_name, "key": key, **values}
    return Problem(kind, message % named, model=model._meta.label, key=key)


def _changed(row: VersionRow, fieldsets: FieldSets, *, signed: bool) -> Iterator[Problem]:
    model, key = row.live_model, row.id  # type: ignore[attr-defined]
    expected = fieldsets.digest(row)
    if expected is None:
        yield _problem(
            "fields",
            model,
            key,
            _(
                "%(name)s %(key)d, version %(version)d: the names of the fields that were signed "
                "are missing or changed."
            ),
            version=row.version,
        )
    elif signed and row.digest != expected:
        yield _problem(
            "changed",
            model,
            key,
            _(
                "%(name)s %(key)d, version %(version)d: it was changed or inserted by other means than Throughline."
            ),
            version=row.version,
        )


def _numbers(model: type[Versioned], key: int, versions: list[Any]) -> Iterator[Problem]:
    found = [row.version for row in versions]
    if found != list(range(1, len(found) + 1)):
        yield _problem(
            "missing",
            model,
            key,
            _("%(name)s %(key)d: its versions are not numbered 1, 2, 3 …; one is missing or was inserted."),
        )


def _spans(model: type[Versioned], key: int, versions: list[Any]) -> Iterator[Problem]:
    unbroken = all(one.valid_to == after.valid_from and not one.gone for one, after in pairwise(versions))
    last = versions[-1]
    if not unbroken or last.valid_to != (last.valid_from if last.gone else FOREVER):
        yield _problem(
            "span",
            model,
            key,
            _("%(name)s %(key)d: the times of its versions do not follow one another; a time was changed."),
        )


class _Live:
    """The live rows of a model in the order of their keys, beside their versions in the same order."""

    def __init__(self, model: type[Versioned]) -> None:
        self._model = model
        rows = model._base_manager.only(*model.history_fields).order_by("pk")
        self._rows = rows.iterator(chunk_size=CHUNK)
        self._next: Any = next(self._rows, None)

    def without_history(self, before: int | None) -> Iterator[Problem]:
        """Rows with keys below `before` (None: all the rest), which no version tells of."""
        while self._next is not None and (before is None or self._next.pk < before):
            yield _problem(
                "live",
                self._model,
                self._next.pk,
                _(
                    "%(name)s %(key)d stands in the database, but its history is missing: it was inserted past it."
                ),
            )
            self._next = next(self._rows, None)

    def compare(self, key: int, last: Any, names: list[str] | None) -> Iterator[Problem]:
        """The object's live row with its last version."""
        row = None
        if self._next is not None and self._next.pk == key:
            row, self._next = self._next, next(self._rows, None)
        if row is None and not last.gone:
            yield _problem(
                "live",
                self._model,
                key,
                _("%(name)s %(key)d was deleted from the database past its history."),
            )
        elif row is not None and last.gone:
            yield _problem(
                "live",
                self._model,
                key,
                _("%(name)s %(key)d stands in the database, though its history says deleted."),
            )
        elif row is not None and (different := _different(row, last, names or self._model.history_fields)):
            yield _problem(
                "live",
                self._model,
                key,
                _("%(name)s %(key)d differs from its last version: %(fields)s was changed past its history."),
                fields=", ".join(different),
            )


def _different(row: Any, last: Any, names: Any) -> list[str]:
    """The names of the fields in which a live row differs from its last version."""
    versions, live = last._meta, row._meta
    return [
        name for name in names if stored(live.get_field(name), row) != stored(versions.get_field(name), last)
    ]
