"""Home: what needs this person today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from throughline.accounts.permissions import allowed
from throughline.desk.queries import Home
from throughline.desk.queries import home as desk
from throughline.lib import clock
from throughline.organizations.models import Person, Post
from throughline.organizations.reach import reach_of
from throughline.register.models import Register


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One part per role; who has nothing to do is told so."""
    found = desk(request.user)
    parts = (_unit_waits(found), _supervision_waits(found), found.plan_office, found.leader, found.setting_up)
    idle = not any(parts)
    context = {
        "desk": found,
        "idle": idle,
        "instructions": _instruction_registers(request),
        "standing_in": _standing_in(request),
        "today": clock.today(),
        "section": "home",
    }
    return render(request, "web/home.html", context)


def _standing_in(request: HttpRequest) -> list[tuple[Post, Person | None]]:
    """The posts for whose absent holders the person stands in today."""
    return [(post, post.holder_on(clock.today())) for post, _grants in reach_of(request.user).standing_in]


def _instruction_registers(request: HttpRequest) -> list[Register]:
    """Where a leader's secretary records what the leader said: their first errand here."""
    if not reach_of(request.user).acts_for:
        return []
    registers = Register.objects.filter(closed_on=None).order_by("title")
    return list(allowed(request.user, "register.record_instruction", registers))


def _unit_waits(found: Home) -> bool:
    unit = found.unit
    return unit is not None and any(
        (
            unit.reports,
            unit.to_explain,
            unit.unsigned,
            unit.reached,
            unit.due,
            unit.steps,
            unit.extensions,
            unit.words,
        )
    )


def _supervision_waits(found: Home) -> bool:
    office = found.supervision
    return office is not None and any(
        (
            office.reports_count,
            office.to_confirm_count,
            office.waiting,
            office.to_circulate,
            office.completions,
            office.reached,
            office.extensions,
            office.returned,
            office.year_ends,
            office.lacking.incomplete,
        )
    )
