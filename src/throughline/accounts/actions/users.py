"""What people change on their own account."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughline.accounts.actions.passwords import set_good_password
from throughline.accounts.models import OneTimeLink, User
from throughline.accounts.throttle import forget_failures, refuse_if_too_many, remember_failure
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed

#: In place of an address: whoever guesses here is already logged in.
WITHIN = "within a session"


def own(user: User, by: User | None) -> None:
    """Raise NotAllowed unless `by` is the user, or the system itself."""
    if by is not None and (by.pk != user.pk or not by.is_active):
        raise NotAllowed


def change_password(user: User, old: str, new: str, *, by: User | None = None) -> User:
    """Replace the password, which ends all other sessions (the front keeps its own with `update_session_auth_hash`).

    Raises Invalid for a wrong old or a bad new password, TooManyAttempts after guessing.
    """
    own(user, by or user)
    refuse_if_too_many(user.username, f"{WITHIN} {user.pk}")
    if not user.check_password(old):
        remember_failure(user.username, f"{WITHIN} {user.pk}")
        raise Invalid("current", _("This is not your present password. Type it again."))
    with act("accounts.change_password", by=user, about=user) as this:
        fresh = User.objects.select_for_update().get(pk=user.pk)
        set_good_password(fresh, new)
        this.save(fresh)
        OneTimeLink.objects.filter(user=user, used_at=None, expires_at__gt=clock.now()).update(
            expires_at=clock.now()
        )
    forget_failures(user.username)
    user.password, user.version = fresh.password, fresh.version
    return user


def set_language(user: User, language: str, *, by: User | None) -> User:
    """Keep the language in which the person reads; empty for the browser's. Raises Invalid."""
    own(user, by)
    if language and language not in dict(settings.LANGUAGES):
        raise Invalid("language", _("Choose one of the languages offered."))
    if user.language != language:
        with act("accounts.set_language", by=by, about=user) as this:
            fresh = User.objects.select_for_update().get(pk=user.pk)
            fresh.language = language
            this.save(fresh)
        user.language, user.version = fresh.language, fresh.version
    return user
