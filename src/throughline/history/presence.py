"""Whether there is anything at all: one small question instead of several large ones that mostly find nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
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


def any_found(made_once: Callable[[], models.QuerySet[Any]], *values: Any) -> bool:
    """Whether the query of the function `made_once` finds a row, with `values` where it says `GIVEN`, in that order.

    For what every page asks: putting a query's words together takes longer than a database takes to answer it.
    """
    sql, known = _worded(made_once)
    given = iter(values)
    with connection.cursor() as cursor:
        cursor.execute(sql, [next(given) if value == GIVEN else value for value in known])
        return cursor.fetchone() is not None


#: Stands for a number that is given later.
GIVEN = -(2**31)


@cache
def _worded(made_once: Callable[[], models.QuerySet[Any]]) -> tuple[str, tuple[Any, ...]]:
    rows = made_once().order_by().values_list(models.Value(1))[:1]
    sql, values = rows.query.sql_with_params()
    return sql, values


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
            for row in rows:
                row._prefetched_objects_cache = {name: nothing}  # noqa: SLF001  where Django keeps what was fetched
    return rows


def with_those(rows: Iterable[Any], *names: str) -> list[Any]:
    """The rows, with what their foreign keys `names` point at fetched, where any of them points at anything."""
    made = list(rows)
    for name in names:
        if any(getattr(row, row._meta.get_field(name).attname) is not None for row in made):
            prefetch_related_objects(made, name)
    return made
