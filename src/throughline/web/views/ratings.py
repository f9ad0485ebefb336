"""Ratings: explained by the unit, decided and circulated by the supervision office, corrected in sight."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

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
from throughline.delivery.models import Circular, Rating
from throughline.delivery.queries.circular import circular_detail
from throughline.delivery.queries.ratings import circulars, to_decide, to_explain, waiting
from throughline.lib import clock
from throughline.lib.numbers import number_after
from throughline.lib.refusal import NotThere, Refused
from throughline.register.models import Register, RuleSet
from throughline.web.forms.delivery import CircularForm, CorrectionForm, DecideRatingForm, ExplanationForm
from throughline.web.views.bulk import Bulk, gone_from, refused_in
from throughline.web.views.frame import form_page, found, keys_of, told_in

FULL = ("task__lead", "explained_by", "confirmed_by")


@require_GET
def rating_list(request: HttpRequest) -> HttpResponse:
    """Ratings before circulation: to explain, to decide, waiting for the unit, ready to circulate."""
    return _list(request)


def _list(request: HttpRequest, bulk: Bulk | None = None) -> HttpResponse:
    """The page; after a refused act on many, with what was ticked."""
    user, today = request.user, clock.today()
    rows = Rating.objects.select_related(*FULL).order_by("on", "pk")
    registers = list(allowed(user, "delivery.circulate", Register.objects.all()))
    ready = allowed(user, "delivery.confirm_rating", rows.filter(state=RatingState.CONFIRMED))
    context = {
        "to_explain": to_explain(user),
        "to_decide": to_decide(user, today),
        "waiting": waiting(user, today),
        "ready": [
            (r, ready.filter(task__entries__register=r, task__entries__is_home=True)) for r in registers
        ],
        "today": today,
        "bulk": bulk or Bulk(),
        "section": "ratings",
    }
    return render(request, "web/ratings.html", context, status=422 if bulk else 200)


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
    hearing = rating.is_adverse and rating.may_be_explained_on(clock.today())
    context |= {"rating": rating, "heading": heading, "hearing": hearing}
    return form_page(request, "web/rating_form.html", form, "ratings", **context)


@require_http_methods(["GET", "POST"])
def ratings_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm many as proposed, all or none; a refusal comes back on the list, with what was ticked."""
    if request.method == "GET":
        return redirect("ratings")
    keys = keys_of(request, "rating")
    rows = list(allowed(request.user, "delivery.confirm_rating", Rating.objects.filter(pk__in=keys)))
    if keys and not rows:
        raise NotThere
    if len(rows) != len(set(keys)):
        return _list(request, gone_from(keys, [row.pk for row in rows]))
    try:
        done = confirm_ratings(rows, by=request.user)
    except Refused as refused:
        return _list(request, refused_in(refused, keys))
    text = ngettext("%(n)s rating confirmed.", "%(n)s ratings confirmed.", len(done))
    messages.success(request, text % {"n": len(done)})
    return redirect("ratings")


def _like_the_last(register: Register) -> dict[str, Any]:
    """The title of the last circular of the register, and the number after its number."""
    last = Circular.objects.filter(register=register).first()
    if last is None:
        return {"title": _("Circular on the state of the tasks")}
    return {
        "title": last.title,
        "number": number_after(last.number, year=last.issued_on.year, this_year=clock.today().year),
    }


@require_http_methods(["GET", "POST"])
def circular_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Circulate what is confirmed on a register; when nothing is, how its tasks stand."""
    register = found(request.user, "delivery.circulate", Register.objects.all(), slug=slug)
    confirmed = (
        Rating.objects.filter(
            state=RatingState.CONFIRMED, task__entries__register=register, task__entries__is_home=True
        )
        .select_related(*FULL)
        .order_by("task__entries__position", "pk")
    )
    today = clock.today()
    form = CircularForm(request.POST or None, initial=_like_the_last(register))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            circular = circulate(register, by=request.user, ratings=list(confirmed), **form.cleaned_data)
            messages.success(request, _("Circulated. It is now part of the lasting record."))
            return redirect("circular", circular.pk)
    context = {"register": register, "ratings": confirmed, "today": today}
    return form_page(request, "web/circular_form.html", form, "registers", **context)


@require_GET
def circular_list(request: HttpRequest) -> HttpResponse:
    """All circulars of the registers in sight."""
    context = {
        "circulars": circulars(request.user)[:200],
        "registers": allowed(
            request.user, "delivery.circulate", Register.objects.filter(closed_on=None).order_by("title")
        ),
        "section": "overview",
    }
    return render(request, "web/circulars.html", context)


@require_GET
def circular_page(request: HttpRequest, key: int) -> HttpResponse:
    """One circular: what changed, what still stands, counts against the one before, and what was corrected since."""
    circular = found(None, "", circulars(request.user), pk=key)
    detail = circular_detail(circular, request.user)
    context = {
        "circular": circular,
        "detail": detail,
        "before": {one.rating.pk: one.before for one in detail.told},
        "ratings": [one.rating for one in detail.told],
        "unchanged": not circular.ratings.exists(),
        "may_issue": may(request.user, "delivery.circulate", circular.register),
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
        "tab": "rules",
    }
    return render(request, "web/rule_sets.html", context)
