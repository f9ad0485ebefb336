"""What every page knows: where it is, what the person may open, and the limits that scripts check."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
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
        Place("home", _("Today"), _address("home"), "home"),
        Place("overview", _("Overview"), _address("overview"), "layout-board"),
        Place("registers", _("Registers"), _address("registers"), "list-details"),
        Place("plans", _("Plans"), _address("plans"), "book"),
        Place("indicators", _("Indicators"), _address("indicators"), "chart-line"),
        Place("projects", _("Projects"), _address("projects"), "building-community"),
        Place("directory", _("Directory"), _address("directory"), "sitemap"),
    ]
    if reach.has(*DELIVERING):
        menu[1:1] = [
            Place("reports", pgettext("menu", "Reports"), _address("reports"), "report"),
            Place("ratings", pgettext("menu", "Ratings"), _address("ratings"), "checks"),
        ]
    if reach.has(*OFFICES, Role.AUDITOR, Role.CITY_LEADER, Role.SECRETARY):
        menu.insert(-3, Place("documents", _("Documents"), _address("documents"), "file-text"))
    if reach.has(Role.ADMINISTRATOR, Role.AUDITOR):
        menu.append(Place("administration", _("Administration"), _address("administration"), "settings"))
    return menu


def _address(name: str) -> str:
    return _address_under(get_script_prefix(), name)


@cache
def _address_under(_prefix: str, name: str) -> str:
    """The menu is the same on every page; the path under which the program runs is named for remembering."""
    return reverse(name)


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
