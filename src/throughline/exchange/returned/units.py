"""A register split: one workbook for each unit that leads or answers jointly, all in one zip file, or one by one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.register_export import COLUMNS, Exported, returning_workbook
from throughline.exchange.returned.waiting import unique
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, Register, Responsibility
from throughline.register.queries import RegisterFilter, Row, all_rows
from throughline.register.queries.filters import entries

MOST_ROWS = 20_000
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
ANSWERING = (ResponsibilityRole.LEAD, ResponsibilityRole.JOINT)


@dataclass(frozen=True)
class Share:
    """A unit, and how many of the rows are for it."""

    unit: Organization
    rows: int


def shares(register: Register, user: User | None, wanted: RegisterFilter | None = None) -> list[Share]:
    """Which units would have a workbook, and of how many rows; in official order. Raises NotAllowed, and Invalid as
    `split` does.
    """
    check(user, "register.edit", register)
    found = entries(register, user, wanted or RegisterFilter())
    _refuse_too_many(found)
    numbers = dict(
        Responsibility.objects.filter(role__in=ANSWERING, task__in=found.order_by().values("task"))
        .order_by()
        .values_list("organization")
        .annotate(Count("task", distinct=True))
    )
    units = Organization.objects.filter(pk__in=numbers)
    if not numbers:
        raise Invalid("organization", _("No unit leads any of these tasks, so there is nothing to hand out."))
    return [Share(unit, numbers[unit.pk]) for unit in in_order(units)]


def split(
    register: Register,
    user: User | None,
    wanted: RegisterFilter | None = None,
    *,
    columns: Sequence[str] = (),
    without_mail: bool = False,
) -> bytes:
    """A zip file of workbooks, one for each unit with the rows that it leads or answers for jointly.

    The rows are those that are `wanted`; `columns` are names of COLUMNS (all when empty); `without_mail` leaves out the
    units that have an office mail address. Raises NotAllowed, and Invalid when no unit answers for any of them or
    there are more than MOST_ROWS.
    """
    rows = by_unit(register, user, wanted)
    units = [unit for unit in in_order(rows) if not (without_mail and unit.office_mail)]
    if not units:
        raise Invalid("organization", _("No unit leads any of these tasks, so there is nothing to hand out."))
    chosen = [column for column in COLUMNS if not columns or column.name in columns]
    names = unique(file_name(unit) for unit in units)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:  # workbooks are packed already
        for name, unit in zip(names, units, strict=True):
            made.writestr(name, of_unit(register, user, unit, rows[unit], chosen))
    return buffer.getvalue()


def by_unit(
    register: Register, user: User | None, wanted: RegisterFilter | None = None
) -> dict[Organization, list[Row]]:
    """The rows that each unit leads or answers for jointly. Raises NotAllowed, and Invalid for more than MOST_ROWS."""
    check(user, "register.edit", register)
    _refuse_too_many(entries(register, user, wanted or RegisterFilter()))
    found: dict[Organization, list[Row]] = {}
    for row in all_rows(register, user, wanted, group="area"):
        for held in row.responsibilities:
            if held.role in ANSWERING:
                found.setdefault(held.organization, []).append(row)
    return found


def of_unit(
    register: Register,
    user: User | None,
    unit: Organization,
    rows: Sequence[Row],
    columns: Sequence[Exported] = COLUMNS,
) -> bytes:
    """The unit's workbook, which comes back."""
    return returning_workbook(register, user, rows, columns, unit)


def file_name(unit: Organization) -> str:
    """What the unit's workbook is called today; every system can keep a file of that name."""
    return f"{_FORBIDDEN.sub(' ', unit.name)[:80].strip(' .')}-{clock.today():%Y%m%d}.xlsx"


def in_order(units: Iterable[Organization]) -> list[Organization]:
    """The units in their official order."""
    return sorted(units, key=lambda unit: (unit.level, unit.official_order, unit.pk))


def _refuse_too_many(found: QuerySet[Entry]) -> None:
    if found.order_by()[MOST_ROWS : MOST_ROWS + 1].exists():
        raise Invalid(
            "organization",
            _("More than %(most)s rows are not split at once. Narrow the filter, by key area for instance."),
            most=MOST_ROWS,
        )
