"""Completion (办结) by the unit, closure (销号) by the supervision office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.delivery.actions import close_task, report_complete, send_back
from throughline.delivery.models import Completion
from throughline.delivery.queries.reporting import reporting_units
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.register.models import Task
from throughline.web.forms.delivery import CompletionForm, ReasonForm
from throughline.web.views.frame import form_page, found, told_in


@require_http_methods(["GET", "POST"])
def completion_new(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit reports the task complete."""
    task = found(request.user, "register.view_task", Task.objects.all(), pk=key)
    units = reporting_units(task, request.user)
    if not units:
        raise NotAllowed
    form = CompletionForm(
        request.POST or None, units=Organization.objects.filter(pk__in=[unit.pk for unit in units])
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            report_complete(task, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Reported complete. The supervision office closes it or sends it back.")
            )
            return redirect("task", task.pk)
    context = {"heading": _("Report the task complete"), "introduction": task.title, "back": f"/tasks/{key}/"}
    return form_page(request, "web/form.html", form, "home", **context)


@require_http_methods(["GET", "POST"])
def completion_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Close the task, or send it back with a reason."""
    rows = Completion.objects.select_related("task", "organization", "reported_by")
    completion = found(request.user, "delivery.close_task", rows, pk=key)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = request.POST.get("act") == "send_back"
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            decide = send_back if request.POST.get("act") == "send_back" else close_task
            decide(completion, by=request.user, reason=form.cleaned_data["reason"])
            return redirect("task", completion.task_id)
    return form_page(request, "web/completion_decide.html", form, "home", completion=completion)
