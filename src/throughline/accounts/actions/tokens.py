"""Tokens: a program's key to /api/v1/, with the rights of the person who made it."""

from __future__ import annotations

import secrets

from throughline.accounts.actions.users import own
from throughline.accounts.models import ApiToken, User
from throughline.accounts.models.access import fingerprint
from throughline.accounts.refusals import TooManyTokens
from throughline.history import past
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import clean

#: Lets a scanner of published code recognise a token that slipped out.
PREFIX = "tl_"
MOST = 20


def make_token(user: User, name: str, *, by: User | None) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown this once. Raises NotAllowed, Invalid, TooManyTokens."""
    own(user, by)
    secret = PREFIX + secrets.token_urlsafe(32)
    with act("accounts.make_token", by=by, about=user):
        User.objects.select_for_update().get(pk=user.pk)
        if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MOST:
            raise TooManyTokens(count=MOST)
        token = ApiToken(user=user, name=name, secret=fingerprint(secret), made_at=clock.now())
        clean(token)
        token.save(force_insert=True)
    return token, secret


def revoke_token(token: ApiToken, *, by: User | None) -> ApiToken:
    """The token works no more; revoking twice is as once. Raises NotAllowed."""
    own(token.user, by)
    if token.revoked_at is None:
        with act("accounts.revoke_token", by=by, about=token.user):
            token.revoked_at = clock.now()
            token.save(update_fields=["revoked_at"])
    return token


def user_of_token(secret: str) -> User | None:
    """The active user whose token this is; None for an unknown or revoked one. Notes the day of its use."""
    with past.present():
        known = ApiToken.objects.select_related("user").filter(revoked_at=None)
        found = known.filter(secret=fingerprint(secret)).first()
        if found is None or not found.user.is_active:
            return None
        if found.last_used_on != clock.today():
            ApiToken.objects.filter(pk=found.pk).update(last_used_on=clock.today())
        return found.user
