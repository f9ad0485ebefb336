"""Plans, their editions, and the grants per plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import GivenRole, role_name
from throughline.documents.models import Document
from throughline.history.models import Versioned, versioned
from throughline.lib.tree import TreeNode
from throughline.organizations.models import Organization
from throughline.plans.choices import EditionStage, PlanKind


@versioned()
class Plan(TreeNode, Versioned):
    """A member of the plan family; `parent` is the plan that it carries out."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=PlanKind.choices, default=PlanKind.ACTION)
    organization = models.ForeignKey(
        Organization, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="plans"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("carries out"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.INTERNAL
    )
    official_order = models.PositiveIntegerField(_("official order"), default=0)

    class Meta:
        ordering = ("official_order", "pk")
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title


@versioned()
class PlanGrant(GivenRole):
    """`user` has `role` for one plan and all that hangs on it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "plan"], condition=models.Q(own_role=None), name="plangrant_unique"
            ),
            models.UniqueConstraint(fields=["user", "own_role", "plan"], name="plangrant_own_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {role_name(self)}, {self.plan}"


@versioned()
class Edition(Versioned):
    """A plan's text at a stage, with who adopted it, when, under which document number."""

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="editions")
    stage = models.CharField(
        _("stage"), max_length=14, choices=EditionStage.choices, default=EditionStage.DRAFT
    )
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveIntegerField(_("order"), default=1)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="editions",
    )
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=200, blank=True)

    class Meta:
        ordering = ("plan", "position", "pk")
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="edition_position_unique")]

    def __str__(self) -> str:
        return self.title
