"""The whole chessboard: how all plans stand, on one board."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from throughline.delivery.models import Extension
from throughline.desk.queries import (
    Board,
    Cell,
    board,
    by_leader,
    by_month,
    by_register,
    changes,
    extensions,
    reds,
)
from throughline.lib import clock
from throughline.plans.models import Plan
from throughline.register.choices import Colour
from throughline.register.models import Register
from throughline.web.charts import Chart, stacked_bars
from throughline.web.views.frame import found


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Ratings by key area × organization, by leader, by month; what changed this week; what is red and since when."""
    user, today = request.user, clock.today()
    chosen = _chosen(request)
    whole = board(user, **chosen)
    context = {
        "registers": by_register(user),
        "register": chosen["register"],
        "plan": chosen["plan"],
        "board": whole,
        "board_rows": [_row(whole, area) for area in whole.areas],
        "columns": [(unit, whole.column(unit)) for unit in whole.organizations],
        "leader_chart": leader_chart(by_leader(user, **chosen)),
        "month_chart": month_chart(by_month(user, day=today, **chosen)),
        "changes": changes(user, day=today, most=30, **chosen),
        "reds": reds(user, most=50, **chosen),
        "today": today,
        "section": "overview",
    }
    return render(request, "web/overview.html", context)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    register = plan = None
    if slug := request.GET.get("register", ""):
        "extensions": _asked(user, **chosen),
        register = found(request.user, "register.view", Register.objects.all(), slug=slug)
    if slug := request.GET.get("plan", ""):
        plan = found(request.user, "plans.view", Plan.objects.all(), slug=slug)
    return {"register": register, "plan": plan}


def _asked(user: Any, *, register: Register | None, plan: Plan | None) -> list[Extension]:
    """The new dates that wait for the reader's answer, of what the board shows."""
    rows = extensions(user)
    if register is not None:
        rows = rows.filter(task__entries__register=register)
    if plan is not None:
        rows = rows.filter(task__entries__register__plan=plan, task__entries__is_home=True)
    return list(rows[:20])


def _counts(cells: list[tuple[str, Cell]]) -> list[tuple[str, str, int]]:
    """(label, colour, count), the worst colour first so that it stands at the axis."""
    order = [Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.BLUE, Colour.GREEN, Colour.NONE]
    return [(label, str(c), cell.colours[c]) for label, cell in cells for c in order if cell.colours[c]]


def leader_chart(cells: list[tuple[Any, Cell]]) -> Chart | None:
    """Ratings by leader in charge, named by the person who holds the post today."""
    today = clock.today()
    named = []
    for post, cell in cells:
        person = post.holder_on(today) if post else None
        named.append((f"{person} ({post.title})" if person else str(post or _("Not assigned")), cell))
    counts = _counts(named)
    if not counts:
        return None
    return stacked_bars(
        _("By leader in charge"), group=_("Leader in charge"), value=_("Tasks"), counts=counts
    )


def month_chart(cells: list[tuple[Any, Cell]]) -> Chart | None:
    """How the tasks stood at the end of each month."""
    counts = _counts([(f"{end:%Y-%m}", cell) for end, cell in cells])
    if not counts:
        return None
    return stacked_bars(_("By month, as circulated"), group=_("Month"), value=_("Tasks"), counts=counts)
