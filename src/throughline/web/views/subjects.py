"""Where the objects of the history stand today: their kinds in words and the addresses of their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from throughline.accounts.models import User
from throughline.accounts.permissions import may
from throughline.history.words import model_name
from throughline.web.addresses import address_of

#: What has a page that not everybody may open who reads the whole history, and the act that opens it.
OPENED_BY = {
    "accounts.User": "accounts.manage",
    "register.Letter": "register.edit",
    "register.Mailing": "register.edit",
}


class Subjects:
    """A number of subjects (model label, key), looked up together for a reader: one query per model."""

    def __init__(self, subjects: Iterable[tuple[str, int | None]], reader: User) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        closed = {label for label, act in OPENED_BY.items() if not may(reader, act)}
        for label, key in subjects:
            if key is not None and label not in closed and _model(label):
                wanted[label].add(key)
        self._addresses = {
            (label, row.pk): address_of(row)
            for label, keys in wanted.items()
            for row in _rows(_model(label), keys)
        }

    def address(self, label: str, key: int | None) -> str:
        """The page of the object; empty when it has none, is gone, or is not the reader's to open."""
        return self._addresses.get((label, key), "")

    @staticmethod
    def kind(label: str) -> str:
        """What sort of thing it is, in the reader's language; empty for what this version does not know."""
        model = _model(label)
        return model_name(model) if model else ""


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def _rows(model: Any, keys: set[int]) -> models.QuerySet[Any]:
    """The rows without their long columns: a document's whole text is not needed for its address."""
    long = [f.name for f in model._meta.concrete_fields if isinstance(f, models.TextField | models.JSONField)]
    return model._base_manager.filter(pk__in=keys).defer(*long)
