"""Audit records: their own digests, the chain over them, and the heads kept outside the database."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.history import heads
from throughline.history.acts import act_name
from throughline.history.models import AuditRecord, Installation
from throughline.history.problems import Problem, VerifyReport
from throughline.history.signing import chain_hash, record_digest

CHUNK = 2000


def check_records(report: VerifyReport, *, heads_size: int | None, signed: bool) -> Iterator[Problem]:
    """All records in the order of the chain, the unsealed ones last. `signed` False leaves the key out of it."""
    outside = _Heads(heads_size, signed=signed)
    yield from outside.belong_here()
    sequence, chain = 0, ""
    sealed = AuditRecord.objects.filter(sequence__isnull=False).order_by("sequence")
    for record in sealed.iterator(chunk_size=CHUNK):
        report.records += 1
        if record.sequence != sequence + 1:
            yield _gap(sequence + 1, record.sequence - 1)
        elif record.chain != chain_hash(chain, record.digest, record.sequence):
            yield _problem("chain", record, _("Its place in the chain does not fit its neighbour."))
        if signed:
            yield from _changed(record)
        yield from outside.compare(record)
        sequence, chain = record.sequence, record.chain
    yield from outside.left_over(sequence)
    waiting = AuditRecord.objects.filter(sequence=None).order_by("pk")
    for record in waiting.iterator(chunk_size=CHUNK):
        report.records += 1
        report.unsealed += 1
        if signed:
            yield from _changed(record)


def _changed(record: AuditRecord) -> Iterator[Problem]:
    if record.digest != record_digest(record):
        yield _problem("changed", record, _("It was changed or inserted by other means than Throughline."))


def _gap(first: int, last: int) -> Problem:
    if first == last:
        return Problem("gap", _("Record no. %(number)d of the chain is missing.") % {"number": first})
    return Problem(
        "gap",
        _("Records no. %(first)d to %(last)d of the chain are missing.") % {"first": first, "last": last},
    )


def _problem(kind: str, record: AuditRecord, what: str) -> Problem:
    message = _("Record %(id)d (no. %(number)s, %(act)s): %(what)s") % {
        "id": record.pk,
        "number": record.sequence or "–",
        "act": act_name(record.act),
        "what": what,
    }
    return Problem(kind, message, model=AuditRecord._meta.label, record=record.pk)


class _Heads:
    """The file of heads, read along with the records."""

    def __init__(self, size: int | None, *, signed: bool) -> None:
        self._size = size
        self._signed = signed
        self._lines = enumerate(heads.read(size), start=1) if size is not None else iter(())
        self._installation = Installation.objects.order_by("-pk").values_list("key", flat=True).first()
        self._next: heads.Head | None = None
        self._problems: list[Problem] = []
        self._foreign = False
        self._advance()

    def belong_here(self) -> Iterator[Problem]:
        """Whether there is a file, and of this installation."""
        if self._size is None and self._installation:
            yield self._problem(
                _(
                    "The file %(file)s is missing: whether the end of the history was cut off can't be seen. "
                    "If you lost or moved it yourself, begin a new one with “throughline verify --restart-heads”."
                )
            )
        yield from self._drain()

    def compare(self, record: AuditRecord) -> Iterator[Problem]:
        """The heads up to this record's number."""
        while self._next and self._next.sequence <= (record.sequence or 0):
            if self._next.sequence == record.sequence and self._next.chain != record.chain:
                yield self._problem(
                    _(
                        "The file %(file)s holds another hash for record no. %(number)d: the history was rewritten."
                    ),
                    number=record.sequence,
                )
            self._advance()
            yield from self._drain()

    def left_over(self, last: int) -> Iterator[Problem]:
        """Heads beyond the last record: the end of the history was cut off."""
        furthest = 0
        while self._next:
            furthest = max(furthest, self._next.sequence)
            self._advance()
        yield from self._drain()
        if furthest > last:
            message = _(
                "The history ends at no. %(last)d, but the file %(file)s shows that it went on to no. %(number)d: "
                "its end was cut off, or an old copy of the database was put in its place."
            )
            yield Problem("cut", message % {"last": last, "number": furthest, "file": heads.FILE_NAME})

    def _advance(self) -> None:
        before = self._next.sequence if self._next else -1
        for number, head in self._lines:
            self._next = head
            if head is None or (self._signed and not head.is_signed) or head.sequence <= before:
                self._note(_("Line %(line)d of the file %(file)s was changed or inserted."), line=number)
            elif head.installation == self._installation:
                return
            elif not self._foreign:
                self._foreign = True
                self._note(
                    _(
                        "The file %(file)s belongs to another database than this one. If you put the database in its "
                        "place yourself, begin a new file with “throughline verify --restart-heads”."
                    )
                )
        self._next = None

    def _note(self, message: str, **values: object) -> None:
        self._problems.append(self._problem(message, **values))

    def _drain(self) -> Iterator[Problem]:
        yield from self._problems
        self._problems = []

    @staticmethod
    def _problem(message: str, **values: object) -> Problem:
        return Problem("heads", message % {"file": heads.FILE_NAME, **values})
