"""Why an act on an account is refused, or nobody is let in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class LogInFailed(Refused):
    """Name, password or account is wrong; which of them is not told."""

    status = 422
    message = _(
        "User name or password is wrong, or the account is closed. Try again, or ask an administrator for a link."
    )


class TooManyAttempts(Refused):
    """Too many failed log-ins under this name or from this address."""

    status = 429
    message = _(
        "Too many failed attempts. Wait %(minutes)s minutes and try again, or ask an administrator for a link."
    )


class LinkUnknown(Refused):
    """No such one-time link was made, or its account is closed."""

    status = 404
    message = _(
        "This link is not known. Check that it was copied whole, or ask an administrator for a new one."
    )


class LinkExpired(Refused):
    """The one-time link's time is over, or a newer one took its place."""

    status = 410
    message = _("This link is no longer valid. Ask an administrator for a new one.")


class LinkUsed(Refused):
    """The one-time link has done its work."""

    status = 410
    message = _(
        "This link was already used. Log in with the password you chose, or ask an administrator for a new link."
    )


class NameTaken(Refused):
    """Another account has the user name."""

    message = _("The user name “%(username)s” is taken. Choose another.")


class TooManyTokens(Refused):
    """The account has as many tokens as it may."""

    message = _("This account has %(count)s tokens already. Revoke one that is no longer needed.")
