"""Several tasks of other registers are shown on one register at once; each is still reported once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed
from throughline.lib.refusal import Refused
from throughline.register.actions.entries import show_many
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.queries import RegisterFilter
from throughline.register.queries.filters import entries
from throughline.web.forms.places import ShowManyForm
from throughline.web.views.bulk import Bulk, refused_in
from throughline.web.views.frame import found, keys_of

#: Rows offered at once; words and the register narrow them.
OFFERED = 200


@require_http_methods(["GET", "POST"])
def register_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick tasks of other registers that this one is to show as well."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    form = ShowManyForm(request.GET, register=register, user=request.user)
    bulk = Bulk()
    if request.method == "POST":
        keys = keys_of(request, "task")
        area = register.areas.filter(pk__in=keys_of(request, "area")).first()
        try:
            return _shown(request, register, keys, area)
        except Refused as refused:
            bulk = refused_in(refused, keys)
    rows = _offered(request, register, form)
    context: dict[str, Any] = {
        "register": register,
        "form": form,
        "areas": register.areas.all(),
        "rows": rows[:OFFERED],
        "more": len(rows) > OFFERED,
        "bulk": bulk,
        "section": "registers",
    }
    return render(request, "web/register_show.html", context, status=422 if bulk.message else 200)


def _shown(request: HttpRequest, register: Register, keys: list[int], area: KeyArea | None) -> HttpResponse:
    tasks = allowed(request.user, "register.view_task", Task.objects.filter(pk__in=keys)).order_by("pk")
    made = show_many(tasks, register, by=request.user, area=area)
    text = ngettext(
        "%(n)s task now stands on this register too. It is reported once.",
        "%(n)s tasks now stand on this register too. Each is reported once.",
        len(made),
    )
    messages.success(request, text % {"n": len(made)})
    return redirect("register", register.slug)


def _offered(request: HttpRequest, register: Register, form: ShowManyForm) -> list[Entry]:
    """Tasks that are not on the register yet, where they are at home; one more than is shown, if there are more."""
    form.is_valid()
    value = form.cleaned_data.get
    rows = entries(None, request.user, RegisterFilter(text=value("text") or ""))
    if value("source"):
        rows = rows.filter(register=value("source"))
    here = Entry.objects.filter(register=register).values("task")
    rows = rows.exclude(task__in=here).select_related("task__lead", "register")
    return list(rows.order_by("register__official_order", "register", "position", "pk")[: OFFERED + 1])
