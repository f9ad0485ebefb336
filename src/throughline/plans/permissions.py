"""Who may see and edit plans, editions and clauses."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.organizations.models import Organization
from throughline.organizations.reach import any_of, reach_of
from throughline.plans.models import Plan, PlanGrant

READERS = (
    *(Role.ADMINISTRATOR, Role.PLAN_OFFICE, Role.SUPERVISION_OFFICE, Role.CITY_LEADER),
    *(Role.SECRETARY, Role.AUDITOR, Role.VIEWER),
)
UNITS = (Role.UNIT_OFFICER, Role.UNIT_LEADER)


def granted(user: User, *roles: str) -> Q:
    """The plans for which `user` holds a grant of one of `roles`; of any role when none is named."""
    grants = PlanGrant.objects.counting(user)
    if roles:
        grants = grants.filter(role__in=roles)
    return Q(pk__in=grants.values("plan"))


@condition("plans.view", Plan, label=_("See plans"))
def view(user: User) -> Q:
    """Readers of the organization that makes it, units that belong to it, grants; everybody when public."""
    reach = reach_of(user)
    held = [trail for role in UNITS for _key, trail in reach.within.get(role, ())]
    above = {int(key) for trail in held for key in trail.strip("/").split("/")}
    public = Q(disclosure=Disclosure.PUBLIC)
    return any_of(
        reach.over("organization", *READERS, *UNITS), granted(user), Q(organization__in=above), public
    )


@condition("plans.create", Organization, label=_("Make plans"))
def create(user: User) -> Q:
    """Administrators and the plan office of the organization that makes the plan."""
    return reach_of(user).over("", Role.ADMINISTRATOR, Role.PLAN_OFFICE)


@condition("plans.edit", Plan, label=_("Edit plans and their editions, and give roles for them"))
def edit(user: User) -> Q:
    """The plan office of the organization that makes it, and grants."""
    return any_of(reach_of(user).over("organization", Role.PLAN_OFFICE), granted(user, Role.PLAN_OFFICE))
