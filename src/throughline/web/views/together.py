"""One decision about the tasks ticked in a list: what it needs is asked once, then it is done for all or for none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed
from throughline.delivery.actions import decide_tasks
from throughline.delivery.refusals import NoneDone
from throughline.lib.refusal import Invalid, NotThere, Refused
from throughline.register.models import Entry, Task
from throughline.web.forms.adjustments import (
    ApprovedForm,
    HandManyForm,
    ResumeForm,
    SuspendForm,
    TransferManyForm,
)
from throughline.web.views.bulk import Bulk, back_to, gone_from, refused_in, seen_of
from throughline.web.views.frame import keys_of

FORMS = {
    "transfer": TransferManyForm,
    "hand_over": HandManyForm,
    "suspend": SuspendForm,
    "resume": ResumeForm,
    "cancel": ApprovedForm,
}
HEADINGS = {
    "transfer": _l("Transfer tasks to another unit"),
    "hand_over": _l("Hand tasks over to another post"),
    "suspend": _l("Suspend tasks"),
    "resume": _l("Take tasks up again"),
    "cancel": _l("Cancel tasks"),
}


@require_http_methods(["GET", "POST"])
def tasks_decide(request: HttpRequest) -> HttpResponse:
    """First the tasks that were ticked in a list and what the decision needs; then all or none of it is done."""
    if request.method == "GET":
        # The address of a page that came from a list, asked for again: in another language, say.
        return redirect("tasks")
    name, keys = request.POST.get("act", ""), keys_of(request, "task")
    if name not in FORMS:
        raise NotThere
    tasks = allowed(request.user, "register.edit_task", Task.objects.filter(pk__in=keys))
    here = list(tasks.order_by().values_list("pk", flat=True))
    if keys and not here:
        raise NotThere
    form = _form(name, request.POST if "decided" in request.POST else None, here)
    if not keys:
        return _page(request, form, name, Bulk(message=_("Choose at least one task.")))
    if len(here) != len(set(keys)):
        return _page(request, form, name, gone_from(keys, here))
    if not form.is_bound or not form.is_valid():
        return _page(request, form, name, Bulk(frozenset(keys)))
    return _decided(request, form, name, keys)


def _form(name: str, data: Any, keys: list[int]) -> Form:
    return TransferManyForm(data, tasks=keys) if name == "transfer" else FORMS[name](data)


def _decided(request: HttpRequest, form: Form, name: str, keys: list[int]) -> HttpResponse:
    try:
        tasks = Task.objects.filter(pk__in=keys)
        n = len(decide_tasks(name, tasks, by=request.user, seen=seen_of(request), **form.cleaned_data))
    except NoneDone as refused:
        return _page(request, form, name, refused_in(refused, keys))
    except Invalid as invalid:
        if invalid.field not in form.fields:
            return _page(request, form, name, refused_in(invalid, keys))
        form.add_error(invalid.field, str(invalid))
        return _page(request, form, name, Bulk(frozenset(keys)))
    except Refused as refused:
        return _page(request, form, name, refused_in(refused, keys))
    messages.success(request, _done(name, n))
    return redirect(back_to(request, reverse("tasks")))


def _done(name: str, n: int) -> str:
    texts = {
        "transfer": ngettext(
            "%(n)s task transferred. The unit that takes it over signs off anew.",
            "%(n)s tasks transferred. The unit that takes them over signs off anew.",
            n,
        ),
        "hand_over": ngettext("%(n)s task handed over.", "%(n)s tasks handed over.", n),
        "suspend": ngettext("%(n)s task suspended.", "%(n)s tasks suspended.", n),
        "resume": ngettext("%(n)s task taken up again.", "%(n)s tasks taken up again.", n),
        "cancel": ngettext("%(n)s task cancelled.", "%(n)s tasks cancelled.", n),
    }
    return texts[name] % {"n": n}


def _page(request: HttpRequest, form: Form, name: str, bulk: Bulk) -> HttpResponse:
    """The chosen tasks where they are at home, with their versions as they stand now, and the form."""
    keys = {*bulk.ticked, *bulk.faults}
    tasks = allowed(request.user, "register.edit_task", Task.objects.filter(pk__in=keys))
    homes = Entry.objects.filter(is_home=True, task__in=tasks.order_by().values("pk"))
    context = {
        "form": form,
        "act": name,
        "heading": HEADINGS[name],
        "bulk": bulk,
        "rows": homes.select_related("task__lead", "register").order_by(
            "register__official_order", "position"
        ),
        "back": back_to(request, reverse("tasks")),
        "section": "registers",
    }
    refused = bool(form.errors or bulk.message)
    return render(request, "web/tasks_decide.html", context, status=422 if refused else 200)
