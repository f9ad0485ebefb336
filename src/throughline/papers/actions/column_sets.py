"""Column sets are made, changed and removed by the office whose tables they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.choices import ColumnField
from throughline.papers.models import ColumnSet
from throughline.papers.refusals import ColumnSetNameTaken

FIELDS = ("name", "columns", "joined", "dates")
MOST, LONGEST, NARROWEST, WIDEST = 30, 60, 2, 120


def create_column_set(
    organization: Organization, *, by: User | None, name: str, columns: Any, why: str = "", **fields: Any
) -> ColumnSet:
    """A new set of `organization`; `columns` in the shape that ColumnSet describes.

    Raises ColumnSetNameTaken, Invalid naming the column that is wrong.
    """
    check(by, "papers.arrange", organization)
    made = ColumnSet(organization=organization)
    assign(made, {"name": name, "columns": columns, **fields}, FIELDS)
    _checked(made)
    with unless_raced(_taken(made)), act("papers.create_column_set", by=by, why=why) as this:
        this.create(made)
        this.about(made)
    return made


def edit_column_set(
    column_set: ColumnSet, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> ColumnSet:
    """Change a set. What was issued in it stays as it is. Raises as create_column_set, and ChangedMeanwhile."""
    check(by, "papers.keep_columns", column_set)
    assign(column_set, changes, FIELDS)
    _checked(column_set)
    raced = _taken(column_set)
    with unless_raced(raced), act("papers.edit_column_set", by=by, why=why, about=column_set) as this:
        this.save(column_set, seen=seen)
    return column_set


def remove_column_set(column_set: ColumnSet, *, by: User | None, why: str = "") -> None:
    """Take a set away that is no longer used. Raises ChangedMeanwhile."""
    check(by, "papers.keep_columns", column_set)
    with act("papers.remove_column_set", by=by, why=why, about=column_set) as this:
        this.delete(column_set)


def _taken(row: ColumnSet) -> ColumnSetNameTaken:
    return ColumnSetNameTaken(organization=str(row.organization), name=row.name)


def _checked(row: ColumnSet) -> None:
    clean(row)
    others = ColumnSet.objects.filter(organization=row.organization, name=row.name).exclude(pk=row.pk)
    if others.exists():
        raise _taken(row)
    row.columns = _columns(row.columns)


def _columns(given: Any) -> list[dict[str, Any]]:
    """The columns in their plain form. Raises Invalid."""
    if not isinstance(given, list | tuple) or not given:
        raise Invalid("columns", _("Choose at least one column."))
    if len(given) > MOST:
        raise Invalid("columns", _("A table has at most %(most)s columns."), most=MOST)
    made = [_column(one, number) for number, one in enumerate(given, 1)]
    _refuse_twice(one["field"] for one in made)
    return made


def _column(given: Any, number: int) -> dict[str, Any]:
    if not isinstance(given, Mapping) or given.get("field") not in ColumnField.values:
        raise Invalid("columns", _("Column %(number)s: choose from the list what it shows."), number=number)
    field = ColumnField(given["field"])
    heading = " ".join(str(given.get("heading") or "").replace("\x00", "").split())
    if len(heading) > LONGEST:
        raise Invalid(
            "columns",
            _("Column %(number)s: a heading has at most %(most)s characters."),
            number=number,
            most=LONGEST,
        )
    return {
        "field": field.value,
        "heading": heading or ("" if field is ColumnField.BLANK else str(field.label)),
        "width": _width(given.get("width"), number),
    }


def _width(value: Any, number: int) -> float:
    try:
        width = float(value if value not in (None, "") else 16)
    except (TypeError, ValueError, OverflowError):
        width = 0.0
    if not NARROWEST <= width <= WIDEST:
        raise Invalid(
            "columns",
            _("Column %(number)s: give a width between %(low)s and %(high)s characters."),
            number=number,
            low=NARROWEST,
            high=WIDEST,
        )
    return round(width, 1)


def _refuse_twice(fields: Iterable[str]) -> None:
    seen: set[str] = set()
    for field in fields:
        if field in seen and field != ColumnField.BLANK:
            raise Invalid(
                "columns", _("“%(shown)s” is chosen for two columns."), shown=ColumnField(field).label
            )
        seen.add(field)
