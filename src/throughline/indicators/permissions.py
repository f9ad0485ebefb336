"""Who may see and edit indicators, their targets and values."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import EVERYTHING, NOTHING, condition
from throughline.indicators.models import Indicator, Target
from throughline.organizations.reach import any_of, reach_of
from throughline.plans.models import PlanGrant


@condition("indicators.view", Indicator, label=_("See indicators"))
def view(_user: User) -> Q:
    """Every active account."""
    return EVERYTHING


@condition("indicators.edit", Indicator, label=_("Edit indicators, targets and values"))
def edit(user: User) -> Q:
    """The plan office of the organization that keeps it, any plan office when none does, grants of its plans."""
    reach = reach_of(user)
    unkept = Q(organization=None) if reach.has(Role.PLAN_OFFICE) else NOTHING
    grants = PlanGrant.objects.counting(user).filter(role=Role.PLAN_OFFICE)
    aimed = Target.objects.filter(clause__plan__in=grants.values("plan")).values("indicator")
    granted = Q(pk__in=aimed) | Q(organization=None) if grants.exists() else NOTHING
    return any_of(reach.over("organization", Role.PLAN_OFFICE), unkept, granted)
