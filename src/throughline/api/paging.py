"""Pages of any list: rows after a mark, in an order that no two rows share; what was added meanwhile moves nothing."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from throughline.api.fields import Word
from throughline.lib.refusal import Invalid

MOST = 500
T = TypeVar("T")


class Paging(Schema):
    """Which page: after the `next` of the one before, at most so many rows."""

    after: Word = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50


class Paged(Schema, Generic[T]):
    """A page; `next` is "" at the end."""

    rows: list[T]
    next: str


def page(rows: QuerySet[Any], paging: Paging, *order: str) -> dict[str, Any]:
    """The rows after `paging.after` in the order of columns that are never NULL ("-" before one that falls).

    The key follows as the last column, unless it is named. Raises Invalid for a mark that is none of ours.
    """
    key = "-pk" if order[0].startswith("-") else "pk"
    columns = order if key in order else (*order, key)
    if paging.after:
        rows = rows.filter(_beyond(columns, _values(rows, columns, paging.after)))
    found = list(rows.order_by(*columns)[: paging.limit + 1])
    more = len(found) > paging.limit
    shown = found[: paging.limit]
    return {"rows": shown, "next": _mark(shown[-1], columns) if more else ""}


def _beyond(columns: tuple[str, ...], values: list[Any]) -> Q:
    found, equal = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        name, side = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        found |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    return found


def _mark(row: Any, columns: tuple[str, ...]) -> str:
    values = [getattr(row, column.lstrip("-")) for column in columns]
    plain = [value if isinstance(value, int) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _values(rows: QuerySet[Any], columns: tuple[str, ...], after: str) -> list[Any]:
    """The values in the mark, as the columns hold them."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return [_value(rows, column.lstrip("-"), value) for column, value in zip(columns, plain, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
        raise Invalid("after", _("This page does not exist any more. Start again from the first.")) from error


def _value(rows: QuerySet[Any], column: str, value: Any) -> Any:
    meta = rows.model._meta
    field = meta.pk if column == "pk" else meta.get_field(column)
    if not isinstance(value, int | str) or b"\x00" in str(value).encode():  # which refuses lone surrogates
        raise ValueError
    found = field.to_python(value)
    if isinstance(found, datetime):
        if is_naive(found):
            raise ValueError
        return found.astimezone(UTC)
    if found is None or (isinstance(found, int) and abs(found) >= 2**63):
        raise ValueError
    return found
