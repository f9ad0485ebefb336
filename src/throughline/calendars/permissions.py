"""Who keeps calendars."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import condition
from throughline.calendars.models import Calendar
from throughline.organizations.permissions import held_everywhere


@condition("calendars.manage", Calendar, label=_("Keep calendars"))
def manage(user: User) -> Q:
    """Administrators everywhere."""
    return held_everywhere(user, Role.ADMINISTRATOR)
