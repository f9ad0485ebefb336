"""What every page knows: where it is, what the person may open, and the limits that scripts check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.choices import Role
from throughline.history import past
from throughline.lib import clock
from throughline.organizations.reach import reach_of


@dataclass(frozen=True)
class Place:
    """An entry of the main menu; `section` is what a view calls itself to be marked as current."""

    section: str
    label: str
    address: str
    icon: str


#: Who files, explains, or decides.
DELIVERING = (Role.UNIT_OFFICER, Role.UNIT_LEADER, Role.SUPERVISION_OFFICE)
OFFICES = (Role.ADMINISTRATOR, Role.PLAN_OFFICE, Role.SUPERVISION_OFFICE)


def places(user: Any) -> list[Place]:
    """The main menu for `user`, in the order of the chain."""
    reach = reach_of(user)
    menu = [
        Place("home", _("Today"), reverse("home"), "home"),
        Place("overview", _("Overview"), reverse("overview"), "layout-board"),
        Place("registers", _("Registers"), reverse("registers"), "list-details"),
        Place("plans", _("Plans"), reverse("plans"), "book"),
        Place("indicators", _("Indicators"), reverse("indicators"), "chart-line"),
        Place("projects", _("Projects"), reverse("projects"), "building-community"),
        Place("directory", _("Directory"), reverse("directory"), "sitemap"),
    ]
    if reach.has(*DELIVERING):
        menu[1:1] = [
            Place("reports", pgettext("menu", "Reports"), reverse("reports"), "report"),
            Place("ratings", pgettext("menu", "Ratings"), reverse("ratings"), "checks"),
        ]
    if reach.has(*OFFICES, Role.AUDITOR, Role.CITY_LEADER, Role.SECRETARY):
        menu.insert(-3, Place("documents", _("Documents"), reverse("documents"), "file-text"))
    if reach.has(Role.ADMINISTRATOR, Role.AUDITOR):
        menu.append(Place("administration", _("Administration"), reverse("administration"), "settings"))
    return menu


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every template."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "menu": places(user) if known else [],
        "version": settings.VERSION,
        "past_day": clock.today() if past.moment() else None,
        "upload_limit": settings.UPLOAD_LIMIT,
    }
