"""Guessing of passwords is slowed down: failed log-ins are counted per user name and per address.

The count is kept in the database, so that it holds for all processes; names and addresses only as fingerprints.
Attempts that run at the same moment may each pass before the first of them is counted: at most one per thread.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.utils.crypto import salted_hmac

from throughline.accounts.models import LoginFailure
from throughline.accounts.refusals import TooManyAttempts
from throughline.lib import clock

PER_USERNAME = 5
PER_ADDRESS = 20
WINDOW = timedelta(minutes=15)
PAUSE = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)


def keyed_fingerprint(kind: str, text: str) -> str:
    """HMAC-SHA256 under the installation's key: an address alone could be found by trying them all."""
    return salted_hmac(f"throughline.login.{kind}", text, algorithm="sha256").hexdigest()


def refuse_if_too_many(username: str, address: str) -> None:
    """Raise TooManyAttempts after 5 failures of the user name, or 20 of the address, within a quarter of an hour."""
    until = max(
        _refused_until(
            LoginFailure.objects.filter(username=keyed_fingerprint("username", username)), PER_USERNAME
        ),
        _refused_until(
            LoginFailure.objects.filter(address=keyed_fingerprint("address", address)), PER_ADDRESS
        ),
    )
    left = until - clock.now()
    if left > timedelta(0):
        raise TooManyAttempts(minutes=ceil(left / timedelta(minutes=1)))


def _refused_until(failures: object, most: int) -> datetime:
    """Refused attempts are not counted, so the latest `most` failures decide."""
    latest = list(failures.order_by("-at").values_list("at", flat=True)[:most])  # type: ignore[attr-defined]
    if len(latest) < most or latest[0] - latest[-1] > WINDOW:
        return clock.now()
    return latest[0] + PAUSE


def remember_failure(username: str, address: str) -> None:
    """Count a failed log-in, and forget those of the days before."""
    now = clock.now()
    LoginFailure.objects.filter(at__lt=now - REMEMBERED).delete()
    LoginFailure.objects.create(
        username=keyed_fingerprint("username", username),
        address=keyed_fingerprint("address", address),
        at=now,
    )


def forget_failures(username: str) -> None:
    """Whoever got in has no failures left under their name."""
    LoginFailure.objects.filter(username=keyed_fingerprint("username", username)).delete()
