"""The installation never loses its last administrator."""

from __future__ import annotations

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.organizations.models import Grant
from throughline.organizations.refusals import LastAdministrator


def keep_one_besides(user: User) -> None:
    """Raise LastAdministrator when no other active account is administrator everywhere; within an act.

    Who is it with an own role does not count: something may be withheld. The grants are locked first, so that two acts
    at once can't each count on the other's account.
    """
    everywhere = Grant.objects.filter(role=Role.ADMINISTRATOR, own_role=None, organization=None)
    holders = {grant.user_id for grant in everywhere.select_for_update().order_by("pk")}
    if user.pk not in holders or not User.objects.filter(pk=user.pk, is_active=True).exists():
        return
    if not User.objects.filter(is_active=True, grants__in=everywhere).exclude(pk=user.pk).exists():
        raise LastAdministrator
