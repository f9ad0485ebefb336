"""Accounts as administrators keep them: made, edited, closed, invited."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import ApiToken, OneTimeLink, User
from throughline.accounts.models.access import fingerprint
from throughline.accounts.names import login_name
from throughline.accounts.permissions import check
from throughline.accounts.refusals import NameTaken
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.actions.administrators import keep_one_besides
from throughline.organizations.refusals import AccountClosed

MANAGE = "accounts.manage"


def create_user(username: str, name: str, *, by: User | None, language: str = "", why: str = "") -> User:
    """An account that nobody can log in to until its one-time link is used. Raises NameTaken, Invalid."""
    check(by, MANAGE)
    user = User(username=username, name=name, language=language)
    user.set_unusable_password()
    _clean(user)
    with unless_raced(NameTaken(username=user.username)), act("accounts.create_user", by=by, why=why) as this:
        _refuse_taken(user)
        this.create(user)
        this.about(user)
    return user


def edit_user(user: User, *, by: User | None, seen: int, why: str = "", **changes: Any) -> User:
    """Change username, name or language. Raises ChangedMeanwhile, NameTaken, Invalid."""
    check(by, MANAGE, user)
    assign(user, changes, ("username", "name", "language"))
    _clean(user)
    with (
        unless_raced(NameTaken(username=user.username)),
        act("accounts.edit_user", by=by, why=why, about=user) as this,
    ):
        _refuse_taken(user)
        this.save(user, seen=seen)
    return user


def deactivate_user(user: User, *, by: User | None, seen: int | None = None, why: str = "") -> User:
    """Close the account: its sessions end at the next request, its tokens and links at once.

    Raises LastAdministrator, ChangedMeanwhile.
    """
    check(by, MANAGE, user)
    with act("accounts.deactivate_user", by=by, why=why, about=user) as this:
        keep_one_besides(user)
        user.is_active = False
        this.save(user, seen=seen)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
        _void_links(user)
    return user


def activate_user(user: User, *, by: User | None, seen: int | None = None, why: str = "") -> User:
    """Open a closed account again, with the password and the roles it had. Raises ChangedMeanwhile."""
    check(by, MANAGE, user)
    with act("accounts.activate_user", by=by, why=why, about=user) as this:
        user.is_active = True
        this.save(user, seen=seen)
    return user


def make_one_time_link(user: User, *, by: User | None) -> tuple[OneTimeLink, str]:
    """A link for an invitation or a new password, with its secret, which is shown this once.

    Only the secret's fingerprint is kept; links made earlier and not used become void. Valid for
    PASSWORD_RESET_TIMEOUT seconds. Raises AccountClosed.
    """
    check(by, MANAGE, user)
    secret, now = secrets.token_urlsafe(32), clock.now()
    with act("accounts.make_one_time_link", by=by, about=user):
        locked = User.objects.select_for_update().get(pk=user.pk)
        if not locked.is_active:
            raise AccountClosed(username=locked.username)
        _void_links(locked)
        link = OneTimeLink.objects.create(
            user=locked,
            secret=fingerprint(secret),
            made_at=now,
            expires_at=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        )
    return link, secret


def _void_links(user: User) -> None:
    now = clock.now()
    OneTimeLink.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)


def _clean(user: User) -> None:
    user.username = login_name(str(user.username))
    clean(user, leave_out=("password", "last_login", "is_active"))
    if any(character.isspace() for character in user.username):
        raise Invalid("username", _("A user name has no blanks in it."))


def _refuse_taken(user: User) -> None:
    if User.objects.filter(username=user.username).exclude(pk=user.pk).exists():
        raise NameTaken(username=user.username)
