"""Grants: a role, within an organization's subtree or everywhere; a secretary's also says for which leader's post."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import GivenRole, role_name
from throughline.history.models import versioned
from throughline.organizations.models.organization import Organization
from throughline.organizations.models.person import Post


@versioned()
class Grant(GivenRole):
    """`user` has `role` within `organization` and below; everywhere when none is named."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("within"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="grants",
    )
    acts_for = models.ForeignKey(
        Post,
        verbose_name=_("on behalf of"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="acted_for_by",
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("grant")
        verbose_name_plural = _("grants")

    @property
    def what(self) -> dict[str, Any]:
        """What is given, whoever has it: two grants of one account differ in it."""
        return {
            "role": self.role,
            "own_role": self.own_role_id,
            "organization": self.organization,
            "acts_for": self.acts_for,
        }

    def __str__(self) -> str:
        return f"{self.user}: {role_name(self)}"
