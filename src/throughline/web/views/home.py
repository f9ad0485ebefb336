"""Home: what needs this person today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from throughline.desk.queries import Home
from throughline.desk.queries import home as desk
from throughline.lib import clock


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One part per role; who has nothing to do is told so."""
    found = desk(request.user)
    idle = not any((_unit_waits(found), _supervision_waits(found), found.plan_office, found.leader))
    context = {"desk": found, "idle": idle, "today": clock.today(), "section": "home"}
    return render(request, "web/home.html", context)


def _unit_waits(found: Home) -> bool:
    unit = found.unit
    return unit is not None and any((unit.reports, unit.to_explain, unit.unsigned, unit.due))


def _supervision_waits(found: Home) -> bool:
    office = found.supervision
    return office is not None and any(
        (
            office.reports_count,
            office.to_confirm_count,
            office.waiting,
            office.to_circulate,
            office.completions,
        )
    )
