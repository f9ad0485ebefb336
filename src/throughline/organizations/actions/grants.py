"""Roles given and withdrawn."""

from __future__ import annotations

from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.history.act import act
from throughline.lib.cleaning import clean, unless_raced
from throughline.organizations.actions.administrators import keep_one_besides
from throughline.organizations.models import Grant, Organization, Post
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import (
    AccountClosed,
    GrantedAlready,
    LeaderMissing,
    NotASecretary,
    RoleRetired,
)
from throughline.organizations.roles import handed, role_named


def give_grant(
    user: User,
    role: str,
    *,
    by: User | None,
    organization: Organization | None = None,
    acts_for: Post | None = None,
    why: str = "",
    moved: bool = False,
) -> Grant:
    """Give the role that goes by the short name `role` within `organization` and below, everywhere when None.

    A secretary's is for the leader's post. A role that is `moved` from one account to another may be a retired one.
    Raises NotAllowed (rights everywhere are given by an administrator everywhere; what is withheld from oneself can't
    be given), LeaderMissing, NotASecretary, GrantedAlready, AccountClosed, RoleRetired, Invalid.
    """
    base, own = role_named(role)
    check_keeps(by, organization, handing=handed(base, own))
    if acts_for is not None:
        check_keeps(by, acts_for.organization)
    grant = Grant(user=user, role=base, own_role=own, organization=organization, acts_for=acts_for)
    clean(grant)
    _refuse_mismatch(grant)
    with unless_raced(), act("organizations.give_grant", by=by, why=why, about=user) as this:
        if not moved:
            refuse_retired(own)
        _refuse_repeated(User.objects.select_for_update().get(pk=user.pk), grant)
        this.create(grant)
    _forget_reach(user)
    return grant


def withdraw_grant(grant: Grant, *, by: User | None, why: str = "") -> None:
    """Take a role away. Raises NotAllowed, LastAdministrator, ChangedMeanwhile."""
    check_keeps(by, grant.organization)
    with act("organizations.withdraw_grant", by=by, why=why, about=grant.user) as this:
        if grant.role == Role.ADMINISTRATOR and grant.organization_id is None and grant.own_role_id is None:
            keep_one_besides(grant.user)
        this.delete(grant)
    _forget_reach(grant.user)


def _refuse_mismatch(grant: Grant) -> None:
    secretary = grant.role == Role.SECRETARY
    if secretary and grant.acts_for is None:
        raise LeaderMissing
    if grant.acts_for is not None and not secretary:
        raise NotASecretary


def _refuse_repeated(locked: User, grant: Grant) -> None:
    if not locked.is_active:
        raise AccountClosed(username=locked.username)
    if Grant.objects.filter(user=locked, **grant.what).exists():
        raise GrantedAlready(role=grant.role_name)


def refuse_retired(own: OwnRole | None) -> None:
    """Raise RoleRetired for a role that is given to nobody any more; within an act, until whose end it stays so."""
    if own is None:
        return
    locked = OwnRole.objects.select_for_update().filter(pk=own.pk).first()
    if locked is None or locked.is_retired:
        raise RoleRetired(role=own)


def _forget_reach(user: User) -> None:
    """The object in hand read its rights before."""
    if hasattr(user, "reach"):
        del user.reach
