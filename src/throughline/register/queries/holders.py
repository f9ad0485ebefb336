"""Who has an own role: over organizations, for a plan, for a register."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from throughline.accounts.models import OwnRole
from throughline.organizations.models import Grant
from throughline.plans.models import PlanGrant
from throughline.register.models import RegisterGrant

GIVEN: tuple[tuple[Any, str], ...] = (
    (Grant, "organization"),
    (PlanGrant, "plan"),
    (RegisterGrant, "register"),
)


def times_given() -> Counter[int]:
    """How many times each own role is given, by its key; three queries."""
    found: Counter[int] = Counter()
    for model, _where in GIVEN:
        rows = model.objects.exclude(own_role=None).order_by().values_list("own_role").annotate(Count("pk"))
        found.update(dict(rows))
    return found


def given(role: OwnRole, most: int | None = None) -> list[tuple[Any, Any]]:
    """Each grant of the own role, and over what it reaches (None for everything); the first `most` when that is given.

    Three queries.
    """
    found: list[tuple[Any, Any]] = []
    for model, where in GIVEN:
        rows = model.objects.filter(own_role=role).select_related("user", "own_role", where)
        found += [(row, getattr(row, where)) for row in rows.order_by("user__name", "pk")[:most]]
    return found[:most]
