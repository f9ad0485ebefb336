"""Who makes papers: column sets, templates, numbers, and what is issued."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.organizations.models import Organization
from throughline.organizations.reach import any_of, reach_of
from throughline.papers.models import ColumnSet, NumberSeries, Paper, Template
from throughline.register.models import Register
from throughline.register.permissions import READERS, UNITS, granted

OFFICES = (Role.SUPERVISION_OFFICE, Role.PLAN_OFFICE)


@condition("papers.arrange", Organization, label=_("Make column sets and templates"))
def arrange(user: User) -> Q:
    """The offices of the organization make its column sets and templates."""
    return reach_of(user).over("", *OFFICES)


@condition("papers.keep_columns", ColumnSet, label=_("Edit column sets"))
def keep_columns(user: User) -> Q:
    """The offices of the organization that uses the set."""
    return reach_of(user).over("organization", *OFFICES)


@condition("papers.keep_template", Template, label=_("Edit templates"))
def keep_template(user: User) -> Q:
    """The offices of the organization that uses it."""
    return reach_of(user).over("organization", *OFFICES)


@condition("papers.set_up_series", Organization, label=_("Set number series up"))
def set_up_series(user: User) -> Q:
    """Administrators, each within reach."""
    return reach_of(user).over("", Role.ADMINISTRATOR)


@condition("papers.keep_series", NumberSeries, label=_("Edit number series"))
def keep_series(user: User) -> Q:
    """Administrators of the organization."""
    return reach_of(user).over("organization", Role.ADMINISTRATOR)


@condition("papers.take_number", NumberSeries, label=_("Take and void numbers"))
def take_number(user: User) -> Q:
    """The offices of the organization take and void."""
    return reach_of(user).over("organization", *OFFICES)


@condition("papers.issue", Organization, label=_("Issue papers"))
def issue(user: User) -> Q:
    """The offices of the organization."""
    return reach_of(user).over("", *OFFICES)


@condition("papers.view", Paper, label=_("See issued papers"))
def view(user: User) -> Q:
    """Readers of the organization that issued it, of its register by a grant, and the unit that it is for."""
    reach = reach_of(user)
    registers = granted(user, *READERS)
    by_grant = Q(register__in=Register.objects.filter(registers))
    return any_of(reach.over("organization", *READERS), reach.over("unit", *UNITS), by_grant)


@condition("papers.keep", Paper, label=_("Keep issued papers and their scans"))
def keep(user: User) -> Q:
    """The offices of the organization that issued it."""
    return reach_of(user).over("organization", *OFFICES)
