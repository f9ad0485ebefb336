"""Accounts named on the command line."""

from __future__ import annotations

from typing import Any


def account(username: str | None) -> Any:
    """The active account of that user name; None, the system itself, for none. Raises Invalid."""
    from django.utils.translation import gettext_lazy as _

    from throughline.accounts.models import User
    from throughline.accounts.names import login_name
    from throughline.lib.refusal import Invalid

    if not username:
        return None
    found = User.objects.filter(username=login_name(username), is_active=True).first()
    if found is None:
        raise Invalid("by", _("There is no open account “%(username)s”."), username=username)
    return found
