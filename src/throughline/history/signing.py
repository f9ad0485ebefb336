"""Digests: what exactly is signed, and with which key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from throughline.history.models.record import AuditRecord, FieldSet
from throughline.history.models.versions import VersionRow


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"throughline.history:" + secret.encode()).digest()


def sign(content: Any) -> str:
    """HMAC-SHA256 (hex) of `content` as canonical JSON under the installation's history key."""
    return hmac.digest(_key(settings.SECRET_KEY), _CANONICAL.encode(content).encode(), "sha256").hex()


def marker() -> Callable[[str], str]:
    """A function that gives a text's mark: twelve characters that only this installation can make.

    For what leaves the house by the hundred thousand and comes back, such as rows of workbooks: keyed BLAKE2b, nine
    bytes of it, many times as fast as `sign`.
    """
    return _marker(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _marker(secret: str) -> Callable[[str], str]:
    key = hashlib.sha256(b"throughline.marks:" + secret.encode()).digest()
    digest, encode = hashlib.blake2b, base64.urlsafe_b64encode

    def mark(text: str) -> str:
        return encode(digest(text.encode("utf-8", "replace"), key=key, digest_size=9).digest()).decode()

    return mark


def installation() -> str:
    """This installation's own name for itself, for telling its files from another's; it changes with its key."""
    return marker()("installation")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def stored(field: models.Field[Any, Any], row: models.Model) -> Any:
    """The value as the database will give it back, whichever database that is."""
    return canonical(field.get_prep_value(field.value_from_object(row)))


def canonical(value: Any) -> Any:
    """A prepared value as every database gives it back.

    PostgreSQL's jsonb writes 1e16 out in digits, which come back as a whole number.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, dict):
        return {str(key): canonical(item) for key, item in value.items()}
    return value


def version_digest(row: VersionRow, names: Iterable[str]) -> str:
    """The digest of a version row over the fields `names` (plus its act, start and whether it is a deletion)."""
    meta = row._meta
    values = {name: stored(meta.get_field(name), row) for name in names}
    return signed_version(meta.label, values, row.record, row.valid_from, gone=row.gone)


def signed_version(
    label: str, values: Mapping[str, Any], record: int, valid_from: datetime, *, gone: bool
) -> str:
    """The same digest of the `stored` values of a version row of the model `label`."""
    return sign([label, values, record, valid_from, gone])


def rows_digest(digests: Iterable[str]) -> str:
    """One digest over the digests of all version rows of an act, whatever their order."""
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


RECORD_FIELDS = (
    "id at act by_key by_name for_key for_name why subject_model subject_key subject_name part_of rows rows_digest"
).split()


def record_digest(record: AuditRecord) -> str:
    """The digest of an audit record; the sealer's columns are not part of it."""
    return sign([stored(record._meta.get_field(name), record) for name in RECORD_FIELDS])


def chain_hash(previous: str, digest: str, sequence: int) -> str:
    """The chain's next hash from the one before it."""
    return hashlib.sha256(f"{previous}:{sequence}:{digest}".encode()).hexdigest()


#: Remembered keys; one may have been rolled back after it was remembered, so each use asks whether it still stands.
_fieldsets: dict[tuple[str, str], int] = {}


def fieldset_key(model: type[models.Model], names: tuple[str, ...]) -> int:
    """The key of the FieldSet for `names`; made when it does not exist yet."""
    written = " ".join(names)
    cached = _fieldsets.get((model._meta.label, written))
    if (
        cached is not None
        and FieldSet.objects.filter(pk=cached, model=model._meta.label, names=written).exists()
    ):
        return cached
    fieldset, _created = FieldSet.objects.get_or_create(model=model._meta.label, names=written)
    _fieldsets[(model._meta.label, written)] = fieldset.pk
    return fieldset.pk
