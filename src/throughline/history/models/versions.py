"""Typed versions: beside each live table stands one with the same columns and a span of validity.

`@versioned` gives a model its companion `<Name>Version` in the same module, so that current and as-of views share
column names, forward relations and filters: `Task.objects.…` and `Task.as_of(moment).…`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.fields.related import ForeignKey
from django.utils.encoding import force_str

#: The end of validity of what is valid now; a value instead of NULL keeps as-of queries on one index range.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class Versioned(models.Model):
    """A live row with its version number, which edits name as `seen=`."""

    version = models.PositiveIntegerField(default=0, editable=False)

    history_model: ClassVar[type[VersionRow]]
    history_fields: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    @classmethod
    def as_of(cls, moment: datetime) -> models.QuerySet[Any]:
        """The rows as they stood at `moment`, deleted ones since included."""
        return cls.history_model.objects.filter(valid_from__lte=moment, valid_to__gt=moment, gone=False)

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802  Django's name
        """As Django's own, which translates every label of the field to tell one; pages tell hundreds."""
        value = getattr(self, field.attname)
        label: str = force_str(_labels(field).get(value, value), strings_only=True)
        return label

    def versions(self) -> models.QuerySet[Any]:
        """This object's version rows, oldest first."""
        return self.history_model.objects.filter(id=self.pk).order_by("row")


@cache
def _labels(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


class VersionRow(models.Model):
    """What every version row has besides the columns of its model; `gone` marks the row that records a deletion."""

    row = models.BigAutoField(primary_key=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(default=FOREVER)
    gone = models.BooleanField(default=False)
    record = models.BigIntegerField(db_index=True)
    fieldset = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    live_model: ClassVar[type[Versioned]]

    class Meta:
        abstract = True


REGISTRY: list[type[Versioned]] = []


def versioned(
    *, leave_out: tuple[str, ...] = (), found_by: tuple[tuple[str, ...], ...] = ()
) -> Callable[[type[Any]], type[Any]]:
    """Give a model its version companion; `leave_out` names fields that history must not keep (passwords, phones).

    `found_by` are the columns by which pages find rows on a past day, where the key is not what they go by.
    """

    def decorate(model: type[Any]) -> type[Any]:
        fields = [f for f in model._meta.local_concrete_fields if f.name not in leave_out]
        name = f"{model.__name__}Version"
        attributes: dict[str, Any] = {f.name: _copy(f) for f in fields}
        attributes |= {"__module__": model.__module__, "__qualname__": name, "live_model": model}
        attributes["__doc__"] = f"Versions of {model.__name__}."
        attributes["__str__"] = lambda self: f"{name} {self.id} v{self.version}"
        attributes["Meta"] = type("Meta", (), {"indexes": _indexes(model, found_by), "ordering": ("row",)})
        companion = type(name, (VersionRow,), attributes)
        model.history_model = companion
        model.history_fields = tuple(f.name for f in fields)
        REGISTRY.append(model)
        return model

    return decorate


def _indexes(model: type[models.Model], found_by: tuple[tuple[str, ...], ...]) -> list[models.Index]:
    short = model._meta.db_table.replace("_", "")[:22]
    return [
        *(_index(model, names, f"{short}_h_{place}") for place, names in enumerate(found_by)),
        models.Index(fields=["id", "valid_from"], name=f"{short}_h_id"),
        models.Index(fields=["valid_to", "valid_from"], name=f"{short}_h_at"),
    ]


def _index(model: type[models.Model], names: tuple[str, ...], name: str) -> models.Index:
    """Of a column that is mostly empty only what is given: databases take no notice of an index full of NULL."""
    given = Q(**{f"{names[0]}__isnull": False}) if model._meta.get_field(names[0]).null else None
    return models.Index(fields=list(names), name=name, condition=given)


def _copy(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field without uniqueness, without a database constraint, and never a key."""
    if field.primary_key:
        return models.BigIntegerField()
    if isinstance(field, ForeignKey):
        return ForeignKey(
            field.remote_field.model if field.remote_field.model != "self" else field.model,
            on_delete=models.DO_NOTHING,
            db_constraint=False,
            related_name="+",
            null=True,
            db_index=False,
        )
    _name, _path, args, kwargs = field.deconstruct()
    for option in ("unique", "db_index", "auto_now", "auto_now_add", "primary_key"):
        kwargs.pop(option, None)
    return type(field)(*args, **kwargs)
