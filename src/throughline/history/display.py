"""Values of history as people read them: names instead of keys, words instead of codes; in few queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignKey
from django.utils.translation import gettext as _

from throughline.history.models import Versioned
from throughline.history.words import model_name
from throughline.lib.written import written_day, written_moment

Value = tuple[Any, Any]  # a model field and a value of it


class Names:
    """The names of all objects that a number of values point at: one query per model, one more for deleted ones."""

    def __init__(self, values: Iterable[Value]) -> None:
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for field, value in values:
            if isinstance(field, ForeignKey) and value is not None:
                wanted[field.remote_field.model].add(value)
        self._names = {model: _names(model, keys) for model, keys in wanted.items()}

    def show(self, field: models.Field[Any, Any], value: Any) -> str:
        """`value` of `field` in words; an empty string for nothing."""
        if value is None or value == "":
            return ""
        if isinstance(field, ForeignKey):
            return self._names[field.remote_field.model].get(value, f"#{value}")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if in_words := getattr(field, "in_words", None):
            return str(in_words(value))
        return _plain(value)


def name_of(row: Any) -> str:
    """What a live row or a version row is called."""
    model = getattr(type(row), "live_model", type(row))
    try:
        return str(model.__str__(row))
    except (AttributeError, models.ObjectDoesNotExist):
        # A deleted object whose name depends on rows that are gone with it.
        return f"{model_name(model)} {row.id}"


def _names(model: type[models.Model], keys: set[Any]) -> dict[Any, str]:
    found = {row.pk: str(row) for row in model._base_manager.filter(pk__in=keys).select_related()}
    missing = keys - found.keys()
    if missing and issubclass(model, Versioned):
        # Oldest first, so that the last name stays.
        rows = model.history_model.objects.filter(id__in=missing).order_by("row")
        found |= {row.id: name_of(row) for row in rows}
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, date):
        return written_day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1) if value else ""
    return str(value)
