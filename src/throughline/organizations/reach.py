"""How far a person's roles reach: the material from which every stage makes its conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import EVERYTHING, NOTHING
from throughline.history import past
from throughline.organizations.models import Grant, Organization


@dataclass(frozen=True)
class Reach:
    """Roles held everywhere; and, per role, the organizations (key, trail of what lies below) where it is held.

    `at_top` are the roles held at the one organization above all others, where there is such a one.
    """

    everywhere: frozenset[str]
    within: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    acts_for: tuple[int, ...] = ()
    at_top: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held at all, here or there."""
        return any(role in self.everywhere or role in self.within for role in roles)

    def over(self, path: str, *roles: str, always: bool = False) -> Q:
        """The condition "the organization at `path` lies within one of `roles`"; `""` for organizations themselves.

        EVERYTHING when a role is held everywhere, NOTHING when none is held. `always` says that no row is without an
        organization there: then a role at the top is held over all of them, and no row has to be looked at for it.
        """
        if any(role in self.everywhere or (always and role in self.at_top) for role in roles):
            return EVERYTHING
        prefix = f"{path}__" if path else ""
        found = [
            Q(**{f"{prefix}pk": key}) | Q(**{f"{prefix}trail__startswith": below})
            for role in roles
            for key, below in self.within.get(role, ())
        ]
        return reduce(or_, found) if found else NOTHING


def reach_of(user: User) -> Reach:
    """The user's reach, read once per user object (a request's user lives as long as the request).

    On a past day it is today's grants over the organizations as they stood then.
    """
    when, known = getattr(user, "reach", (None, None))
    if known is None or when != past.moment():
        known = _read(user)
        user.reach = (past.moment(), known)  # type: ignore[attr-defined]
    return known


def _read(user: User) -> Reach:
    everywhere: set[str] = set()
    within: dict[str, list[tuple[int, str]]] = {}
    acts_for: list[int] = []
    for grant in Grant.objects.filter(user=user).select_related("organization"):
        if grant.acts_for_id and grant.role == Role.SECRETARY:
            acts_for.append(grant.acts_for_id)
        if grant.organization_id is None:
            everywhere.add(grant.role)
        elif grant.organization is not None:  # on a past day it may not have been there
            within.setdefault(grant.role, []).append((grant.organization.pk, grant.organization.trail_below))
    return Reach(frozenset(everywhere), within, tuple(acts_for), _at_top(within))


def _at_top(within: dict[str, list[tuple[int, str]]]) -> frozenset[str]:
    tops = {key: trail for held in within.values() for key, trail in held if trail == f"/{key}/"}
    if len(tops) != 1 or Organization.objects.filter(trail="/").exclude(pk__in=tops).exists():
        return frozenset()
    return frozenset(role for role, held in within.items() if any(key in tops for key, _trail in held))


def any_of(*conditions: Q) -> Q:
    """The conditions joined by "or", keeping EVERYTHING and NOTHING recognisable."""
    if any(one is EVERYTHING for one in conditions):
        return EVERYTHING
    real = [one for one in conditions if one is not NOTHING]
    return reduce(or_, real) if real else NOTHING
