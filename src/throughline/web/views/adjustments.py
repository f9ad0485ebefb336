"""Decisions about a task: suspended, taken up again, cancelled, reopened, merged, transferred."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed
from throughline.delivery.actions import (
    cancel_task,
    merge_task,
    reopen_task,
    resume_task,
    suspend_task,
    transfer_task,
)
from throughline.register.models import Entry, Task
from throughline.register.rules import LIVE_STATES
from throughline.web.forms.adjustments import ApprovedForm, MergeForm, ResumeForm, SuspendForm, TransferForm
from throughline.web.views.frame import form_page, found, told_in

ACTS = {"suspend": suspend_task, "resume": resume_task, "cancel": cancel_task, "reopen": reopen_task}
FORMS = {"suspend": SuspendForm, "resume": ResumeForm}
#: So many tasks are offered at once; a word narrows them.
OFFERED = 30


@require_http_methods(["GET", "POST"])
def task_state(request: HttpRequest, key: int, change: str) -> HttpResponse:
    """Suspend, take up again, cancel, reopen."""
    headings = {
        "suspend": _("Suspend the task"),
        "resume": _("Take the task up again"),
        "cancel": _("Cancel the task"),
        "reopen": _("Reopen the task"),
    }
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    form = FORMS.get(change, ApprovedForm)(request.POST or None, row=task)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            ACTS[change](task, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("task", key)
    return _page(request, form, task, headings[change])


def _page(request: HttpRequest, form: Any, task: Task, heading: str, **context: Any) -> HttpResponse:
    template = context.pop("template", "web/form.html")
    told = {"heading": heading, "introduction": task.title, "back": reverse("task", args=[task.pk])}
    return form_page(request, template, form, "registers", **told, **context)


@require_http_methods(["GET", "POST"])
def task_transfer(request: HttpRequest, key: int) -> HttpResponse:
    """Hand the task to another unit."""
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    form = TransferForm(request.POST or None, row=task)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            transfer_task(task, by=request.user, seen=form.seen, **form.cleaned_data)
            messages.success(request, _("Transferred. The unit that takes it over signs off anew."))
            return redirect("task", key)
    return _page(request, form, task, _("Transfer to another unit"), button=_("Transfer"))


@require_http_methods(["GET", "POST"])
def task_merge(request: HttpRequest, key: int) -> HttpResponse:
    """Merge the task into another one, which stands for both."""
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    tasks = allowed(request.user, "register.edit_task", Task.objects.filter(state__in=LIVE_STATES))
    tasks = tasks.exclude(pk=key)
    words, wanted = request.GET.get("q", ""), request.POST.get("into") or request.GET.get("into", "")
    rows = _offered(tasks, words, int(wanted) if wanted.isascii() and wanted.isdigit() else 0)
    form = MergeForm(
        request.POST or None, row=task, tasks=tasks, shown=[(e.task_id, _named(e)) for e in rows]
    )
    if wanted and request.method == "GET":
        form.initial["into"] = wanted
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            into = merge_task(task, by=request.user, seen=form.seen, **form.cleaned_data)
            messages.success(request, _("Merged. What was reported on the other one stays with it."))
            return redirect("task", into.pk)
    context = {"words": words, "more": len(rows) >= OFFERED, "template": "web/task_merge.html"}
    return _page(request, form, task, _("Merge into another task"), **context)


def _offered(tasks: QuerySet[Task], words: str, chosen: int) -> list[Entry]:
    """The home places of the tasks that may be chosen, those that the words name; the chosen one in any case."""
    homes = Entry.objects.filter(is_home=True, task__in=tasks.order_by().values("pk"))
    named = Q()
    for word in words.split()[:8]:
        named &= Q(task__title__icontains=word) | Q(number__iexact=word) | Q(register__title__icontains=word)
    if chosen and not words:
        named = Q(task=chosen) if chosen < 2**63 else Q(pk__in=[])
    rows = homes.filter(named).select_related("task__lead", "register")
    return list(rows.order_by("register__official_order", "register", "position", "pk")[:OFFERED])


def _named(entry: Entry) -> str:
    unit = f" · {entry.task.lead}" if entry.task.lead else ""
    return f"{entry.register.title} {entry.number} · {entry.task.title}{unit}"
