"""Who makes papers: column sets, templates, numbers, and what is issued."""

from __future__ import annotations

from django.db.models import Q

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.organizations.models import Organization
from throughline.organizations.reach import reach_of
from throughline.papers.models import ColumnSet

OFFICES = (Role.SUPERVISION_OFFICE, Role.PLAN_OFFICE)


@condition("papers.arrange", Organization)
def arrange(user: User) -> Q:
    """The offices of the organization make its column sets and templates."""
    return reach_of(user).over("", *OFFICES)


@condition("papers.keep_columns", ColumnSet)
def keep_columns(user: User) -> Q:
    """The offices of the organization that uses the set."""
    return reach_of(user).over("organization", *OFFICES)
