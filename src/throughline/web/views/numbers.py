"""Number series: set up by administrators; what was taken from each, for what, and what is void."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, may
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.papers.actions.numbers import create_series, edit_series, take_number, void_number
from throughline.papers.models import NumberSeries
from throughline.papers.queries import seen_series
from throughline.web.forms.papers import SeriesForm, TakeForm, VoidForm
from throughline.web.views.column_sets import arranges
from throughline.web.views.frame import form_page, found, told_in

SHOWN = 300


def numbers(user: User) -> bool:
    """Whether `user` takes numbers somewhere, or sets up series."""
    return arranges(user) or _keepers(user).exists()


def _keepers(user: User) -> Any:
    rows = Organization.objects.order_by("level", "official_order", "pk")
    return allowed(user, "papers.set_up_series", rows)


@require_GET
def series_list(request: HttpRequest) -> HttpResponse:
    """The series from which the person takes numbers, or which they set up."""
    if not numbers(request.user):
        raise NotAllowed
    context = {
        "series": seen_series(request.user),
        "may_set_up": _keepers(request.user).exists(),
        "section": "registers",
        "tab": "numbers",
    }
    return render(request, "web/number_series.html", context)


@require_http_methods(["GET", "POST"])
def series_new(request: HttpRequest) -> HttpResponse:
    """A new series."""
    keepers = _keepers(request.user)
    if not keepers.exists():
        raise NotAllowed
    form = SeriesForm(request.POST or None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = create_series(by=request.user, **form.cleaned_data)
            return redirect("series", made.pk)
    context = {"heading": _("New number series"), "back": reverse("series_list")}
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def series_edit(request: HttpRequest, key: int) -> HttpResponse:
    """How a series goes on; what was taken stays as it was written."""
    series = found(request.user, "papers.keep_series", NumberSeries.objects.all(), pk=key)
    form = SeriesForm(request.POST or None, series=series)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_series(series, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("series", key)
    context = {"heading": series.name, "back": reverse("series", args=[key])}
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def series_page(request: HttpRequest, key: int) -> HttpResponse:
    """What was taken, for what, by whom, and what is void; a number for a paper written elsewhere."""
    series = found(None, "", seen_series(request.user), pk=key)
    act = request.POST.get("act", "")
    take = TakeForm(request.POST if act == "take" else None)
    void = VoidForm(request.POST if act == "void" else None, series=series)
    if act == "take" and take.is_valid():
        with told_in(take):
            number = take_number(series, by=request.user, **take.cleaned_data)
            messages.success(request, _("Taken: %(number)s") % {"number": number.text})
            return redirect("series", key)
    if act == "void" and void.is_valid():
        with told_in(void):
            number = void_number(by=request.user, **void.cleaned_data)
            messages.success(
                request, _("%(number)s is void; it is not given again.") % {"number": number.text}
            )
            return redirect("series", key)
    taken = series.numbers.select_related("taken_by", "voided_by", "paper").order_by("-year", "-value")
    context = {
        "series": series,
        "taken": taken[:SHOWN],
        "void": void,
        "may_take": may(request.user, "papers.take_number", series),
        "may_keep": may(request.user, "papers.keep_series", series),
    }
    response = form_page(request, "web/series.html", take, "registers", **context)
    response.status_code = 422 if take.errors or void.errors else 200
    return response
