"""The whole chessboard: how all plans stand, on one board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from throughline.delivery.models import Extension
from throughline.desk.queries import (
    Board,
    Cell,
    WideBoard,
    board,
    by_leader,
    by_month,
    by_register,
    changes,
    extensions,
    reds,
    wide_board,
)
from throughline.lib import clock
from throughline.plans.models import Plan
from throughline.register.choices import Colour
from throughline.register.models import Register
from throughline.web.charts import Chart, stacked_bars
from throughline.web.forms.fields import NOBODY
from throughline.web.views.frame import found


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Ratings by key area × organization, by leader, by month; what changed this week; what is red and since when."""
    user, today = request.user, clock.today()
    chosen = chosen_scope(request)
    listed = Listed(**chosen)
    wide = wide_board(user, today) if not any(chosen.values()) else None
    context = _wide(wide, listed) if wide else _narrow(user, today, chosen, listed)
    context |= {
        "register": chosen["register"],
        "plan": chosen["plan"],
        "chosen_query": urlencode({name: row.slug for name, row in chosen.items() if row is not None}),
        "changes": changes(user, day=today, most=30, **chosen),
        "reds": reds(user, most=50, **chosen),
        "extensions": _asked(user, **chosen),
        "today": today,
        "section": "overview",
    }
    return render(request, "web/overview.html", context)


def _narrow(user: Any, today: date, chosen: dict[str, Any], listed: Listed) -> dict[str, Any]:
    """Key areas by lead units, each square with its list."""
    whole = board(user, **chosen)
    return {
        **_counted(whole, listed),
        "registers": by_register(user),
        "board_rows": [_row(whole, area, listed) for area in whole.areas],
        "columns": [(unit, Square(whole.column(unit), listed(lead=unit))) for unit in whole.organizations],
        "leader_chart": leader_chart(by_leader(user, **chosen), listed),
        "month_chart": month_chart(by_month(user, day=today, now=whole.total, **chosen), listed),
    }


def _wide(whole: WideBoard, listed: Listed) -> dict[str, Any]:
    """Registers by the units at the top; each register has a board of its own."""
    return {
        **_counted(whole, listed),
        "registers": whole.registers,
        "wide_rows": [
            (
                one,
                whole.row(one),
                [(unit, whole.cells.get((one.pk, unit and unit.pk))) for unit in whole.organizations],
            )
            for one in whole.rows
        ],
        "columns": [(unit, whole.column(unit)) for unit in whole.organizations],
        "leader_chart": leader_chart(whole.leaders, listed),
        "month_chart": month_chart(whole.months, listed),
    }


def _counted(whole: Board | WideBoard, listed: Listed) -> dict[str, Any]:
    total = whole.total
    return {
        "board": whole,
        "total": Square(total, listed()),
        "ratings": [(c, n, listed(rating=c)) for c, n in total.colours.items() if n],
    }


def chosen_scope(request: HttpRequest) -> dict[str, Any]:
    """The register and the plan that the address names. Raises NotThere."""
    register = plan = None
    if slug := request.GET.get("register", ""):
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


@dataclass(frozen=True)
class Square:
    """A number of the board, with the address of the list that shows exactly what it counts."""

    cell: Cell
    address: str


@dataclass(frozen=True)
class Listed:
    """Addresses of lists: of the register that the board is of, else of all tasks, or a plan's."""

    register: Register | None = None
    plan: Plan | None = None

    def __call__(self, *, rating: str | None = None, rated_on: date | None = None, **given: Any) -> str:
        """The list of the tasks with these values of `area`, `lead`, `leader`; None there means "none"."""
        query = {name: row.pk if row else NOBODY for name, row in given.items()}
        if self.plan is not None and self.register is None:
            query["plan"] = self.plan.slug
        if rating is not None:
            query["rating"] = rating or NOBODY
        if rated_on is not None:
            query["rated_on"] = rated_on.isoformat()
        path = reverse("register", args=[self.register.slug]) if self.register else reverse("tasks")
        return f"{path}?{urlencode(query)}" if query else path


def _row(whole: Board, area: Any, listed: Listed) -> tuple[Any, Square, list[tuple[Any, Square]]]:
    squares = [
        (unit, Square(whole.cell(area, unit), listed(area=area, lead=unit))) for unit in whole.organizations
    ]
    return area, Square(whole.row(area), listed(area=area)), squares


#: The worst colour first, so that it stands at the axis.
ORDER = [Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.BLUE, Colour.GREEN, Colour.NONE]


def _chart(caption: str, group: str, cells: list[tuple[str, Cell, Callable[[str], str]]]) -> Chart | None:
    """`cells` are (label, counts, what gives the address of a colour's list)."""
    shown = [
        (label, str(c), cell.colours[c], to) for label, cell, to in cells for c in ORDER if cell.colours[c]
    ]
    if not shown:
        return None
    return stacked_bars(
        caption,
        group=group,
        value=_("Tasks"),
        counts=[(label, colour, n) for label, colour, n, _to in shown],
        addresses={(label, colour): to(colour) for label, colour, _n, to in shown},
    )


def leader_chart(cells: list[tuple[Any, Cell]], listed: Listed) -> Chart | None:
    """Ratings by leader in charge, named by the person who holds the post today."""
    today = clock.today()
    named = []
    for post, cell in cells:
        person = post.holder_on(today) if post else None
        label = f"{person} ({post.title})" if person else str(post or _("Not assigned"))
        if label in (known for known, _cell, _to in named):
            label = f"{label}, {post.organization}"
        named.append((label, cell, partial(_of_leader, listed, post)))
    return _chart(_("By leader in charge"), _("Leader in charge"), named)


def _of_leader(listed: Listed, post: Any, colour: str) -> str:
    return listed(leader=post, rating=colour)


def month_chart(cells: list[tuple[Any, Cell]], listed: Listed) -> Chart | None:
    """How the tasks stood at the end of each month."""
    named = [(f"{end:%Y-%m}", cell, partial(_of_month, listed, end)) for end, cell in cells]
    return _chart(_("By month, as circulated"), _("Month"), named)


def _of_month(listed: Listed, end: date, colour: str) -> str:
    return listed(rating=colour, rated_on=end)
