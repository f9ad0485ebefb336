"""The menu of administration, with what the person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.accounts.permissions import may
from throughline.history.acts import act_name
from throughline.organizations.permissions import reads_administration
from throughline.web.views.job_results import kind_name

register = template.Library()


@dataclass(frozen=True)
class Tab:
    """A page of administration; `name` is what the page calls itself."""

    name: str
    label: str
    address: str


@register.inclusion_tag("web/parts/administration_menu.html", takes_context=True)
def administration_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The tabs, the current one marked by the context's `tab`."""
    user = context["request"].user
    reads = reads_administration(user)
    tabs = [Tab("system", _("System"), reverse("administration"))] if reads else []
    if may(user, "accounts.manage"):
        tabs.append(Tab("accounts", _("Accounts"), reverse("accounts")))
    tabs.append(Tab("rights", _("Rights"), reverse("rights")))
    if reads:
        tabs.append(Tab("roles", _("Roles"), reverse("roles")))
        tabs.append(Tab("calendars", _("Calendars"), reverse("calendars")))
    if may(user, "vocabulary.manage"):
        tabs.append(Tab("vocabulary", _("Words"), reverse("vocabulary")))
    if may(user, "register.manage_rules"):
        tabs.append(Tab("rules", _("Rating rules"), reverse("rule_sets")))
    if may(user, "accounts.manage"):
        tabs.append(Tab("import", _("Directory import"), reverse("directory_import")))
    if may(user, "vocabulary.manage"):
        tabs.append(Tab("pack", _("Pack"), reverse("settings_pack")))
    if may(user, "history.view_all"):
        tabs.append(Tab("history", _("History"), reverse("history")))
    return {"tabs": tabs if len(tabs) > 1 else [], "tab": context.get("tab", "")}


@register.filter
def job_name(kind: str) -> str:
    """A kind of job in words."""
    return kind_name(kind)


@register.filter(name="act_name")
def name_of_act(act: str) -> str:
    """An act in words."""
    return act_name(act)
