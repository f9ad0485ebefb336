"""Posts: who holds them from when to when, what they answer for, and the hand-over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.history.queries import history_of
from throughline.lib import clock
from throughline.organizations.actions.newcomers import hand_over_to_newcomer, start_term_of_newcomer
from throughline.organizations.actions.posts import create_post, delete_post, edit_post, set_portfolio
from throughline.organizations.actions.terms import edit_term, hand_over, remove_term, start_term
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Membership, Organization, Portfolio, Post
from throughline.organizations.queries import stand_ins
from throughline.register.queries import tasks_of_post
from throughline.web.forms.directory import (
    HandOverForm,
    NewTermForm,
    PortfolioForm,
    PostForm,
    SomebodyForm,
    TermForm,
)
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.story import story_page

SHOWN_TASKS = 200


def _one(user: User, key: int, act: str = "organizations.manage") -> Post:
    """A post of an organization on which `user` may do `act`."""
    post = found(None, "", Post.objects.select_related("organization"), pk=key)
    found(user, act, Organization.objects.all(), pk=post.organization_id)
    return post


def _about(post: Post, heading: str) -> dict[str, Any]:
    return {"heading": heading, "introduction": str(post), "back": reverse("post", args=[post.pk])}


@require_GET
def post_page(request: HttpRequest, key: int) -> HttpResponse:
    """Who holds it, who did, and for what it answers."""
    post = _one(request.user, key, "organizations.view")
    terms = list(post.memberships.select_related("person"))
    today = clock.today()
    tasks = list(tasks_of_post(post, request.user)[: SHOWN_TASKS + 1])
    unit = post.organization
    above = Organization.objects.in_bulk(unit.ancestor_keys)
    context = {
        "post": post,
        "trail": [above[key] for key in unit.ancestor_keys if key in above] + [unit],
        "present": [one for one in terms if one.holds_on(today)],
        "others": [one for one in terms if not one.holds_on(today)],
        "has_holder": any(one.holds_on(today) and one.kind == MembershipKind.HOLDER for one in terms),
        "stand_in": stand_ins([post]).get(post.pk),
        "portfolio": post.in_charge_of.official(),
        "tasks": tasks[:SHOWN_TASKS],
        "more_tasks": len(tasks) > SHOWN_TASKS,
        "may_manage": may(request.user, "organizations.manage", unit),
        "may_history": may(request.user, "history.view_all"),
        "today": today,
        "section": "directory",
    }
    return render(request, "web/post.html", context)


@require_http_methods(["GET", "POST"])
def post_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new post of an organization."""
    unit = found(request.user, "organizations.manage", Organization.objects.all(), code=code)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            post = create_post(unit, by=request.user, **form.cleaned_data)
            return redirect("post", post.pk)
    context = {
        "heading": _("New post"),
        "introduction": unit.name,
        "back": reverse("organization", args=[code]),
    }
    return form_page(request, "web/form.html", form, "directory", **context)


@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Its title and what it is; or its end, while nothing refers to it."""
    post = _one(request.user, key)
    form = PostForm(request.POST or None, row=post)
    context = _about(post, _("Edit the post")) | {"removable": True}
    if request.POST.get("act") == "remove":
        delete_post(post, by=request.user)
        return redirect("organization", post.organization.code)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_post(post, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("post", key)
    return form_page(request, "web/form.html", form, "directory", **context)


@require_http_methods(["GET", "POST"])
def post_portfolio(request: HttpRequest, key: int) -> HttpResponse:
    """Which organizations the leader is in charge of."""
    post = _one(request.user, key)
    form = PortfolioForm(request.POST if request.method == "POST" else None, post=post)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            set_portfolio(post, form.cleaned_data["organizations"], by=request.user)
            return redirect("post", key)
    return form_page(request, "web/post_portfolio.html", form, "directory", post=post)


def _somebody(form: SomebodyForm) -> tuple[Any, dict[str, str], dict[str, Any]]:
    """The person chosen, the newcomer's name and telephone, and the rest of the form."""
    rest = dict(form.cleaned_data)
    newcomer = {"name": rest.pop("new_name"), "phone": rest.pop("new_phone")}
    return rest.pop("person"), newcomer, rest


def _appointing(
    request: HttpRequest, form: SomebodyForm, post: Post, save: Callable[[], Any], **words: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save()
            return redirect("post", post.pk)
    return form_page(request, "web/form.html", form, "directory", **(_about(post, "") | words))


@require_http_methods(["GET", "POST"])
def post_hand_over(request: HttpRequest, key: int) -> HttpResponse:
    """From one holder to the next, on a day."""
    post = _one(request.user, key)
    form = HandOverForm(request.POST or None, initial={"on": clock.today()})

    def save() -> None:
        person, newcomer, rest = _somebody(form)
        if person:
            hand_over(post, to=person, by=request.user, **rest)
        else:
            hand_over_to_newcomer(post, by=request.user, **newcomer, **rest)

    return _appointing(request, form, post, save, heading=_("Hand the post over"), button=_("Hand over"))


@require_http_methods(["GET", "POST"])
def term_new(request: HttpRequest, key: int) -> HttpResponse:
    """A term of office in a vacant post, of an acting holder or of a deputy."""
    post = _one(request.user, key)
    kind = request.GET.get("kind", "")
    initial = {"started_on": clock.today()} | ({"kind": kind} if kind in MembershipKind.values else {})
    form = NewTermForm(request.POST or None, initial=initial)

    def save() -> None:
        person, newcomer, rest = _somebody(form)
        if person:
            start_term(person, post, by=request.user, **rest)
        else:
            start_term_of_newcomer(post, by=request.user, **newcomer, **rest)

    return _appointing(request, form, post, save, heading=_("New term of office"))


@require_http_methods(["GET", "POST"])
def term_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Correct or end a term, or remove one that was entered by mistake."""
    term = found(None, "", Membership.objects.select_related("post__organization", "person"), pk=key)
    post = _one(request.user, term.post_id)
    if request.POST.get("act") == "remove":
        remove_term(term, by=request.user)
        return redirect("post", post.pk)
    form = TermForm(request.POST or None, row=term)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_term(term, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("post", post.pk)
    context = _about(post, str(term.person)) | {"removable": True}
    return form_page(request, "web/form.html", form, "directory", **context)


@require_GET
def post_history(request: HttpRequest, key: int) -> HttpResponse:
    """What happened to the post, its terms and its portfolio."""
    check(request.user, "history.view_all")
    post = _one(request.user, key, "organizations.view")
    place = {"heading": str(post), "back": reverse("post", args=[key]), "section": "directory"}
    return story_page(request, history_of(post, [(Membership, "post"), (Portfolio, "post")]), **place)
