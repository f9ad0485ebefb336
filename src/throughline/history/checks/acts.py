"""Each act with the version rows that it wrote: none taken away, none added."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from throughline.history.acts import act_name
from throughline.history.models import AuditRecord
from throughline.history.models.versions import REGISTRY
from throughline.history.problems import Problem
from throughline.history.signing import rows_digest

CHUNK = 2000
Record = tuple[int, str, int, str]


def check_acts() -> Iterator[Problem]:
    """All records in the order of their keys, beside the rows of all models in the same order."""
    written = groupby(_rows(), key=itemgetter(0))
    records = AuditRecord.objects.order_by("pk").values_list("pk", "act", "rows", "rows_digest")
    group = next(written, None)
    for record in records.iterator(chunk_size=CHUNK):
        while group is not None and group[0] < record[0]:
            yield _orphans(group[0])
            group = next(written, None)
        digests: list[str] = []
        if group is not None and group[0] == record[0]:
            digests = [digest for _record, digest in group[1]]
            group = next(written, None)
        yield from _compare(record, digests)
    while group is not None:
        yield _orphans(group[0])
        group = next(written, None)


def _rows() -> Iterator[tuple[int, str]]:
    """(record, digest) of every version row of every model, by record."""
    streams = (
        model.history_model.objects.order_by("record")
        .values_list("record", "digest")
        .iterator(chunk_size=CHUNK)
        for model in REGISTRY
    )
    return heapq.merge(*streams, key=itemgetter(0))


def _compare(record: Record, digests: list[str]) -> Iterator[Problem]:
    key, act, count, digest = record
    values = {"id": key, "act": act_name(act), "count": count, "found": len(digests)}
    if len(digests) < count:
        kind, message = (
            "missing",
            _("Record %(id)d (%(act)s) wrote %(count)d versions, but only %(found)d are left."),
        )
    elif len(digests) > count:
        kind, message = (
            "inserted",
            _("Record %(id)d (%(act)s) wrote %(count)d versions, but there are %(found)d."),
        )
    elif count and rows_digest(digests) != digest:
        kind, message = "changed", _("Record %(id)d (%(act)s): a version that it wrote was replaced.")
    else:
        return
    yield Problem(kind, message % values, model=AuditRecord._meta.label, record=key)


def _orphans(key: int) -> Problem:
    message = _("Record %(id)d is missing, though versions that it wrote are there.") % {"id": key}
    return Problem("missing", message, model=AuditRecord._meta.label, record=key)
