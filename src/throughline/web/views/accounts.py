"""Accounts as administrators keep them: list, one account with its roles, one-time links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.organizations.actions.accounts import (
    activate_user,
    create_user,
    deactivate_user,
    edit_user,
    make_one_time_link,
)
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.models import Grant
from throughline.web.forms.administration import AccountFilterForm, AccountForm, GrantForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.pages import page_of


@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles."""
    check(request.user, "accounts.manage")
    form = AccountFilterForm(request.GET)
    context = {"form": form, "page": page_of(_wanted(form), request), "tab": "accounts"}
    return render(request, "web/accounts.html", context | {"section": "administration"})


def _wanted(form: AccountFilterForm) -> QuerySet[User]:
    form.is_valid()
    value = form.cleaned_data.get
    rows = User.objects.select_related("person").order_by("username")
    rows = rows.prefetch_related("grants__organization", "grants__own_role")
    for word in (value("text") or "").split()[:8]:
        rows = rows.filter(Q(username__icontains=word) | Q(name__icontains=word))
    if value("role"):
        kind = "role" if value("role") in Role.values else "own_role__slug"
        rows = rows.filter(pk__in=Grant.objects.filter(**{kind: value("role")}).values("user"))
    if value("state"):
        rows = rows.filter(is_active=value("state") == "open")
    return rows


@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """A new account; its roles and its link follow on its page."""
    check(request.user, "accounts.manage")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            user = create_user(by=request.user, **form.cleaned_data)
            messages.success(request, _("The account is made. Give it a role, then make its link."))
            return redirect("account_of", user.pk)
    context = {"heading": _("New account"), "back": reverse("accounts"), "button": _("Make the account")}
    return form_page(request, "web/form.html", form, "administration", **context)


@never_cache
@require_http_methods(["GET", "POST"])
def account_of(request: HttpRequest, key: int) -> HttpResponse:
    """One account: what it is called, what it may do, its one-time link."""
    check(request.user, "accounts.manage")
    account = found(None, "", User.objects.select_related("person"), pk=key)
    act = request.POST.get("act", "")
    form = AccountForm(request.POST if act == "edit" else None, row=account)
    grant_form = GrantForm(request.POST if act == "grant" else None)
    link = ""
    if act == "link":
        _link, secret = make_one_time_link(account, by=request.user)
        link = request.build_absolute_uri(reverse("link", args=[secret]))
    elif act and _done(request, account, act, form, grant_form):
        return redirect("account_of", key)
    if form.errors:
        account.refresh_from_db()
    return _shown(request, account, form, grant_form, link)


def _done(request: HttpRequest, account: User, act: str, form: AccountForm, grant_form: GrantForm) -> bool:
    """Do what was asked; False when a form has to come back with what is wrong."""
    if act == "edit" and form.is_valid():
        with told_in(form):
            edit_user(account, by=request.user, seen=form.seen, **form.cleaned_data)
            return True
    if act == "grant" and grant_form.is_valid():
        with told_in(grant_form):
            give_grant(account, by=request.user, **grant_form.cleaned_data)
            return True
    if act == "withdraw":
        withdraw_grant(
            found(None, "", account.grants.all(), pk=request.POST.get("grant", 0)), by=request.user
        )
        return True
    if act in ("close", "open"):
        (deactivate_user if act == "close" else activate_user)(account, by=request.user)
        return True
    return False


def _shown(
    request: HttpRequest, account: User, form: AccountForm, grant_form: GrantForm, link: str
) -> HttpResponse:
    context: dict[str, Any] = {
        "account": account,
        "form": form,
        "grant_form": grant_form,
        "link": link,
        "grants": account.grants.select_related("organization", "acts_for__organization", "own_role"),
        "register_grants": account.register_grants.select_related("register", "own_role"),
        "plan_grants": account.plan_grants.select_related("plan", "own_role"),
        "open_link": account.one_time_links.filter(used_at=None).order_by("-pk").first(),
        "section": "administration",
        "tab": "accounts",
    }
    status = 422 if form.errors or grant_form.errors else 200
    return render(request, "web/account_of.html", context, status=status)
