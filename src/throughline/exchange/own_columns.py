"""The city's own columns: a column set over the rows of a register, in its order, headings, widths and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from types import MappingProxyType
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from throughline.exchange.register_export import COLUMNS, Exported
from throughline.lib.dates import month_end
from throughline.lib.written import written_day
from throughline.papers.choices import ColumnField, Dates, Joined
from throughline.papers.models import ColumnSet
from throughline.register.choices import ResponsibilityRole
from throughline.register.queries import Row

_ROLES = MappingProxyType(
    {
        ColumnField.LEAD: (ResponsibilityRole.LEAD,),
        ColumnField.JOINT: (ResponsibilityRole.JOINT,),
        ColumnField.SUPPORTING: (ResponsibilityRole.SUPPORTING,),
        ColumnField.OTHERS: (
            ResponsibilityRole.JOINT,
            ResponsibilityRole.SUPPORTING,
            ResponsibilityRole.SUPERVISING,
        ),
        ColumnField.UNITS: tuple(ResponsibilityRole.values),
    }
)
_DAYS: MappingProxyType[str, Callable[[Row], Any]] = MappingProxyType(
    {
        ColumnField.DUE: lambda row: row.task.due_on,
        ColumnField.ORIGINAL_DUE: lambda row: row.task.original_due_on,
        ColumnField.STARTS: lambda row: row.task.starts_on,
        ColumnField.RATING_SINCE: lambda row: row.task.rating_since,
        ColumnField.REPORTED: lambda row: row.task.reported_on,
    }
)
_USUAL = {column.name: column for column in COLUMNS}


@dataclass(frozen=True)
class _Way:
    """How a set writes lists and days."""

    joined: str
    dates: str

    def names(self, names: Iterable[str]) -> str:
        between = {Joined.LINE: "\n", Joined.SLASH: "/"}.get(Joined(self.joined))
        return (pgettext("between names", ", ") if between is None else between).join(names)

    def day(self, value: date | None) -> Any:
        """Of ISO the day itself, so that a workbook keeps it as one."""
        if value is None or self.dates in (Dates.ISO, Dates.TEXT):
            return value
        if self.dates == Dates.FULL:
            return written_day(value)
        by_month = self.dates == Dates.BY_MONTH and value == month_end(value)
        return _("by the end of %(month)s") % {"month": _month(value)} if by_month else self._else(value)

    def _else(self, value: date) -> str:
        return _month(value) if self.dates == Dates.MONTH else written_day(value)


def _month(value: date) -> str:
    if (get_language() or "").startswith("zh"):
        return f"{value.year}年{value.month}月"
    return formats.date_format(value, "M Y")


def own_columns(column_set: ColumnSet) -> list[Exported]:
    """The set as columns of an export, for one table: a running number counts its rows."""
    way = _Way(column_set.joined, column_set.dates)
    return [_column(one, way, number) for number, one in enumerate(column_set.columns)]


def columns_again(names: Sequence[str], way: str) -> list[Exported]:
    """The columns as they were when a workbook left, by their names and their `way`."""
    joined, _dot, dates = way.partition(".")
    told = [{"field": name.partition(".")[0], "heading": "", "width": 10} for name in names]
    found = own_columns(ColumnSet(columns=told, joined=joined, dates=dates))
    return [replace(column, name=name) for column, name in zip(found, names, strict=True)]


def _column(told: dict[str, Any], way: _Way, number: int) -> Exported:
    """A column; empty ones, of which a set may have several, are told apart by their place."""
    field = told["field"]
    name = f"{field}.{number}" if field == ColumnField.BLANK else field
    written = f"{way.joined}.{way.dates}"
    return Exported(name, told["heading"], told["width"], _kind(field, way), _value(field, way), written)


def _kind(field: str, way: _Way) -> str:
    if field in _DAYS:
        return "date" if way.dates in (Dates.ISO, Dates.TEXT) else "text"
    if field == ColumnField.SERIAL:
        return "integer"
    return _USUAL[field].kind if field in _USUAL else "text"


def _value(field: str, way: _Way) -> Callable[[Row], Any]:
    if field == ColumnField.SERIAL:
        numbers = count(1)
        return lambda _row: next(numbers)
    if field in _ROLES:
        return lambda row: way.names(_units(row, _ROLES[field]))
    if field == ColumnField.DUE:
        return lambda row: _completion(row, way)
    if field in _DAYS:
        return lambda row: way.day(_DAYS[field](row))
    if field == ColumnField.CONTACT:
        return lambda row: row.task.contact
    if field == ColumnField.BLANK:
        return lambda _row: ""
    return _USUAL[field].value


def _units(row: Row, roles: Iterable[str]) -> list[str]:
    """Names in the order of the roles, within one as the register lists them."""
    return [unit.name for role in roles for unit in row.organizations(role)]


def _completion(row: Row, way: _Way) -> Any:
    """The day, in the document's words where the set asks for them; what has no day is told in words or by rhythm."""
    task = row.task
    if task.due_on is None or (way.dates == Dates.TEXT and task.due_text):
        return task.due_text or task.get_review_rhythm_display()
    return way.day(task.due_on)
