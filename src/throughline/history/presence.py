"""Whether there is anything at all: one small question instead of several large ones that mostly find nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import prefetch_related_objects

Relation = tuple[type[models.Model], str]


def present(key: int, *relations: Relation) -> frozenset[Relation]:
    """Those of the relations, given as model and name of a column that holds keys, by which any row points at `key`.

    One query; on a past day it asks what stood then, as every query does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_asked(relations), [key] * len(relations))
        found = cursor.fetchone()
    return frozenset(relation for relation, is_there in zip(relations, found, strict=True) if is_there)


def any_at(model: type[models.Model], name: str, keys: Collection[int]) -> bool:
    """Whether any row of the model points by its foreign key `name` at any of `keys`. One query, none without keys."""
    if not keys:
        return False
    asked = f"SELECT EXISTS({_pointing(model, name)} IN ({', '.join(['%s'] * len(keys))}))"
    with connection.cursor() as cursor:
        cursor.execute(asked, list(keys))
        return bool(cursor.fetchone()[0])


def _pointing(model: type[models.Model], name: str) -> str:
    quote, column = connection.ops.quote_name, model._meta.get_field(name).column
    return f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {quote(column)}"  # noqa: S608


@cache
def _asked(relations: tuple[Relation, ...]) -> str:
    parts = []
    for model, name in relations:
        parts.append(f"EXISTS({_pointing(model, name)} = %s)")
    return f"SELECT {', '.join(parts)}"


def with_rows(rows: Sequence[Any], name: str) -> Sequence[Any]:
    """The rows, with those that point at them by the relation `name` fetched, where there are any."""
    if rows:
        relation = rows[0]._meta.get_field(name)
        if any_at(relation.related_model, relation.field.name, [row.pk for row in rows]):
            prefetch_related_objects(rows, name)
        else:
            nothing = relation.related_model.objects.none()
            nothing._result_cache = []  # noqa: SLF001  else each row would ask for it, in vain
            for row in rows:
                _keep(row, name, nothing)
    return rows


def give(row: Any, name: str, found: list[Any]) -> None:
    """Let `found` be what points at the row by the relation `name`, as if it had been prefetched."""
    known = getattr(row, name).get_queryset()
    known._result_cache = found  # noqa: SLF001
    _keep(row, name, known)


def _keep(row: Any, name: str, known: models.QuerySet[Any]) -> None:
    kept = row.__dict__.setdefault("_prefetched_objects_cache", {})  # where Django keeps what was fetched
    kept[name] = known


def with_those(rows: Iterable[Any], *names: str) -> list[Any]:
    """The rows, with what their foreign keys `names` point at fetched, where any of them points at anything."""
    made = list(rows)
    for name in names:
        if any(getattr(row, row._meta.get_field(name).attname) is not None for row in made):
            prefetch_related_objects(made, name)
    return made
