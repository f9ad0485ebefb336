"""Organizations: a tree with levels and an official order."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.lib.tree import TreeNode
from throughline.organizations.choices import OrganizationKind


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organizations in their order and on a day."""

    def official(self) -> OrganizationQuerySet:
        """In the official order, never alphabetical."""
        return self.order_by("level", "official_order", "pk")

    def standing_on(self, day: object) -> OrganizationQuerySet:
        """Those that exist on `day`: task forces end, organizations dissolve."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


@versioned()
class Organization(TreeNode, Versioned):
    """A body that can be responsible. `level` counts from 1 (the city itself); it stands until before `ended_on`."""

    code = models.SlugField(_("code"), max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganizationKind.choices, default=OrganizationKind.DEPARTMENT
    )
    level = models.PositiveSmallIntegerField(_("level"), default=2)
    official_order = models.PositiveIntegerField(_("official order"), default=0)
    peer_group = models.CharField(_("peer group"), max_length=80, blank=True)
    office_mail = models.EmailField(_("office mail address"), blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    started_on = models.DateField(_("founded on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("For a task force: its planned end.")
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("level", "official_order", "pk")
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="organization_not_under_itself"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="organization_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name
