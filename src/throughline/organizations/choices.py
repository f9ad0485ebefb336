"""Kinds of organizations and of memberships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """What sort of body it is."""

    GOVERNMENT = "government", _("Government")
    DEPARTMENT = "department", _("Department")
    COUNTY = "county", _("County or district")
    TOWN = "town", _("Town or township")
    INSTITUTION = "institution", _("Institution")
    STATE_FIRM = "state_firm", _("State firm")
    TASK_FORCE = "task_force", _("Task force")
    OTHER = "other", _("Other")


class SuccessionKind(models.TextChoices):
    """How an organization came to its end."""

    MERGED = "merged", _("Merged into")
    SPLIT = "split", _("Split into")
    DISSOLVED = "dissolved", _("Dissolved, carried on by")


class MembershipKind(models.TextChoices):
    """How somebody holds a post."""

    HOLDER = "holder", _("Holder")
    ACTING = "acting", _("Acting")
    DEPUTY = "deputy", _("Deputy")
