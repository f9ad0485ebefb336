"""Who chooses the words."""

from __future__ import annotations

from django.db.models import Q

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.organizations.permissions import held_everywhere
from throughline.vocabulary.models import Word


@condition("vocabulary.manage", Word)
def manage(user: User) -> Q:
    """Administrators everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR)
