"""One organization: its facts, posts, parts and tasks; and how administrators change it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check, may
from throughline.history.queries import history_of
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.actions.organizations import (
    create_organization,
    edit_organization,
    move_organization,
)
from throughline.organizations.models import Grant, Organization, Portfolio, Post
from throughline.organizations.queries import leaders_in_charge, posts_on
from throughline.register.choices import Colour, ResponsibilityRole
from throughline.register.models import Responsibility
from throughline.register.queries import projects, tasks_of
from throughline.web.forms.administration import LocalGrantForm
from throughline.web.forms.directory import EndForm, MoveForm, NewOrganizationForm, OrganizationForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.story import story_page
from throughline.web.views.unit_load import load_chart
from throughline.workflows.reorganize import end_organization

SHOWN_TASKS = 200
SHOWN_PROJECTS = 50


def _one(user: User, code: str, act: str = "organizations.manage") -> Organization:
    return found(user, act, Organization.objects.select_related("parent"), code=code)


def _parents(user: User) -> dict[str, Any]:
    """Where `user` may put an organization: arguments of the forms."""
    standing = Organization.objects.standing_on(clock.today())
    return {"parents": allowed(user, "organizations.manage", standing), "top": may(user, "accounts.manage")}


@require_GET
def organization_page(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, who is there, what it answers for."""
    unit = _one(request.user, code, "organizations.view")
    above = Organization.objects.in_bulk(unit.ancestor_keys)
    leader = leaders_in_charge().get(unit.pk)
    tasks = list(tasks_of(unit, request.user)[: SHOWN_TASKS + 1])
    context = {
        "unit": unit,
        "trail": [above[key] for key in unit.ancestor_keys if key in above],
        "posts": posts_on(organization=unit),
        "parts": unit.children.standing_on(clock.today()).official(),
        "successions": unit.successions.select_related("later"),
        "predecessions": unit.predecessions.select_related("earlier"),
        "leader": leader,
        "leader_person": leader.holder_on(clock.today()) if leader else None,
        "roles": _by_role(tasks[:SHOWN_TASKS]),
        "lamps": _lamps(tasks[:SHOWN_TASKS]),
        "more_tasks": len(tasks) > SHOWN_TASKS,
        "load": load_chart(unit, request.user),
        "projects": projects(request.user, organization=unit)[:SHOWN_PROJECTS],
        "may_manage": may(request.user, "organizations.manage", unit),
        "may_history": may(request.user, "history.view_all"),
        "section": "directory",
    }
    return render(request, "web/organization.html", context)


def _by_role(tasks: list[Responsibility]) -> list[tuple[str, list[Responsibility]]]:
    """Responsibilities by role: (its name, those held so), empty ones left out."""
    grouped = [(role.label, [one for one in tasks if one.role == role]) for role in ResponsibilityRole]
    return [(label, held) for label, held in grouped if held]


def _lamps(tasks: list[Responsibility]) -> list[tuple[str, int]]:
    """How many of the tasks that it leads or shares have which rating, the worst first."""
    own = [
        one.task.rating for one in tasks if one.role in (ResponsibilityRole.LEAD, ResponsibilityRole.JOINT)
    ]
    return [(colour, own.count(colour)) for colour in reversed(Colour.values) if colour in own]


@require_http_methods(["GET", "POST"])
def organization_new(request: HttpRequest) -> HttpResponse:
    """A new organization within the administrator's reach."""
    check(request.user, "organizations.manage")
    places = _parents(request.user)
    if not places["top"] and not places["parents"].exists():
        raise NotAllowed
    parent = places["parents"].filter(code=request.GET.get("under", "")).first()
    usual = parent or places["parents"].filter(parent=None).first()
    form = NewOrganizationForm(request.POST or None, initial={"parent": usual}, **places)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            unit = create_organization(by=request.user, **form.cleaned_data)
            return redirect("organization", unit.code)
    back = reverse("organization", args=[parent.code]) if parent else reverse("directory")
    return form_page(request, "web/form.html", form, "directory", heading=_("New organization"), back=back)


@require_http_methods(["GET", "POST"])
def organization_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What it says of itself."""
    unit = _one(request.user, code)
    context = _about(unit, _("Edit the organization"))
    form = OrganizationForm(request.POST or None, row=unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_organization(unit, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("organization", unit.code)
    return form_page(request, "web/form.html", form, "directory", **context)


@require_http_methods(["GET", "POST"])
def organization_move(request: HttpRequest, code: str) -> HttpResponse:
    """Another place in the tree."""
    unit = _one(request.user, code)
    form = MoveForm(request.POST or None, row=unit, **_parents(request.user))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            move_organization(unit, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("organization", code)
    context = _about(unit, _("Move the organization")) | {"button": _("Move")}
    return form_page(request, "web/form.html", form, "directory", **context)


@require_http_methods(["GET", "POST"])
def organization_end(request: HttpRequest, code: str) -> HttpResponse:
    """It ends on a day; or an end that was entered is taken back."""
    unit = _one(request.user, code)
    if request.POST.get("act") == "reopen":
        end_organization(unit, ended_on=None, by=request.user, seen=unit.version)
        messages.success(
            request, _("The organization exists again. Terms of office that had ended stay ended.")
        )
        return redirect("organization", code)
    form = EndForm(request.POST or None, row=unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            end_organization(unit, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("organization", code)
    context = _about(unit, _("End the organization")) | {"button": _("End it")}
    return form_page(request, "web/form.html", form, "directory", **context)


def _about(unit: Organization, heading: str) -> dict[str, Any]:
    return {"heading": heading, "introduction": unit.name, "back": reverse("organization", args=[unit.code])}


@require_http_methods(["GET", "POST"])
def organization_roles(request: HttpRequest, code: str) -> HttpResponse:
    """Who has which role within the organization; given and withdrawn by its administrators."""
    unit = _one(request.user, code)
    held = Grant.objects.filter(organization=unit).select_related(
        "user", "acts_for__organization", "own_role"
    )
    if request.POST.get("act") == "withdraw":
        grant = found(None, "", Grant.objects.filter(organization=unit), pk=request.POST.get("key", 0))
        withdraw_grant(grant, by=request.user)
        return redirect("organization_roles", code)
    form = LocalGrantForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            give_grant(by=request.user, organization=unit, **form.cleaned_data)
            return redirect("organization_roles", code)
    context = {"unit": unit, "grants": held}
    return form_page(request, "web/organization_roles.html", form, "directory", **context)


@require_GET
def organization_history(request: HttpRequest, code: str) -> HttpResponse:
    """What happened to the organization, its posts and its roles."""
    check(request.user, "history.view_all")
    unit = _one(request.user, code, "organizations.view")
    own = [(Post, "organization"), (Portfolio, "organization"), (Grant, "organization")]
    place = {"heading": unit.name, "back": reverse("organization", args=[code]), "section": "directory"}
    return story_page(request, history_of(unit, own), **place)
