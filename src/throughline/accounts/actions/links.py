"""One-time links: an invitation or a new password without a mail server. Administrators make them."""

from __future__ import annotations

from throughline.accounts.actions.passwords import set_good_password
from throughline.accounts.models import OneTimeLink, User
from throughline.accounts.models.access import fingerprint
from throughline.accounts.refusals import LinkExpired, LinkUnknown, LinkUsed
from throughline.accounts.throttle import forget_failures
from throughline.history.act import act
from throughline.lib import clock


def open_link(secret: str) -> OneTimeLink:
    """The link as long as it can be used; raises LinkUnknown, LinkUsed, LinkExpired."""
    link = OneTimeLink.objects.select_related("user").filter(secret=fingerprint(secret)).first()
    return _usable(link)


def use_one_time_link(secret: str, new_password: str) -> User:
    """Set the password of the link's user, which ends all their sessions; the link works no more.

    Raises LinkUnknown, LinkUsed, LinkExpired; Invalid for a bad password, which leaves the link as it was.
    """
    link = open_link(secret)
    with act("accounts.use_one_time_link", by=link.user, about=link.user) as this:
        user = User.objects.select_for_update().get(pk=link.user_id)
        _usable(OneTimeLink.objects.select_related("user").get(pk=link.pk))
        set_good_password(user, new_password)
        # Sessions carry a hash of the password, so those opened with the old one end.
        this.save(user)
        OneTimeLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    forget_failures(user.username)
    return user


def _usable(link: OneTimeLink | None) -> OneTimeLink:
    if link is None or not link.user.is_active:
        raise LinkUnknown
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= clock.now():
        raise LinkExpired
    return link
