"""Who may see documents and decide about what was found in them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import User
from throughline.accounts.permissions import EVERYTHING, NOTHING, condition
from throughline.documents.models import Document
from throughline.organizations.reach import any_of, reach_of

OFFICES = (Role.PLAN_OFFICE, Role.SUPERVISION_OFFICE)
READERS = (Role.ADMINISTRATOR, *OFFICES, Role.AUDITOR, Role.CITY_LEADER, Role.SECRETARY)


def _reached(user: User, *roles: str) -> Q:
    """Documents of organizations within reach; those of none for whom a role is held at the top of a tree."""
    reach = reach_of(user)
    at_top = any(trail.count("/") == 2 for role in roles for _key, trail in reach.within.get(role, ()))
    return any_of(reach.over("organization", *roles), Q(organization=None) if at_top else NOTHING)


@condition("documents.view", Document, label=_("See the documents of the organization"))
def view(user: User) -> Q:
    """Readers of the organization that issued it, who uploaded it; everybody when public."""
    return any_of(_reached(user, *READERS), Q(uploaded_by=user), Q(disclosure=Disclosure.PUBLIC))


@condition("documents.upload", None, label=_("Upload documents"))
def upload(user: User) -> Q:
    """The offices, wherever the role is held."""
    return EVERYTHING if reach_of(user).has(*OFFICES) else NOTHING


@condition("documents.confirm", Document, label=_("Decide about what was found in documents"))
def confirm(user: User) -> Q:
    """The offices of the organization that issued it; an office's officer who uploaded it."""
    own = Q(uploaded_by=user) if reach_of(user).has(*OFFICES) else NOTHING
    return any_of(_reached(user, *OFFICES), own)


@condition("documents.edit", Document, label=_("Edit what is said about documents"))
def edit(user: User) -> Q:
    """As for deciding about its findings."""
    return confirm(user)
