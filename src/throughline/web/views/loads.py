"""The reporting load of a month: what one unit is asked for, and how heavily each unit is asked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from throughline.accounts.permissions import allowed
from throughline.delivery.queries.reporting import reporting_organizations
from throughline.desk.queries import Request, UnitLoad, months_ahead, unit_load, unit_loads
from throughline.desk.queries.same import Same, same_requests
from throughline.lib import clock
from throughline.lib.dates import add_months
from throughline.organizations.models import Organization
from throughline.register.models import Register
from throughline.web.alike import DEGREES
from throughline.web.views.frame import found
from throughline.web.views.unit_load import load_chart

_MONTH = re.compile(r"(\d{4})-(\d{2})")
#: Rows of one table; the tables of one unit are never cut.
SHOWN = 200


def month_of(request: HttpRequest) -> date:
    """The first day of the month named in the address (YYYY-MM); of this month when none or no month is named."""
    named = _MONTH.fullmatch(request.GET.get("month", ""))
    if named and 1 <= int(named[2]) <= 12 and 1900 <= int(named[1]) <= 2200:
        return date(int(named[1]), int(named[2]), 1)
    return clock.today().replace(day=1)


def _around(month: date) -> dict[str, Any]:
    return {
        "month": month,
        "earlier": f"{add_months(month, -1):%Y-%m}",
        "later": f"{add_months(month, 1):%Y-%m}",
        "today": clock.today(),
    }


@require_GET
def organization_load(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit has to report this month, day by day; what is asked by several lists; what comes next."""
    unit = found(request.user, "delivery.view_load", Organization.objects.all(), code=code)
    month, today = month_of(request), clock.today()
    load = unit_load(unit, month, request.user)
    reports_here = unit.pk in reporting_organizations(request.user)
    same = same_requests(load.requests)
    context = {
        **_around(month),
        "unit": unit,
        "load": load,
        "missing": load.missing(today),
        "same": same,
        "beside": _beside(same),
        "reports_here": reports_here,
        "openable": _openable(request),
        "ahead": months_ahead(unit, month, request.user),
        "chart": load_chart(unit, request.user),
        "section": "reports" if reports_here else "directory",
    }
    return render(request, "web/organization_load.html", context)


def _beside(same: list[Same]) -> dict[int, list[tuple[Request, str]]]:
    """By the key of a task the requests that may be the same matter, each with how sure that is in words."""
    words = {**DEGREES, "related": _("Decided: related matters")}
    found: dict[int, list[tuple[Request, str]]] = {}
    for pair in same:
        for one in (pair.first, pair.second):
            found.setdefault(one.task.pk, []).append((pair.beside(one.task.pk), str(words[pair.degree])))
    return found


def _openable(request: HttpRequest) -> set[int]:
    return set(allowed(request.user, "register.view", Register.objects.all()).values_list("pk", flat=True))


@require_GET
def load_list(request: HttpRequest) -> HttpResponse:
    """Every unit's load in sight, the heaviest first; and the matters that several lists ask about."""
    month, today = month_of(request), clock.today()
    loads = unit_loads(request.user, month)
    same = _same(loads)
    context = {
        **_around(month),
        "loads": [(load, load.missing(today)) for load in loads[:SHOWN]],
        "more": max(0, len(loads) - SHOWN),
        "most": max((load.due for load in loads), default=0),
        "due": sum(load.due for load in loads),
        "spared": sum(load.spared for load in loads),
        "same": same[:SHOWN],
        "same_count": len(same),
        "openable": _openable(request),
        "section": "reports",
    }
    return render(request, "web/loads.html", context)


def _same(loads: list[UnitLoad]) -> list[Request]:
    """One request of each task that stands on several registers, those on most registers first."""
    found = {one.task.pk: one for load in loads for one in load.shared}
    return sorted(found.values(), key=lambda one: (-len(one.others), one.due_on, one.task.pk))
