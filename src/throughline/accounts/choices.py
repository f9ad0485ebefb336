"""Roles and disclosure levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here. A person may have several, each within its reach."""

    ADMINISTRATOR = "administrator", _("Administrator")
    PLAN_OFFICE = "plan_office", _("Plan office")
    SUPERVISION_OFFICE = "supervision_office", _("Supervision office")
    UNIT_OFFICER = "unit_officer", _("Unit officer")
    UNIT_LEADER = "unit_leader", _("Unit leader")
    CITY_LEADER = "city_leader", _("City leader")
    SECRETARY = "secretary", _("Leader's secretary")
    AUDITOR = "auditor", _("Auditor")
    VIEWER = "viewer", _("Viewer")


class Disclosure(models.TextChoices):
    """Who outside may see it: everybody, whoever asks, nobody."""

    PUBLIC = "public", _("Public")
    ON_REQUEST = "on_request", _("On request")
    INTERNAL = "internal", _("Internal")
