"""Version rows made from live rows, many at a time: each value is made ready once, to be signed and to be written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from throughline.history.models import FOREVER, Versioned
from throughline.history.models.versions import VersionRow
from throughline.history.signing import canonical, signed_version

_MORE = ("valid_from", "valid_to", "gone", "record", "fieldset", "digest")
_TEXTS = (models.CharField.get_prep_value, models.TextField.get_prep_value)


class Ready(NamedTuple):
    """A row's history fields: by name as they are signed, and in their order as the database takes them."""

    signed: dict[str, Any]
    written: list[Any]


class _Kept(NamedTuple):
    name: str
    attribute: str
    field: models.Field[Any, Any]
    is_text: bool


@cache
def _kept(model: type[Versioned]) -> tuple[_Kept, ...]:
    fields = [model.history_model._meta.get_field(name) for name in model.history_fields]
    return tuple(_Kept(field.name, field.attname, field, _is_text(field)) for field in fields)


def _is_text(field: models.Field[Any, Any]) -> bool:
    """Whether a text is kept as it is."""
    kind = type(field)
    return kind.get_prep_value in _TEXTS and kind.get_db_prep_value is models.Field.get_db_prep_value


def ready(rows: Sequence[Versioned]) -> list[Ready]:
    """Rows of one model as they will stand in their version table."""
    database = connections[DEFAULT_DB_ALIAS]  # itself: each step through its stand-in counts
    return [_ready(row, database) for row in rows]


def _ready(row: Versioned, database: Any) -> Ready:
    signed, written = {}, []
    for name, attribute, field, is_text in _kept(type(row)):
        value = getattr(row, attribute)
        if value is None or (is_text and type(value) is str):
            signed[name] = value
            written.append(value)
            continue
        plain = field.get_prep_value(value)
        signed[name] = canonical(plain)
        written.append(field.get_db_prep_value(plain, database, prepared=True))
    return Ready(signed, written)


def insert(
    companion: type[VersionRow],
    rows: Iterable[tuple[Ready, datetime]],
    *,
    record: int,
    fieldset: int,
    gone: bool,
) -> list[str]:
    """Write version rows of an act, each valid from its moment on (`gone`: valid never); gives their digests."""
    database = connections[DEFAULT_DB_ALIAS]
    meta, quote = companion._meta, database.ops.quote_name
    more = [meta.get_field(name) for name in _MORE]
    fields = [kept.field for kept in _kept(companion.live_model)] + more
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns})"
    digests, values = [], []
    for one, valid_from in rows:
        digests.append(signed_version(meta.label, one.signed, record, valid_from, gone=gone))
        said = (valid_from, valid_from if gone else FOREVER, gone, record, fieldset, digests[-1])
        saved = [field.get_db_prep_save(value, database) for field, value in zip(more, said, strict=True)]
        values.append(one.written + saved)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement} SELECT * FROM {_unnested(fields)}", _turned(values))  # noqa: S608
        else:
            cursor.executemany(f"{statement} VALUES ({', '.join(['%s'] * len(fields))})", values)
    return digests


def update(rows: Sequence[Versioned], made: Sequence[Ready], only: Collection[str] | None = None) -> None:
    """Write the columns of live rows (`only` these, and the version), all at once.

    Django's bulk_update makes a CASE with a branch per row and column, which takes many times as long.
    """
    model = type(rows[0])
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and (only is None or field.name == "version" or field.name in only)
    ]
    places = {name: place for place, name in enumerate(model.history_fields)}
    values = [
        [*(_saved(field, row, one, places) for field in fields), row.pk]
        for row, one in zip(rows, made, strict=True)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_update_from(model, fields), _turned(values))
        else:
            cursor.executemany(_update_one(model, fields), values)


def _update_one(model: type[Versioned], fields: Sequence[Any]) -> str:
    """One statement, run for each row: what SQLite does fastest."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(model._meta.pk.column)
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {key} = %s"  # noqa: S608


def _update_from(model: type[Versioned], fields: Sequence[Any]) -> str:
    """One statement for all rows: what PostgreSQL does fastest."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = v.c{place}" for place, field in enumerate(fields))
    names = ", ".join(f"c{place}" for place in range(len(fields)))
    table, key = quote(model._meta.db_table), model._meta.pk
    given = f"{_unnested([*fields, key])} AS v({names}, k)"
    return f"UPDATE {table} SET {columns} FROM {given} WHERE {table}.{quote(key.column)} = v.k"  # noqa: S608


def _unnested(fields: Iterable[Any]) -> str:
    """Rows given column by column: a list for each takes far less reading than a place for each value.

    Types go without their lengths: a text that is too long is refused, not cut.
    """
    kinds = [str(field.rel_db_type(connection)).partition("(")[0] for field in fields]
    return f"UNNEST({', '.join(f'%s::{kind}[]' for kind in kinds)})"


def _turned(values: Iterable[Iterable[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*values, strict=True)]


def _saved(field: models.Field[Any, Any], row: Versioned, made: Ready, places: Mapping[str, int]) -> Any:
    """What is written into a live column; made ready already, but for what history does not keep."""
    if field.name in places:
        return made.written[places[field.name]]
    return field.get_db_prep_save(getattr(row, field.attname), connection)
