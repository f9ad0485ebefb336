"""Own roles: a built-in role under the city's own name, less the acts that it withholds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.labels import acts_in_words
from throughline.accounts.models.user import User
from throughline.history.models import Versioned, versioned


class ActsField(models.JSONField):
    """Acts by name, sorted."""

    def in_words(self, acts: list[str]) -> str:
        """What people call them."""
        return acts_in_words(acts)


@versioned()
class OwnRole(Versioned):
    """What `base` may do, less the acts in `withheld`; so it can never do more than the built-in role.

    It has a name in one language at least. Retired, it is given to nobody any more; who has it keeps it.
    """

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    base = models.CharField(_("built-in role"), max_length=20, choices=Role.choices)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=80, blank=True)
    withheld = ActsField(_("what it withholds"), default=list, blank=True)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("own role")
        verbose_name_plural = _("own roles")

    def __str__(self) -> str:
        return _called(self)

    @property
    def name(self) -> str:
        """Its name in the reader's language, else the one it has."""
        return _called(self)

    def withholds(self, acts: Collection[str]) -> bool:
        """Whether it withholds one of `acts`."""
        return not set(acts).isdisjoint(self.withheld)


def _called(role: Any) -> str:
    """The name of a role, or of an earlier version of one."""
    names = (role.name_en, role.name_zh)
    first, second = names[::-1] if (get_language() or "").startswith("zh") else names
    return str(first or second)


def role_name(given: Any) -> str:
    """What the role is called that is given, or an earlier version of it gave, in the reader's language."""
    try:
        own = given.own_role
    except OwnRole.DoesNotExist:  # removed since that version
        own = None
    return own.name if own else str(given.get_role_display())


class GivenRoles(models.QuerySet[Any]):
    """Rows that give roles to accounts."""

    def counting(self, user: User) -> GivenRoles:
        """What `user` was given, less what withholds an act that is being asked of them."""
        rows = self.filter(user=user)
        if not user.asked:
            return rows
        # A list of names as text is the same in every database, and the names are in quotes there.
        rows = rows.alias(_withheld=Cast("own_role__withheld", models.TextField()))
        lacking = Q()
        for act in sorted(user.asked):
            lacking |= Q(_withheld__contains=f'"{act}"')
        return rows.filter(Q(own_role=None) | ~lacking)


class GivenRole(Versioned):
    """A role given to an account; `role` is the built-in one, which an own role lessens."""

    own_role = models.ForeignKey(
        OwnRole,
        verbose_name=_("own role"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = GivenRoles.as_manager()

    class Meta:
        abstract = True

    @property
    def role_name(self) -> str:
        """What the role is called here, in the reader's language."""
        return role_name(self)

    @property
    def role_key(self) -> str:
        """The short name by which the role is given: that of the own role, else of the built-in one."""
        return self.own_role.slug if self.own_role else str(self.role)  # type: ignore[attr-defined]

    def withholds(self, acts: Collection[str]) -> bool:
        """Whether it does not count for one of `acts`."""
        return self.own_role is not None and self.own_role.withholds(acts)
