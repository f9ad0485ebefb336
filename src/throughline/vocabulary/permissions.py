"""Who chooses the words."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.organizations.permissions import held_everywhere
from throughline.vocabulary.models import Word


@condition("vocabulary.manage", Word, label=_("Choose the words, and write and take over packs of settings"))
def manage(user: User) -> Q:
    """Administrators everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR)
