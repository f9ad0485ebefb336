"""Persons of the directory: which posts they hold, and how to reach them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check, may
from throughline.lib import clock
from throughline.organizations.actions.persons import create_person, edit_person
from throughline.organizations.models import HandOver, Person
from throughline.web.forms.directory import PersonForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.pages import page_of


@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody of the directory, by name; with `text` those whose name or telephone holds it."""
    text = request.GET.get("text", "").strip()[:200]
    rows = Person.objects.prefetch_related("memberships__post__organization").order_by("name", "pk")
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(phone__icontains=word))
    page, today = page_of(rows, request), clock.today()
    for person in page.rows:
        person.present = [term for term in person.memberships.all() if term.holds_on(today)]
    context = {
        "page": page,
        "text": text,
        "may_manage": may(request.user, "organizations.manage"),
        "section": "directory",
    }
    return render(request, "web/persons.html", context)


@require_GET
def person_page(request: HttpRequest, key: int) -> HttpResponse:
    """One person with present and past posts."""
    person = found(None, "", Person.objects.select_related("user"), pk=key)
    terms = list(person.memberships.select_related("post__organization"))
    today = clock.today()
    context = {
        "person": person,
        "present": [one for one in terms if one.holds_on(today)],
        "others": [one for one in terms if not one.holds_on(today)],
        "absences": person.absences.filter(Q(ends_on=None) | Q(ends_on__gte=today)),
        "may_absence": may(request.user, "organizations.record_absence", person),
        "sheets": _sheets(request.user, person),
        "may_manage": may(request.user, "organizations.manage_person", person),
        "may_accounts": may(request.user, "accounts.manage"),
        "section": "directory",
    }
    return render(request, "web/person.html", context)


def _sheets(user: User, person: Person) -> QuerySet[HandOver]:
    """What the person handed over and took over, as far as `user` may read it."""
    rows = HandOver.objects.filter(Q(leaving=person) | Q(coming=person)).select_related("leaving", "coming")
    return allowed(user, "organizations.view_hand_over", rows)


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    check(request.user, "organizations.manage")
    keeps = may(request.user, "accounts.manage")
    form = PersonForm(request.POST or None, accounts=keeps, initial=_from_account(request) if keeps else {})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            person = create_person(by=request.user, **form.cleaned_data)
            return redirect("person", person.pk)
    back = reverse("persons")
    return form_page(request, "web/form.html", form, "directory", heading=_("New person"), back=back)


def _from_account(request: HttpRequest) -> dict[str, Any]:
    """What an account says of its person: the address names it by its key."""
    key = request.GET.get("account", "")
    user = User.objects.filter(pk=key, person=None).first() if key.isascii() and key.isdigit() else None
    return {"name": user.name, "user": user} if user else {}


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Name, telephone and, for those who keep accounts, the account."""
    person = found(request.user, "organizations.manage_person", Person.objects.all(), pk=key)
    form = PersonForm(request.POST or None, row=person, accounts=may(request.user, "accounts.manage"))
    context = {
        "heading": _("Edit the person"),
        "introduction": str(person),
        "back": reverse("person", args=[key]),
    }
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_person(person, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("person", key)
    return form_page(request, "web/form.html", form, "directory", **context)
