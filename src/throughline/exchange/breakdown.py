"""The task breakdown table ready to issue (任务分解表): in a column set, by the house's template where it has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.models import User
from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import COLUMNS, ISSUED, Exported
from throughline.formats.sheets import Column, Sheet
from throughline.formats.word_table import word_table
from throughline.lib import clock
from throughline.lib.written import written_day
from throughline.papers.choices import ColumnField, PaperKind
from throughline.papers.making import document
from throughline.papers.models import ColumnSet, Template
from throughline.papers.products.sentences import tasks
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, all_rows


def breakdown(
    register: Register,
    user: User | None,
    *,
    title: str,
    number: str = "",
    column_set: ColumnSet | None = None,
    template: Template | None = None,
    wanted: RegisterFilter | None = None,
) -> bytes:
    """The table as .docx: in the columns of the set (those usually issued when None), by `template` when given."""
    if template is not None:
        values = breakdown_values(
            register, user, title=title, number=number, column_set=column_set, wanted=wanted
        )
        return document(PaperKind.BREAKDOWN, values, template)
    columns = _columns(column_set)
    rows = (
        [column.value(row) for column in columns] for row in all_rows(register, user, wanted, group="area")
    )
    titles = [Column(str(column.title), column.width, column.kind) for column in columns]
    below = _("%(organization)s, as of %(day)s") % _issuer(register)
    return word_table(
        Sheet(title, titles, rows, title), pgettext("font of a Word table", "Arial"), [number, below]
    )


def breakdown_values(
    register: Register,
    user: User | None,
    *,
    title: str,
    number: str = "",
    column_set: ColumnSet | None = None,
    wanted: RegisterFilter | None = None,
) -> dict[str, Any]:
    """The values of the table for a template: each row by the names of its fields, and cell by cell in the set."""
    columns = _columns(column_set)
    rows = list(_rows(register, user, columns, column_set, wanted))
    issuer = _issuer(register)
    return {
        "title": title,
        "number": number,
        "organization": issuer["organization"],
        "register": register.title,
        "issued_on": issuer["day"],
        "as_of": issuer["day"],
        "total": len(rows),
        "opening": _("The register holds %(tasks)s.") % {"tasks": tasks(len(rows))},
        "columns": [{"heading": str(column.title)} for column in columns],
        "rows": rows,
    }


def _issuer(register: Register) -> dict[str, str]:
    return {"organization": register.organization.name, "day": written_day(clock.today())}


def _columns(column_set: ColumnSet | None) -> Sequence[Exported]:
    return own_columns(column_set) if column_set else [column for column in COLUMNS if column.name in ISSUED]


def _rows(
    register: Register,
    user: User | None,
    columns: Sequence[Exported],
    column_set: ColumnSet | None,
    wanted: RegisterFilter | None,
) -> Iterator[dict[str, Any]]:
    everything = [{"field": field, "heading": "", "width": 10} for field in ColumnField.values]
    ways = {"joined": column_set.joined, "dates": column_set.dates} if column_set else {}
    named = own_columns(ColumnSet(columns=everything, **ways))
    for row in all_rows(register, user, wanted, group="area"):
        told = {column.name: _text(column.value(row)) for column in named}
        yield {**told, "cells": [{"text": _text(column.value(row))} for column in columns]}


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
