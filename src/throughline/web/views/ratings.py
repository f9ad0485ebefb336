"""Ratings: explained by the unit, decided and circulated by the supervision office, corrected in sight."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import (
    circulate,
    confirm_rating,
    confirm_ratings,
    correct_rating,
    dismiss_rating,
    explain_rating,
)
from throughline.delivery.choices import RatingState
from throughline.delivery.models import Rating
from throughline.delivery.queries.ratings import circulars, ratings_of
from throughline.lib import clock
from throughline.register.models import Register, RuleSet
from throughline.web.charts import stacked_bars
from throughline.web.forms.delivery import CircularForm, CorrectionForm, DecideRatingForm, ExplanationForm
from throughline.web.views.frame import form_page, found, keys_of, told_in

FULL = ("task__lead", "explained_by", "confirmed_by")


@require_GET
def rating_list(request: HttpRequest) -> HttpResponse:
    """Ratings before circulation: to explain, to decide, ready to circulate."""
    user = request.user
    rows = Rating.objects.select_related(*FULL).order_by("on", "pk")
    proposed = rows.filter(state=RatingState.PROPOSED)
    registers = list(allowed(user, "delivery.circulate", Register.objects.all()))
    ready = allowed(user, "delivery.confirm_rating", rows.filter(state=RatingState.CONFIRMED))
    context = {
        "to_explain": allowed(user, "delivery.explain_rating", proposed.filter(explained_at=None)),
        "to_decide": allowed(user, "delivery.confirm_rating", proposed),
        "ready": [
            (r, ready.filter(task__entries__register=r, task__entries__is_home=True)) for r in registers
        ],
        "today": clock.today(),
        "section": "home",
    }
    return render(request, "web/ratings.html", context)


@require_http_methods(["GET", "POST"])
def rating_explain(request: HttpRequest, key: int) -> HttpResponse:
    """The unit's explanation of a proposed rating."""
    rating = found(request.user, "delivery.explain_rating", Rating.objects.select_related("task"), pk=key)
    form = ExplanationForm(request.POST or None, initial={"explanation": rating.explanation})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            explain_rating(rating, by=request.user, explanation=form.cleaned_data["explanation"])
            messages.success(request, _("The explanation is with the supervision office."))
            return redirect("task", rating.task_id)
    return _rating_form(request, form, rating, _("Explain the proposed rating"))


@require_http_methods(["GET", "POST"])
def rating_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Confirm as proposed or in another colour, or dismiss."""
    rating = found(request.user, "delivery.confirm_rating", Rating.objects.select_related("task"), pk=key)
    form = DecideRatingForm(request.POST or None, proposed=rating.proposed_colour)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data
        with told_in(form):
            if request.POST.get("act") == "dismiss":
                dismiss_rating(rating, by=request.user, reason=value["reason"])
            else:
                confirm_rating(rating, by=request.user, colour=value["colour"], reason=value["reason"])
            return redirect("ratings")
    return _rating_form(request, form, rating, _("Decide on the rating"), deciding=True)


@require_http_methods(["GET", "POST"])
def rating_correct(request: HttpRequest, key: int) -> HttpResponse:
    """Correct a circulated rating; the wrong one stays in sight."""
    rating = found(request.user, "delivery.correct_rating", Rating.objects.select_related("task"), pk=key)
    form = CorrectionForm(request.POST or None, wrong=rating.colour)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            correct_rating(rating, by=request.user, **form.cleaned_data)
            return redirect("task", rating.task_id)
    return _rating_form(request, form, rating, _("Correct a circulated rating"))


def _rating_form(
    request: HttpRequest, form: Any, rating: Rating, heading: str, **context: Any
) -> HttpResponse:
    return form_page(request, "web/rating_form.html", form, "home", rating=rating, heading=heading, **context)


@require_POST
def ratings_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm many as proposed."""
    keys = keys_of(request, "rating")
    rows = list(allowed(request.user, "delivery.confirm_rating", Rating.objects.filter(pk__in=keys)))
    if rows:
        done = confirm_ratings(rows, by=request.user)
        text = ngettext("%(n)s rating confirmed.", "%(n)s ratings confirmed.", len(done))
        messages.success(request, text % {"n": len(done)})
    else:
        messages.error(request, _("Choose at least one rating."))
    return redirect("ratings")


@require_http_methods(["GET", "POST"])
def circular_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Circulate what is confirmed on a register."""
    register = found(request.user, "delivery.circulate", Register.objects.all(), slug=slug)
    confirmed = Rating.objects.filter(
        state=RatingState.CONFIRMED, task__entries__register=register, task__entries__is_home=True
    ).select_related(*FULL)
    today = clock.today()
    form = CircularForm(request.POST or None, initial={"title": _("Circular on the state of the tasks")})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            circular = circulate(register, by=request.user, ratings=list(confirmed), **form.cleaned_data)
            messages.success(request, _("Circulated. The ratings are now part of the lasting record."))
            return redirect("circular", circular.pk)
    context = {"register": register, "ratings": confirmed, "today": today}
    return form_page(request, "web/circular_form.html", form, "registers", **context)


@require_GET
def circular_list(request: HttpRequest) -> HttpResponse:
    """All circulars of the registers in sight."""
    return render(
        request, "web/circulars.html", {"circulars": circulars(request.user)[:200], "section": "overview"}
    )


@require_GET
def circular_page(request: HttpRequest, key: int) -> HttpResponse:
    """One circular: what was told, and what was corrected since."""
    circular = found(None, "", circulars(request.user), pk=key)
    ratings = list(ratings_of(circular, request.user))
    counts: dict[tuple[str, str], int] = {}
    for one in ratings:
        unit = str(one.task.lead or _("Not assigned"))
        counts[unit, one.colour] = counts.get((unit, one.colour), 0) + 1
    chart = stacked_bars(
        _("Ratings by lead unit"),
        group=_("Lead unit"),
        value=_("Tasks"),
        counts=[(unit, colour, n) for (unit, colour), n in counts.items()],
    )
    context = {
        "circular": circular,
        "ratings": ratings,
        "chart": chart if ratings else None,
        "section": "overview",
    }
    return render(request, "web/circular.html", context)


@require_GET
def rule_set_list(request: HttpRequest) -> HttpResponse:
    """How ratings are proposed: every rule set in plain words."""
    context = {
        "rule_sets": RuleSet.objects.all(),
        "may_manage": may(request.user, "register.manage_rules"),
        "section": "overview",
    }
    return render(request, "web/rule_sets.html", context)
