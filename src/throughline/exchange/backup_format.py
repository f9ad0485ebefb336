"""The file of a backup: a zip with a manifest, one member of JSON lines per model, and the uploads.

    manifest.json                    what is in it, with checksums, signed with the installation's key
    data/register.Task.jsonl         one row a line, an array in the order of the manifest's `fields`
    uploads/documents/2026/03/a.pdf  as they came
    chain-heads.jsonl                the old installation's heads, for auditors
    secret.key                       only when asked for

Values are neutral of the database: decimals as text, days and times in ISO 8601 (times in UTC), JSON as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from throughline.accounts.models import LoginFailure
from throughline.history.signing import sign

FORMAT = 1
MANIFEST = "manifest.json"
HEADS = "chain-heads.jsonl"
KEY = "secret.key"
UPLOADS = "uploads/"

#: Forgotten after a day anyway.
LEFT_OUT = {LoginFailure}


def backed_up() -> list[type[models.Model]]:
    """All models whose rows a backup holds; what others point at first."""
    ours = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("throughline.")
        for model in config.get_models(include_auto_created=True)
        if model not in LEFT_OUT
    ]
    ordered: list[type[models.Model]] = []
    visiting: set[type[models.Model]] = set()

    def visit(model: type[models.Model]) -> None:
        if model in visiting or model in ordered:
            return
        visiting.add(model)
        for field in model._meta.local_concrete_fields:
            target = field.related_model
            if target in ours:
                visit(target)  # type: ignore[arg-type]
        ordered.append(model)

    for model in ours:
        visit(model)
    return ordered


def member(model: type[models.Model]) -> str:
    """The name of the model's lines in the zip."""
    return f"data/{model._meta.label}.jsonl"


def columns(model: type[models.Model]) -> list[str]:
    """The model's columns as attributes, in the order of its lines."""
    return [field.attname for field in model._meta.local_concrete_fields]


def encode(values: tuple[Any, ...]) -> bytes:
    """A row as a line."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def decode(model: type[models.Model], names: list[str], line: bytes) -> models.Model:
    """A line as a row of the model; raises ValueError (ValidationError) for one that is none."""
    values = json.loads(line)
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    return model(**{name: _value(fields[name], value) for name, value in zip(names, values, strict=True)})


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        raise ValueError(f"{field.attname}: longer than {field.max_length} characters")
    return field.to_python(value)


def migrations() -> list[str]:
    """The applied steps of our stages, by which two databases are known to have the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("throughline.")}
    return sorted(f"{app}.{name}" for app, name in applied if app in ours)


def key_check(manifest: dict[str, Any]) -> str:
    """Shows whether a key is the backup's, without telling the key."""
    return sign(["backup key", manifest["installation"], manifest["made_at"]])


def signature(manifest: dict[str, Any]) -> str:
    """The manifest's own signature."""
    return sign(["backup", {name: value for name, value in manifest.items() if name != "signature"}])


def described(found: list[type[models.Model]]) -> Iterator[tuple[str, list[str]]]:
    """(label, columns) of the models."""
    return ((model._meta.label, columns(model)) for model in found)
