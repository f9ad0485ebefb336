"""The rows of a register, written out as TaskOut says: reading that shape from them by name takes ten times as long."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from throughline.api.fields import plain_number
from throughline.organizations.models import Organization
from throughline.register.queries import Page, Row

SAME = (
    "version title aim standard requirement completion starts_on due_on original_due_on due_text review_rhythm "
    "contact state unit_colour rating rating_since reported_on"
).split()
_same = attrgetter(*SAME)


def page_out(page: Page) -> dict[str, Any]:
    """As Paged[TaskOut]."""
    units: dict[int, dict[str, Any]] = {}
    names: dict[int, str] = {}
    return {"rows": [_row(row, units, names) for row in page.rows], "next": page.next}


def _row(row: Row, units: dict[int, dict[str, Any]], names: dict[int, str]) -> dict[str, Any]:
    task, entry = row.task, row.entry
    found = dict(zip(SAME, _same(task), strict=True))
    found |= {
        "id": task.pk,
        "register_slug": entry.register.slug,
        "number": entry.number,
        "area": _named(entry.area, names),
        "weight": None if task.weight is None else plain_number(task.weight),
        "progress": None if task.progress is None else plain_number(task.progress),
        "overdue": row.overdue,
        "lacks": row.lacks,
        "lead": task.lead.name if task.lead else None,
        "accountable": _named(task.accountable, names),
        "accountable_person": _named(row.accountable_person, names),
        "leader": _named(task.leader, names),
        "leader_person": _named(row.leader_person, names),
        "responsibilities": [
            {
                "id": held.id,
                "role": held.role,
                "organization": _unit(held.organization, units),
                "signed_at": held.signed_at,
            }
            for held in row.responsibilities
        ],
    }
    return found


def _named(thing: Any, names: dict[int, str]) -> str | None:
    """What an area, a post or a person is called; rows of a page share these objects."""
    if thing is None:
        return None
    if id(thing) not in names:
        names[id(thing)] = str(thing)
    return names[id(thing)]


def _unit(row: Organization, units: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """As OrganizationOut; many rows name few units."""
    if row.pk not in units:
        names = ("id", "code", "name", "short_name", "kind", "level")
        units[row.pk] = {name: getattr(row, name) for name in names} | {"parent": row.parent_id}
    return units[row.pk]
