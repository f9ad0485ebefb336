"""Indicators: the list with latest values, one indicator with its series and targets."""

from __future__ import annotations

from itertools import chain as both
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.choices import Role
from throughline.accounts.permissions import allowed, may
from throughline.chain.strip import throughline_of
from throughline.indicators.actions.indicators import create_indicator, edit_indicator
from throughline.indicators.actions.observations import add_observation
from throughline.indicators.actions.targets import create_target, edit_target
from throughline.indicators.models import Indicator, Target
from throughline.indicators.queries import indicators, latest_values, targets
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations.reach import reach_for
from throughline.plans.models import Plan
from throughline.web.charts import Chart, lines
from throughline.web.forms.plan import IndicatorForm, ObservationForm, TargetForm
from throughline.web.templatetags.throughline import day
from throughline.web.views.frame import form_page, found, told_in


@require_GET
def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators with their latest value and their last target."""
    rows = list(indicators(request.user).prefetch_related("targets"))
    latest = latest_values(rows, clock.today())
    values = {indicator: value for (indicator, _unit), value in sorted(latest.items())}
    context = {
        "indicators": [(row, values.get(row.pk), _last_target(row)) for row in rows],
        "may_create": reach_for(request.user, "indicators.edit").has(Role.PLAN_OFFICE),
        "section": "indicators",
    }
    return render(request, "web/indicators.html", context)


def _last_target(indicator: Indicator) -> Target | None:
    known = [target for target in indicator.targets.all() if target.due_on]
    return max(known, key=lambda target: target.due_on, default=None)


@require_GET
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it should reach, what it has reached."""
    indicator = found(
        request.user, "indicators.view", Indicator.objects.select_related("organization"), code=code
    )
    aims = list(targets(indicator))
    rows = list(
        indicator.observations.select_related("organization", "observed_by").order_by("ends_on", "pk")
    )
    context = {
        "indicator": indicator,
        "targets": aims,
        "open_plans": _open_plans(request, aims),
        "observations": rows[::-1],
        "chart": value_chart(indicator, aims, rows),
        "strip": throughline_of(aims[0], request.user) if aims else None,
        "may_edit": may(request.user, "indicators.edit", indicator),
        "section": "indicators",
    }
    return render(request, "web/indicator.html", context)


def _open_plans(request: HttpRequest, aims: list[Target]) -> set[int]:
    """Of the plans whose clauses set the targets, those that the person may open."""
    plans = Plan.objects.filter(pk__in={aim.clause.plan_id for aim in aims if aim.clause})
    return set(allowed(request.user, "plans.view", plans).values_list("pk", flat=True))


def value_chart(indicator: Indicator, aims: list[Target], rows: list[Any]) -> Chart | None:
    """Observed values and target steps over time; None without two points."""
    counted = {(row.organization_id, row.starts_on, row.ends_on): row for row in rows}
    seen = [(row.ends_on, _("Observed"), row.value) for row in counted.values()]
    planned = [(step.ends_on, _("Target"), step.value) for aim in aims for step in aim.steps.all()]
    final = [(aim.due_on, _("Target"), aim.value) for aim in aims if aim.due_on and aim.value is not None]
    base = [
        (aim.base_on, _("Observed"), aim.base_value)
        for aim in aims
        if aim.base_on and aim.base_value is not None
    ]
    points = sorted(set(both(base, seen, planned, final)), key=lambda point: (point[0], point[1]))
    if len(points) < 2:
        return None
    return lines(
        _("Target and reality"),
        across=_("Until"),
        value=indicator.name,
        points=[(name, day(on), value) for on, name, value in points],
        unit=indicator.unit,
    )


@require_http_methods(["GET", "POST"])
def indicator_new(request: HttpRequest) -> HttpResponse:
    """A new indicator."""
    if not reach_for(request.user, "indicators.edit").has(Role.PLAN_OFFICE):
        raise NotAllowed
    form = IndicatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return redirect("indicator", create_indicator(by=request.user, **form.cleaned_data).code)
    context = {"heading": _("New indicator"), "back": reverse("indicators")}
    return form_page(request, "web/form.html", form, "indicators", **context)


@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator says of itself."""
    indicator = found(request.user, "indicators.edit", Indicator.objects.all(), code=code)
    form = IndicatorForm(request.POST or None, row=indicator)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_indicator(indicator, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("indicator", code)
    return form_page(request, "web/form.html", form, "indicators", heading=indicator.name)


@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new target of an indicator."""
    indicator = found(request.user, "indicators.edit", Indicator.objects.all(), code=code)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            create_target(indicator, by=request.user, **form.cleaned_data)
            return redirect("indicator", code)
    context = {"heading": _("New target"), "introduction": str(indicator)}
    return form_page(request, "web/form.html", form, "indicators", **context)


@require_http_methods(["GET", "POST"])
def target_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a target."""
    target = found(None, "", Target.objects.select_related("indicator"), pk=key)
    found(request.user, "indicators.edit", Indicator.objects.all(), pk=target.indicator_id)
    form = TargetForm(request.POST or None, row=target)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_target(target, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("indicator", target.indicator.code)
    context = {"heading": _("Target"), "introduction": str(target.indicator)}
    return form_page(request, "web/form.html", form, "indicators", **context)


@require_http_methods(["GET", "POST"])
def observation_new(request: HttpRequest, code: str) -> HttpResponse:
    """A further value; one for the same period revises the earlier."""
    indicator = found(request.user, "indicators.edit", Indicator.objects.all(), code=code)
    form = ObservationForm(request.POST or None, initial={"organization": indicator.organization})
    if request.method == "POST" and form.is_valid():
        value = dict(form.cleaned_data)
        with told_in(form):
            add_observation(indicator, value.pop("organization"), by=request.user, **value)
            return redirect("indicator", code)
    context = {"heading": _("Enter a value"), "introduction": str(indicator)}
    return form_page(request, "web/form.html", form, "indicators", **context)
