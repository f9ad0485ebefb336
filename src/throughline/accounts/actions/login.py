"""Logging in."""

from __future__ import annotations

from django.contrib.auth import authenticate

from throughline.accounts.models import User
from throughline.accounts.names import login_name
from throughline.accounts.refusals import LogInFailed
from throughline.accounts.throttle import forget_failures, refuse_if_too_many, remember_failure

LONGEST_PASSWORD = 200


def log_in(username: str, password: str, address: str) -> User:
    """The active user of this name and password; the front opens the session.

    `address` is where the request came from. Raises TooManyAttempts, LogInFailed. An unknown name, a wrong
    password and a closed account take the same time and give the same answer: a hash is computed each time.
    """
    name = login_name(username)
    refuse_if_too_many(name, address)
    usable = "\x00" not in name and len(name) <= 80 and len(password) <= LONGEST_PASSWORD
    user = authenticate(None, username=name if usable else "", password=password if usable else "?")
    if not isinstance(user, User):
        remember_failure(name, address)
        raise LogInFailed
    forget_failures(name)
    return user
