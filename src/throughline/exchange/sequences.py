"""After rows were written with their keys: new ones must not take a key that was ever used."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Max


def reset_sequences(found: Iterable[type[models.Model]]) -> None:
    """Let each table's keys go on after the highest one, those of deleted rows in the history included.

    The versions are found by their name: the models may be those of an earlier version, which know nothing else.
    """
    by_label = {model._meta.label: model for model in found}
    for label, model in by_label.items():
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            _go_on_after(model, max(_highest(model, "pk"), _highest(by_label.get(f"{label}Version"), "id")))


def _highest(model: type[models.Model] | None, column: str) -> int:
    return (model._base_manager.aggregate(key=Max(column))["key"] or 0) if model else 0


def _go_on_after(model: type[models.Model], key: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = [f'"{table}"', column, max(key, 1), key > 0]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", values)
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, key])
