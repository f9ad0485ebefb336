"""A person's work goes over to another: first all of it is shown, then it is done; the sheet is for both to sign."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import may
from throughline.organizations.actions.absences import record_absence, remove_absence
from throughline.organizations.models import Absence, HandOver, Person
from throughline.web.forms.hand_over import AbsenceForm, PersonHandOverForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.workflows.hand_over import KINDS, hand_over, outstanding


@require_http_methods(["GET", "POST"])
def person_hand_over(request: HttpRequest, key: int) -> HttpResponse:
    """All that hangs on the person, and to whom it goes."""
    rows = Person.objects.select_related("user")
    person = found(request.user, "organizations.manage_person", rows, pk=key)
    form = PersonHandOverForm(
        request.POST or None, person=person, closes=may(request.user, "accounts.manage")
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = hand_over(person, by=request.user, **form.cleaned_data)
            return redirect("hand_over", made.pk)
    context = {"person": person, "left": outstanding(person), "back": reverse("person", args=[key])}
    return form_page(request, "web/person_hand_over.html", form, "directory", **context)


@require_GET
def hand_over_sheet(request: HttpRequest, key: int) -> HttpResponse:
    """What was handed over, as it read then, to be printed and signed."""
    rows = HandOver.objects.select_related("leaving", "coming", "handed_by")
    sheet = found(request.user, "organizations.view_hand_over", rows, pk=key)
    order = list(KINDS)
    items = sorted(
        (item for item in sheet.items if item["kind"] in KINDS), key=lambda item: order.index(item["kind"])
    )
    groups = [(KINDS[kind], list(told)) for kind, told in groupby(items, key=lambda item: item["kind"])]
    context = {"sheet": sheet, "groups": groups, "section": "directory"}
    return render(request, "web/hand_over.html", context)


@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody is away on these days; the deputies of their posts stand in."""
    person = found(request.user, "organizations.record_absence", Person.objects.all(), pk=key)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            record_absence(person, by=request.user, **form.cleaned_data)
            return redirect("person", key)
    context = {
        "heading": _("Record an absence"),
        "introduction": _(
            "%(person)s: the deputies of the posts stand in on these days, with the same rights."
        )
        % {"person": person.name},
        "back": reverse("person", args=[key]),
    }
    return form_page(request, "web/form.html", form, "directory", **context)


@require_POST
def absence_remove(request: HttpRequest, key: int) -> HttpResponse:
    """Not away after all, or back."""
    absence = found(None, "", Absence.objects.select_related("person"), pk=key)
    found(request.user, "organizations.record_absence", Person.objects.all(), pk=absence.person_id)
    remove_absence(absence, by=request.user)
    return redirect("person", absence.person_id)
