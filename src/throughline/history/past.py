"""Any past day: inside `seen_at`, every query reads the tables as they stood at that moment.

A version table has the columns of its live table. So a query is asked of the past by putting a named subquery of the
same name in front of it, which hides the live table from all that follows: lists, pages, charts and exports need
nothing of their own for it.

    with seen_at(moment):
        rows(register, user)      # what it held then, what was deleted or moved since included

Today's rights hold: accounts, grants and disclosure levels are read as they are now; so is what history does not keep,
such as telephone numbers. Nothing can be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.history.models import AuditRecord
from throughline.history.models.versions import REGISTRY, Versioned
from throughline.lib import clock
from throughline.lib.refusal import Invalid, Refused

#: Who may see what, and in which columns it is put on paper, are matters of today: rows of these models are never
#: those of the past.
TODAYS = (
    "accounts.User",
    "accounts.OwnRole",
    "organizations.Grant",
    "plans.PlanGrant",
    "register.RegisterGrant",
    "papers.ColumnSet",
    "papers.Template",
)
DISCLOSURE = "disclosure"

_looking: ContextVar[datetime | None] = ContextVar("looking", default=None)
_left: ContextVar[datetime | None] = ContextVar(
    "left", default=None
)  # the clock of the present that was left
_named = re.compile(r'"(\w+)"')
_harmless = re.compile(r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SET|SHOW)\b", re.IGNORECASE)
_with = re.compile(r"\s*WITH\s+", re.IGNORECASE)


class ThePastIsKept(Refused):
    """Something was to be written while the past was looked at."""

    status = 409
    message = _("The past can be read, not changed. Go back to today first.")


def moment() -> datetime | None:
    """The moment that is looked at; None for the present."""
    return _looking.get()


def first_day() -> date | None:
    """The day of the first act; None while nothing was done."""
    first = AuditRecord.objects.order_by("at").values_list("at", flat=True).first()
    return timezone.localtime(first).date() if first else None


def last_moment(day: date) -> datetime:
    """The last moment of `day` in the installation's time zone."""
    return clock.end_of(day) - timedelta(microseconds=1)


def checked(day: date) -> date:
    """`day`, when something was kept then. Raises Invalid, field `as_of`, for the future and the time before."""
    first = first_day()
    if day > clock.today():
        raise Invalid("as_of", _("%(day)s has not come yet. Choose a day up to today."), day=day)
    if first is None or day < first:
        raise Invalid(
            "as_of",
            _("Nothing was kept before %(day)s. Choose that day or a later one."),
            day=first or clock.today(),
        )
    return day


@contextmanager
def seen_at(when: datetime) -> Iterator[None]:
    """Let every query read what stood at `when` (aware), and let that be the present. Writing raises ThePastIsKept."""
    looking, left = _looking.set(when), _left.set(clock.travelled())
    # A subquery has no key, so nothing depends on one: GROUP BY names its columns.
    features, by_key = connection.features, connection.features.allows_group_by_selected_pks
    features.allows_group_by_selected_pks = False
    try:
        with clock.travel(when), connection.execute_wrapper(_Past(when)):
            yield
    finally:
        features.allows_group_by_selected_pks = by_key
        _left.reset(left)
        _looking.reset(looking)


@contextmanager
def present() -> Iterator[None]:
    """The present, inside a look at the past: for what has no past, such as a token that is used."""
    if moment() is None:
        yield
        return
    token = _looking.set(None)
    try:
        with clock.travel(_left.get()):
            yield
    finally:
        _looking.reset(token)


@contextmanager
def seen_on(day: date | None) -> Iterator[None]:
    """`seen_at` the end of `day`; the present for None and for today. Raises Invalid as `checked` does."""
    if day is None or day == clock.today():
        yield
    else:
        with seen_at(last_moment(checked(day))):
            yield


class _Past:
    """Puts the past in front of each query."""

    def __init__(self, when: datetime) -> None:
        self.when = when
        self.at = f"'{connection.ops.adapt_datetimefield_value(when)}'"

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        if moment() != self.when or _harmless.match(sql):
            return execute(sql, params, many, context)
        if not sql.lstrip("( \n").upper().startswith(("SELECT", "WITH", "EXPLAIN")):
            raise ThePastIsKept
        return execute(self._asked(sql), params, many, context)

    def _asked(self, sql: str) -> str:
        tables = _tables()
        hidden = [tables[name] for name in dict.fromkeys(_named.findall(sql)) if name in tables]
        if not hidden:
            return sql
        front = ", ".join(_hiding(model, self.at) for model in hidden)
        return f"WITH {front}, {_with.sub('', sql, count=1)}" if _with.match(sql) else f"WITH {front} {sql}"


@cache
def _tables() -> dict[str, type[Versioned]]:
    return {model._meta.db_table: model for model in REGISTRY if model._meta.label not in TODAYS}


def _hiding(model: type[Versioned], at: str) -> str:
    """The named subquery that stands for the model's table; kept open, so that the database may use its indexes."""
    quote = connection.ops.quote_name
    table, versions = quote(model._meta.db_table), quote(model.history_model._meta.db_table)
    columns = ", ".join(_column(model, field) for field in model._meta.local_concrete_fields)
    # Most rows are valid for ever: for SQLite the plus keeps an index over that from being taken for one that narrows.
    end = "+v.valid_to" if connection.vendor == "sqlite" else "v.valid_to"
    valid = f"v.valid_from <= {at} AND {end} > {at} AND NOT v.gone"
    return f"{table} AS NOT MATERIALIZED (SELECT {columns} FROM {versions} v WHERE {valid})"  # noqa: S608


def _column(model: type[Versioned], field: models.Field[Any, Any]) -> str:
    name = connection.ops.quote_name(field.column)
    if field.name == DISCLOSURE:
        return f"COALESCE({_now(model, name)}, v.{name}) AS {name}"
    if field.name not in model.history_fields:
        return f"COALESCE({_now(model, name)}, {_nothing(field)}) AS {name}"
    return f"v.{name}"


def _nothing(field: models.Field[Any, Any]) -> str:
    """What stands in the column of a row that is gone."""
    if field.null:
        return "NULL"
    return f"'{json.dumps(field.get_default())}'" if isinstance(field, models.JSONField) else "''"


def _now(model: type[Versioned], name: str) -> str:
    """The column as it is today, of the live table that the named subquery hides."""
    schema = "main." if connection.vendor == "sqlite" else ""
    table = f"{schema}{connection.ops.quote_name(model._meta.db_table)}"
    return f"(SELECT t.{name} FROM {table} t WHERE t.id = v.id)"  # noqa: S608
