"""The sealer: numbers the records that wait for it and chains their digests, in batches, so that writers never queue.

Whoever writes an act does not touch the chain. The sealer comes after, takes what is committed and gives it the next
numbers in whatever order it finds it; the order of the chain is the order of sealing, not of time.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from throughline.history import heads
from throughline.history.models import AuditRecord, Installation
from throughline.history.signing import chain_hash
from throughline.lib import clock

BATCH = 1000
#: Any number that nothing else locks: one sealer at a time on a PostgreSQL database.
ADVISORY_LOCK = 7_310_562_019


def seal(limit: int = 100_000) -> int:
    """Seal up to `limit` records that wait, and add the chain's new head to the file outside; how many were sealed.

    Returns at once when another sealer is at work. Meant to be called every few seconds, and safe to call at any time.
    """
    sealed = 0
    while sealed < limit and AuditRecord.objects.filter(sequence=None).exists():
        batch = _seal_batch(min(BATCH, limit - sealed))
        if not batch:
            break
        sealed += batch
    transaction.on_commit(_write_head)
    return sealed


@contextmanager
def only_sealer() -> Iterator[bool]:
    """A transaction that says whether this is the only sealer.

    On SQLite a transaction takes the one write lock at its start; on PostgreSQL an advisory lock stands for it.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield True
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield cursor.fetchone()[0]


def tail() -> tuple[int, str]:
    """Number and hash of the last sealed record; 0 and an empty string before the first."""
    sealed = AuditRecord.objects.filter(sequence__isnull=False).order_by("-sequence")
    return sealed.values_list("sequence", "chain").first() or (0, "")


def _seal_batch(size: int) -> int:
    with only_sealer() as mine:
        if not mine:
            return 0
        sequence, chain = tail()
        waiting = AuditRecord.objects.filter(sequence=None).order_by("pk").values_list("pk", "digest")[:size]
        links = []
        for key, digest in waiting:
            sequence += 1
            chain = chain_hash(chain, digest, sequence)
            links.append((sequence, chain, key))
        table = connection.ops.quote_name(AuditRecord._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET sequence = %s, chain = %s WHERE id = %s", links)  # noqa: S608
        return len(links)


def _write_head() -> None:
    installation = current_installation()
    sequence, chain = tail()
    if installation and sequence:
        heads.append(installation, sequence, chain)


def current_installation() -> str:
    """This database's key as an installation; begun, with its file of heads, at the first call."""
    newest = Installation.objects.order_by("-pk").values_list("key", flat=True)
    found = newest.first()
    if found:
        return found
    with only_sealer() as mine:
        found = newest.first()
        if mine and not found:
            found = _begin()
    return found or ""


def new_key() -> str:
    """A name for an installation that no other has."""
    return uuid.uuid4().hex


def _begin() -> str:
    """The file first: a database that knows its installation but has no file would look as if it had been robbed."""
    before = heads.last()
    key = new_key()
    if heads.size() is None:
        heads.begin(heads.make(key, *tail()), heads.path())
    elif before and _continues(before):
        key = before.installation  # the power went between the file and the database
    Installation.objects.create(key=key, began_at=clock.now())
    return key


def _continues(head: heads.Head) -> bool:
    known = AuditRecord.objects.filter(sequence=head.sequence, chain=head.chain)
    return head.is_signed and (head.sequence == 0 or known.exists())
