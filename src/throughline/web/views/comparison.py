"""What changed in a register between two days."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from throughline.exchange.comparison import compare
from throughline.history import past
from throughline.lib import clock
from throughline.register.models import Register
from throughline.web.forms.register import DaysForm
from throughline.web.views.frame import form_page, found, told_in

#: Differences on one page; beyond it the days are brought nearer to each other.
MOST = 300
MONTH = timedelta(days=30)


@require_GET
def register_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """The days asked for; a month back and today when none are."""
    register = found(request.user, "register.view", Register.objects.all(), slug=slug)
    asked = request.GET if {"before", "after"} & set(request.GET) else _usual()
    form, compared = DaysForm(asked), None
    if form.is_valid():
        with told_in(form):
            compared = compare(register, request.user, **form.cleaned_data)
    rows = compared.rows[:MOST] if compared else []
    counted = {kind: compared.count(kind) for kind in ("new", "changed", "gone")} if compared else {}
    context = {"register": register, "compared": compared, "rows": rows, "most": MOST, **counted}
    return form_page(request, "web/register_compare.html", form, "registers", **context)


def _usual() -> dict[str, object]:
    today = clock.today()
    return {"before": max(today - MONTH, past.first_day() or today), "after": today}
