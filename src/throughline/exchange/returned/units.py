"""A register split: one workbook for each unit that leads or answers jointly, all in one zip file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.register_export import COLUMNS, returning_workbook
from throughline.exchange.returned.waiting import unique
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, Row, all_rows

MOST_ROWS = 20_000
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
ANSWERING = (ResponsibilityRole.LEAD, ResponsibilityRole.JOINT)


def split(
    register: Register,
    user: User | None,
    wanted: RegisterFilter | None = None,
    *,
    columns: Sequence[str] = (),
) -> bytes:
    """A zip file of workbooks, one for each unit with the rows that it leads or answers for jointly.

    The rows are those that are `wanted`; `columns` are names of COLUMNS (all when empty). Raises NotAllowed, and
    Invalid when no unit answers for any of them or there are more than MOST_ROWS.
    """
    check(user, "register.edit", register)
    by_unit = _by_unit(all_rows(register, user, wanted, group="area"))
    if not by_unit:
        raise Invalid("organization", _("No unit leads any of these tasks, so there is nothing to hand out."))
    chosen = [column for column in COLUMNS if not columns or column.name in columns]
    units = sorted(by_unit, key=lambda unit: (unit.level, unit.official_order, unit.pk))
    names = unique(
        f"{_FORBIDDEN.sub(' ', unit.name)[:80].strip(' .')}-{clock.today():%Y%m%d}.xlsx" for unit in units
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:  # workbooks are packed already
        for name, unit in zip(names, units, strict=True):
            made.writestr(name, returning_workbook(register, user, by_unit[unit], chosen, unit))
    return buffer.getvalue()


def _by_unit(rows: Iterable[Row]) -> dict[Organization, list[Row]]:
    found: dict[Organization, list[Row]] = {}
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Invalid(
                "organization",
                _(
                    "More than %(most)s rows are not split at once. Narrow the filter, by key area for instance."
                ),
                most=MOST_ROWS,
            )
        for held in row.responsibilities:
            if held.role in ANSWERING:
                found.setdefault(held.organization, []).append(row)
    return found
