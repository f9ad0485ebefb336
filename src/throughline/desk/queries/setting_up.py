"""What a new installation still needs before its first list of tasks."""

from __future__ import annotations

from dataclasses import dataclass

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.calendars.models import Calendar
from throughline.organizations.models import Grant, Organization
from throughline.organizations.reach import reach_of
from throughline.register.models import Register, RuleSet


@dataclass(frozen=True)
class SettingUp:
    """Which of the first steps are done; each stands for a page of the administration."""

    directory: bool
    accounts: bool
    calendar: bool
    rules: bool


def setting_up(user: User) -> SettingUp | None:
    """The first steps, for an administrator of everything, until the first register stands."""
    if Role.ADMINISTRATOR not in reach_of(user).everywhere or Register.objects.exists():
        return None
    return SettingUp(
        directory=Organization.objects.exists(),
        accounts=Grant.objects.exclude(role=Role.ADMINISTRATOR).exists(),
        calendar=Calendar.objects.exists(),
        rules=RuleSet.objects.exists(),
    )
