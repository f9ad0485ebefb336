"""Logging in and out, the language, one's own account, one-time links."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from throughline.accounts.actions.links import open_link, use_one_time_link
from throughline.accounts.actions.login import log_in
from throughline.accounts.actions.tokens import make_token, revoke_token
from throughline.accounts.actions.users import change_password, set_language
from throughline.lib.refusal import Refused
from throughline.web.forms.session import LoginForm, NewPasswordForm, OwnPasswordForm, TokenForm
from throughline.web.views.frame import form_page, found, told_in


def _after(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or "/"
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else "/"


def _address(request: HttpRequest) -> str:
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
    return forwarded if settings.BEHIND_PROXY and forwarded else request.META.get("REMOTE_ADDR", "")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; say no in the same words whatever was wrong."""
    if request.user.is_authenticated:
        return redirect(_after(request))
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = log_in(form.cleaned_data["username"], form.cleaned_data["password"], _address(request))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(_after(request))
    return render(request, "web/login.html", {"form": form, "next": _after(request)}, status=status)


@require_POST
def logout_act(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("login")


@login_not_required
@require_POST
def language_act(request: HttpRequest) -> HttpResponse:
    """Keep the language with the account, or in a cookie for a visitor."""
    code = request.POST.get("language", "")
    response = redirect(_after(request))
    if not translation.check_for_language(code):
        return response
    if request.user.is_authenticated:
        set_language(request.user, code, by=request.user)
    response.set_cookie("django_language", code, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest, secret: str) -> HttpResponse:
    """An invitation or a reset: choose a password, once."""
    link = open_link(secret)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            use_one_time_link(secret, form.cleaned_data["password"])
            logout(request)
            messages.success(request, _("The password is saved. Log in with it."))
            return redirect("login")
    return form_page(request, "web/link.html", form, "", person=link.user)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account_page(request: HttpRequest) -> HttpResponse:
    """One's own roles, password and tokens."""
    act = request.POST.get("act", "")
    password_form = OwnPasswordForm(request.POST if act == "password" else None)
    token_form = TokenForm(request.POST if act == "token" else None)
    secret = ""
    if act == "password" and password_form.is_valid():
        with told_in(password_form):
            _change_password(request, password_form)
            return redirect("account")
    if act == "token" and token_form.is_valid():
        with told_in(token_form):
            _token, secret = make_token(request.user, token_form.cleaned_data["name"], by=request.user)
    if act == "revoke":
        token = found(None, "", request.user.api_tokens.all(), pk=request.POST.get("token", 0))
        revoke_token(token, by=request.user)
        return redirect("account")
    context = {
        "password_form": password_form,
        "token_form": TokenForm() if secret else token_form,
        "new_token": secret,
        "tokens": request.user.api_tokens.filter(revoked_at=None),
        "grants": request.user.grants.select_related("organization", "acts_for__organization", "own_role"),
    }
    status = 422 if password_form.errors or token_form.errors else 200
    return render(request, "web/account.html", context, status=status)


def _change_password(request: HttpRequest, form: OwnPasswordForm) -> None:
    user = change_password(
        request.user, form.cleaned_data["current"], form.cleaned_data["password"], by=request.user
    )
    update_session_auth_hash(request, user)
    messages.success(request, _("The password is changed. Other devices are logged out."))
