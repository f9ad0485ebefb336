"""Roles: what each of them may do; the city's own, made, edited and retired."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.choices import Role
from throughline.accounts.labels import acts_in_words
from throughline.accounts.models import OwnRole
from throughline.accounts.permissions import CONDITIONS, check, may
from throughline.organizations.actions.own_roles import (
    MANAGE,
    edit_role,
    make_role,
    remove_role,
    reopen_role,
    retire_role,
)
from throughline.organizations.permissions import check_reads_administration
from throughline.organizations.roles import acts_of, acts_of_own, basics, withholdable
from throughline.register.queries.holders import given, times_given
from throughline.web.forms.roles import BaseForm, NewRoleForm, OwnRoleForm, by_stage
from throughline.web.views.frame import form_page, found, told_in

#: So many of those who have a role stand on its page; the list of accounts has them all.
SHOWN = 50


@dataclass(frozen=True)
class Column:
    """A role in the table; `own` is None for a built-in one."""

    name: str
    acts: frozenset[str]
    own: OwnRole | None = None


@require_GET
def role_list(request: HttpRequest) -> HttpResponse:
    """The city's own roles; and for every role what it may do."""
    check_reads_administration(request.user)
    own = list(OwnRole.objects.all())
    times = times_given()
    context = {
        "own": [(role, _in_words(role.withheld), times[role.pk]) for role in own],
        "columns": (columns := _columns(own)),
        "groups": _table(columns),
        "may_manage": may(request.user, MANAGE),
        "section": "administration",
        "tab": "roles",
    }
    return render(request, "web/roles.html", context)


def _in_words(acts: Collection[str]) -> str:
    """The acts in the order of the chain."""
    return acts_in_words(act for _stage, rows in by_stage(acts) for act, _label in rows)


def _columns(own: list[OwnRole]) -> list[Column]:
    built_in = [Column(str(role.label), acts_of(role)) for role in Role]
    return [*built_in, *(Column(role.name, acts_of_own(role), role) for role in own if not role.is_retired)]


def _table(columns: list[Column]) -> list[tuple[Any, list[tuple[str, list[bool]]]]]:
    """(stage, [(act in words, whether each column's role may do it)]), without what every account may do."""
    somebodys = frozenset[str]().union(*(one.acts for one in columns))
    return [
        (stage, [(label, [act in one.acts for one in columns]) for act, label in rows])
        for stage, rows in by_stage(set(CONDITIONS) & somebodys)
    ]


@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """An own role: first from which built-in one, then what it may do of it."""
    check(request.user, MANAGE)
    base = request.GET.get("base", "")
    if base not in Role.values:
        context = {"heading": _("New role"), "back": reverse("roles"), "button": _("Go on"), "tab": "roles"}
        return form_page(request, "web/role_base.html", BaseForm(), "administration", **context)
    form = NewRoleForm(request.POST or None, base=base)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            role = make_role(base=base, by=request.user, **form.cleaned_data)
            messages.success(request, _("The role is made. Give it to accounts like any other."))
            return redirect("role", role.slug)
    return _role_page(request, form, base)


@require_http_methods(["GET", "POST"])
def role_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One own role: its names, what it may do, who has it; retired and taken into use again."""
    role = found(request.user, MANAGE, OwnRole.objects.all(), slug=slug)
    act = request.POST.get("act", "")
    form = OwnRoleForm(
        request.POST if act in ("edit", "") and request.POST else None, base=role.base, row=role
    )
    if act in SETTLED:
        return _settled(request, role, act)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_role(role, by=request.user, seen=form.seen, **form.cleaned_data)
            messages.success(request, _("Saved. It holds for everybody who has the role, from now on."))
            return redirect("role", slug)
    if form.errors:
        role.refresh_from_db()
    return _role_page(request, form, role.base, role)


SETTLED = {"retire": retire_role, "reopen": reopen_role, "remove": remove_role}


def _settled(request: HttpRequest, role: OwnRole, act: str) -> HttpResponse:
    written = request.POST.get("row_version", "")
    seen = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
    SETTLED[act](role, by=request.user, seen=seen)
    return redirect("roles") if act == "remove" else redirect("role", role.slug)


def _role_page(
    request: HttpRequest, form: OwnRoleForm, base: str, role: OwnRole | None = None
) -> HttpResponse:
    held = given(role, SHOWN + 1) if role else []
    context = {
        "role": role,
        "base": Role(base).label,
        "given": held[:SHOWN],
        "more": len(held) > SHOWN,
        "always": _in_words(basics()),
        "keeps_accounts": "accounts.manage" in withholdable(base),
        "tab": "roles",
    }
    return form_page(request, "web/role.html", form, "administration", **context)
