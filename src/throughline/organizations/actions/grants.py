"""Roles given and withdrawn."""

from __future__ import annotations

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.history.act import act
from throughline.lib.cleaning import clean
from throughline.organizations.actions.administrators import keep_one_besides
from throughline.organizations.models import Grant, Organization, Post
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import AccountClosed, GrantedAlready, LeaderMissing, NotASecretary


def give_grant(
    user: User,
    role: str,
    *,
    by: User | None,
    organization: Organization | None = None,
    acts_for: Post | None = None,
    why: str = "",
) -> Grant:
    """Give `role` within `organization` and below, everywhere when None; a secretary's for the leader's post.

    Raises NotAllowed (rights everywhere are given by an administrator everywhere), LeaderMissing,
    NotASecretary, GrantedAlready, AccountClosed.
    """
    check_keeps(by, organization)
    if acts_for is not None:
        check_keeps(by, acts_for.organization)
    grant = Grant(user=user, role=role, organization=organization, acts_for=acts_for)
    clean(grant)
    _refuse_mismatch(grant)
    with act("organizations.give_grant", by=by, why=why, about=user) as this:
        _refuse_repeated(User.objects.select_for_update().get(pk=user.pk), grant)
        this.create(grant)
    _forget_reach(user)
    return grant


def withdraw_grant(grant: Grant, *, by: User | None, why: str = "") -> None:
    """Take a role away. Raises NotAllowed, LastAdministrator, ChangedMeanwhile."""
    check_keeps(by, grant.organization)
    with act("organizations.withdraw_grant", by=by, why=why, about=grant.user) as this:
        if grant.role == Role.ADMINISTRATOR and grant.organization_id is None:
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
    same = {"role": grant.role, "organization": grant.organization, "acts_for": grant.acts_for}
    if Grant.objects.filter(user=locked, **same).exists():
        raise GrantedAlready(role=grant.get_role_display())


def _forget_reach(user: User) -> None:
    """The object in hand read its rights before."""
    if hasattr(user, "reach"):
        del user.reach
