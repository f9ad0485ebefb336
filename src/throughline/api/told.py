"""From objects to the API's shapes."""

from __future__ import annotations

from typing import Any

from throughline.chain.strip import Step
from throughline.delivery.models import Rating, Report
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.models import Responsibility
from throughline.register.queries import Row


def organization(row: Organization) -> dict[str, Any]:
    """As OrganizationOut."""
    return {name: getattr(row, name) for name in ("id", "code", "name", "short_name", "kind", "level")}


def responsibility(row: Responsibility) -> dict[str, Any]:
    """As ResponsibilityOut."""
    return {
        "id": row.pk,
        "role": row.role,
        "organization": organization(row.organization),
        "signed_at": row.signed_at,
    }


_PLAIN = (
    "id version title aim standard requirement completion due_on original_due_on review_rhythm state progress "
    "rating rating_since reported_on"
).split()


def task(row: Row) -> dict[str, Any]:
    """As TaskOut."""
    found = row.task
    return {name: getattr(found, name) for name in _PLAIN} | {
        "number": row.entry.number,
        "area": str(row.entry.area or ""),
        "overdue": row.overdue,
        "lacks": list(row.lacks),
        "lead": found.lead.name if found.lead else "",
        "leader": str(row.leader_person or found.leader or ""),
        "responsibilities": [responsibility(held) for held in row.responsibilities],
    }


def report(row: Report) -> dict[str, Any]:
    """As ReportOut."""
    plain = "id attempt progress value colour done problem help_needed state filed_at reason".split()
    return {name: getattr(row, name) for name in plain} | {
        "task": row.task_id,
        "organization": row.organization.name,
        "period_from": row.period.starts_on,
        "period_until": row.period.ends_on,
    }


def rating(row: Rating) -> dict[str, Any]:
    """As RatingOut."""
    plain = "id colour on since state rule explanation reason".split()
    return {name: getattr(row, name) for name in plain} | {
        "task": row.task_id,
        "why": row.sentence,
        "corrects": row.corrects_id,
    }


def step(row: Step) -> dict[str, Any]:
    """As StepOut."""
    items = [{"model": row.kind.name, "id": item.row.pk, "label": item.label} for item in row.items]
    return {
        "step": row.kind.name,
        "count": row.count,
        "missing": row.missing,
        "current": row.current,
        "items": items,
    }


def row_of(entry: Any) -> Row:
    """An entry as a register's row, as of today."""
    return Row(entry, clock.today())
