"""What a password must be like."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from throughline.accounts.actions.login import LONGEST_PASSWORD
from throughline.accounts.models import User
from throughline.lib.refusal import Invalid


def set_good_password(user: User, password: str) -> None:
    """Set `password` on the object (the caller saves); raises Invalid telling everything that is wrong with it."""
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(
            "password", _("The password is longer than %(most)s characters."), most=LONGEST_PASSWORD
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password", "%(problems)s", problems=" ".join(error.messages)) from error
    user.set_password(password)
