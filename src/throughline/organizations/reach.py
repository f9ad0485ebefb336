"""How far a person's roles reach: the material from which every stage makes its conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import EVERYTHING, NOTHING, asked_of_each, asking, may
from throughline.history import past
from throughline.history.worded import GIVEN, any_found, rows_found
from throughline.lib import clock
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Absence, Grant, Membership, Organization, Post


@dataclass(frozen=True)
class Reach:
    """Roles held everywhere; and, per role, the organizations (key, trail of what lies below) where it is held.

    `at_top` are the roles held at the one organization above all others, where there is such a one.
    `own` are the grants of the account itself; `standing_in` those that it uses as the deputy of somebody who is away,
    with the post that they go with.
    """

    everywhere: frozenset[str]
    within: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    acts_for: tuple[int, ...] = ()
    at_top: frozenset[str] = frozenset()
    standing_in: tuple[tuple[Post, tuple[Grant, ...]], ...] = ()
    own: tuple[Grant, ...] = ()

    def less(self, acts: frozenset[str]) -> Reach:
        """The reach of those grants alone that withhold none of `acts`."""
        given = (*self.own, *(one for _post, grants in self.standing_in for one in grants))
        if not any(one.withholds(acts) for one in given):
            return self
        standing = tuple((post, _counting(grants, acts)) for post, grants in self.standing_in)
        # Fewer grants stand at the one top only where more of them did.
        return made_of(_counting(self.own, acts), standing, one_top=bool(self.at_top))

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
        within = [held for role in roles for held in self.within.get(role, ())]
        if not within:
            return NOTHING
        if path and asked_of_each():
            # The row is there: its one organization is looked at, not whether it is among all that are within.
            return reduce(or_, (_under(f"{path}__", *held) for held in within))
        own = reduce(or_, (_under("", *held) for held in within))
        # By key: over two tables, the condition would have every row of the larger one looked at.
        return Q(**{f"{path}__in": Organization.objects.filter(own).order_by().values("pk")}) if path else own


def _under(path: str, key: int, below: str) -> Q:
    return Q(**{f"{path}pk": key}) | Q(**{f"{path}trail__startswith": below})


def _counting(grants: tuple[Grant, ...], acts: frozenset[str]) -> tuple[Grant, ...]:
    return tuple(one for one in grants if not one.withholds(acts))


def reach_of(user: User) -> Reach:
    """The user's reach, read once per user object (a request's user lives as long as the request).

    While an act is asked, it is that of the grants which do not withhold it; else of them all. On a past day it is
    today's grants over the organizations as they stood then.
    """
    when, known = getattr(user, "reach", (None, None))
    if known is None or when != past.moment():
        known = _read(user)
        user.reach = (past.moment(), known)  # type: ignore[attr-defined]
    return known.less(user.asked) if user.asked else known


def reach_for(user: User, act: str) -> Reach:
    """The user's reach as far as it counts for `act`, where more is wanted of it than who may do the act."""
    with asking(user, act):
        return reach_of(user)


def _read(user: User) -> Reach:
    own = tuple(rows_found(_grants, user.pk))
    # Looking at the past is a right of one's own.
    standing = () if past.moment() else _standing_in(user)
    return made_of(own, standing)


def made_of(
    own: tuple[Grant, ...],
    standing: tuple[tuple[Post, tuple[Grant, ...]], ...],
    *,
    one_top: bool | None = None,
) -> Reach:
    """The reach of these grants; `one_top` says whether they can stand at the one top, where that is known."""
    everywhere: set[str] = set()
    within: dict[str, list[tuple[int, str]]] = {}
    acts_for: list[int] = []
    for grant in (*own, *(one for _post, grants in standing for one in grants)):
        if grant.acts_for_id and grant.role == Role.SECRETARY:
            acts_for.append(grant.acts_for_id)
        if grant.organization_id is None:
            everywhere.add(grant.role)
        elif grant.organization is not None:  # on a past day it may not have been there
            within.setdefault(grant.role, []).append((grant.organization.pk, grant.organization.trail_below))
    return Reach(
        frozenset(everywhere), within, tuple(acts_for), _at_top(within, one_top=one_top), standing, own
    )


def _at_top(within: dict[str, list[tuple[int, str]]], *, one_top: bool | None) -> frozenset[str]:
    tops = {key: trail for held in within.values() for key, trail in held if trail == f"/{key}/"}
    if len(tops) == 1 and one_top is None:
        one_top = not any_found(_other_tops, *tops)
    if len(tops) != 1 or not one_top:
        return frozenset()
    return frozenset(role for role, held in within.items() if any(key in tops for key, _trail in held))


def _grants() -> QuerySet[Grant]:
    return Grant.objects.filter(user=GIVEN).select_related("organization", "own_role")


def _other_tops() -> QuerySet[Organization]:
    return Organization.objects.filter(trail="/").exclude(pk=GIVEN)


def _deputies() -> QuerySet[Membership]:
    return Membership.objects.filter(kind=MembershipKind.DEPUTY, person__user=GIVEN)


def _standing_in(user: User) -> tuple[tuple[Post, tuple[Grant, ...]], ...]:
    """The posts for whose absent holder `user` stands in as a deputy today, with what the holder may do.

    Administration is nobody else's: it can't be taken over by being somebody's deputy.
    """
    if not any_found(_deputies, user.pk):
        return ()
    day = clock.today()
    running = Membership.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)
    mine = list(running.filter(kind=MembershipKind.DEPUTY, person__user=user).values_list("post", flat=True))
    away = Absence.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    held = running.exclude(kind=MembershipKind.DEPUTY).filter(
        post__in=mine, person__in=away.values("person"), person__user__is_active=True
    )
    posts = list(held.select_related("post__organization", "person").order_by("post_id", "pk"))
    if not posts:
        return ()
    grants: dict[int, list[Grant]] = {}
    rows = Grant.objects.filter(user__in={one.person.user_id for one in posts}).exclude(
        role=Role.ADMINISTRATOR
    )
    for grant in rows.select_related("organization", "own_role"):
        grants.setdefault(grant.user_id, []).append(grant)
    return tuple((one.post, tuple(grants.get(one.person.user_id or 0, ()))) for one in posts)


def on_behalf(user: User | None, act: str, row: Model | None = None) -> Post | None:
    """For which post `user` does `act` on `row`, as the deputy of its absent holder; None when the right is their own.

    The caller has checked that they may do it at all.
    """
    if user is None:
        return None
    reach = reach_of(user)
    if not reach.standing_in or _may_with(user, (), act, row):
        return None
    return next((post for post, grants in reach.standing_in if _may_with(user, grants, act, row)), None)


def _may_with(user: User, grants: tuple[Grant, ...], act: str, row: Model | None) -> bool:
    """Whether the right is there with the account's own grants and these alone."""
    whole = user.reach  # type: ignore[attr-defined]
    user.reach = (whole[0], made_of((*whole[1].own, *grants), ()))  # type: ignore[attr-defined]
    try:
        return may(user, act, row)
    finally:
        user.reach = whole  # type: ignore[attr-defined]


def any_of(*conditions: Q) -> Q:
    """The conditions joined by "or", keeping EVERYTHING and NOTHING recognisable."""
    if any(one is EVERYTHING for one in conditions):
        return EVERYTHING
    real = [one for one in conditions if one is not NOTHING]
    return reduce(or_, real) if real else NOTHING
