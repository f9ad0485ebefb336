"""The sign-off sheet (签收单): what a unit answers for on a register, with room for signature, seal and day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.models import User
from throughline.lib import clock
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.papers.products.sentences import day, listed, person, tasks
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, Row, all_rows


def sign_off_values(
    register: Register, unit: Organization, user: User | None, *, title: str = "", number: str = ""
) -> dict[str, Any]:
    """The values of the sheet: the tasks for which `unit` itself answers, in the register's order."""
    wanted = RegisterFilter(organization=unit.pk)
    rows = [row for row in all_rows(register, user, wanted, group="area") if _held(row, unit)]
    told = {
        "register": register.title,
        "unit": unit.name,
        "tasks": tasks(len(rows)),
        "day": written_day(clock.today()),
    }
    return {
        "title": title or _("Sign-off sheet"),
        "number": number,
        "organization": register.organization.name,
        "register": register.title,
        "issued_on": written_day(clock.today()),
        "as_of": written_day(clock.today()),
        "unit": unit.name,
        "total": len(rows),
        "opening": _(
            "%(unit)s answers for %(tasks)s of the register “%(register)s” as of %(day)s. Please sign for them."
        )
        % told,
        "rows": [_line(row, number, unit) for number, row in enumerate(rows, 1)],
    }


def _held(row: Row, unit: Organization) -> Any:
    return next((held for held in row.responsibilities if held.organization.pk == unit.pk), None)


def _line(row: Row, serial: int, unit: Organization) -> dict[str, Any]:
    held = _held(row, unit)
    others = (ResponsibilityRole.JOINT, ResponsibilityRole.SUPPORTING, ResponsibilityRole.SUPERVISING)
    return {
        "serial": serial,
        "number": row.entry.number,
        "area": str(row.entry.area or ""),
        "task": row.task.title,
        "standard": row.task.standard,
        "due": day(row.task.due_on) or row.task.due_text or row.task.get_review_rhythm_display(),
        "role": held.get_role_display(),
        "lead": listed(one.name for one in row.leads),
        "others": listed(one.organization.name for one in row.responsibilities if one.role in others),
        "leader": person(row.task.leader, row.leader_person),
        "signed": _("signed %(day)s") % {"day": day(held.signed_at)} if held.signed_at else "",
    }


def sign_off_words() -> dict[str, Any]:
    """What is printed on the sheet beside its values: headings of the table, and where to sign."""
    return {
        "headings": [
            _("No."),
            _("Task"),
            _("Work standard"),
            _("Completion time"),
            _("Role"),
            _("Lead unit"),
        ],
        "colon": pgettext("after a name", ":"),
        "lines": [
            _("Signed for by (unit, seal):"),
            _("Head of the unit (signature):"),
            _("Contact and telephone:"),
        ],
        "signed_on": _("Day of signature:          year      month      day"),
    }
