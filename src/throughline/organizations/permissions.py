"""Who may see and keep the directory, the accounts and their roles; and read the whole history.

Accounts and history come before the stage that knows how far a role reaches, so their acts are stated here.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import EVERYTHING, NOTHING, check, condition
from throughline.history.models import AuditRecord
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import HandOver, Membership, Organization, Person
from throughline.organizations.reach import reach_of


def held_everywhere(user: User, *roles: str) -> Q:
    """EVERYTHING when one of the roles is held everywhere, else NOTHING."""
    return EVERYTHING if reach_of(user).everywhere.intersection(roles) else NOTHING


@condition("accounts.manage", User, label=_("Keep accounts, and give and withdraw roles"))
def manage_accounts(user: User) -> Q:
    """Administrators everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR)


@condition("accounts.manage_roles", OwnRole, label=_("Make and edit own roles"))
def manage_roles(user: User) -> Q:
    """Administrators everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR)


@condition("organizations.view", Organization, label=_("See the directory"))
def view(_user: User) -> Q:
    """Every account reads the directory."""
    return EVERYTHING


@condition(
    "organizations.manage",
    Organization,
    label=_("Keep organizations, posts and terms of office, and give roles within them"),
)
def manage(user: User) -> Q:
    """Administrators, each within reach."""
    return reach_of(user).over("", Role.ADMINISTRATOR)


@condition("organizations.manage_person", Person, label=_("Keep persons and hand their work over"))
def manage_person(user: User) -> Q:
    """Persons holding a post within reach, or none at all."""
    over = reach_of(user).over("post__organization", Role.ADMINISTRATOR)
    if over is EVERYTHING or over is NOTHING:
        return over
    terms = Membership.objects.values("person")
    return Q(pk__in=terms.filter(over)) | ~Q(pk__in=terms)


@condition("organizations.record_absence", Person, label=_("Record when others are away"))
def record_absence(user: User) -> Q:
    """Who keeps the person, and everybody for themselves."""
    over = manage_person(user)
    if over is EVERYTHING:
        return EVERYTHING
    return Q(user=user) if over is NOTHING else over | Q(user=user)


@condition("organizations.view_hand_over", HandOver, label=_("See others' hand-over sheets"))
def view_hand_over(user: User) -> Q:
    """Who keeps the person that handed over; and both persons themselves."""
    over = manage_person(user)
    if over is EVERYTHING:
        return EVERYTHING
    own = Q(leaving__user=user) | Q(coming__user=user)
    return own if over is NOTHING else own | Q(leaving__in=Person.objects.filter(over))


@condition("history.view_all", AuditRecord, label=_("Read the whole history and have it verified"))
def view_history(user: User) -> Q:
    """Administrators and auditors everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR, Role.AUDITOR)


def reads_administration(user: User) -> bool:
    """Whether `user` is an administrator or auditor somewhere."""
    return reach_of(user).has(Role.ADMINISTRATOR, Role.AUDITOR)


def check_reads_administration(user: User) -> None:
    """Raise NotAllowed unless `user` reads administration."""
    if not reads_administration(user):
        raise NotAllowed


def check_keeps(by: User | None, organization: Organization | None, *, handing: Collection[str] = ()) -> None:
    """Raise NotAllowed unless `by` keeps the directory at `organization`; at None (the top, everywhere), all of it.

    `handing` are the acts that a role lets do which is given there.
    """
    if organization is None:
        check(by, "accounts.manage", handing=handing)
    else:
        check(by, "organizations.manage", organization, handing=handing)
