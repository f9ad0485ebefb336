"""Completion (办结) by the unit, closure (销号) by the office; new dates asked for (延期) and answered."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.delivery.actions import (
    ask_extension,
    close_task,
    grant_extension,
    refuse_extension,
    report_complete,
    send_back,
    withdraw_extension,
)
from throughline.delivery.choices import CompletionState, ExtensionState
from throughline.delivery.models import Completion, Extension
from throughline.delivery.queries.completing import evidence_of, reached_on
from throughline.delivery.queries.reporting import prefill, reporting_units
from throughline.lib.refusal import NotAllowed
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.register.models import Task
from throughline.web.forms.delivery import CompletionForm, ExtensionDecisionForm, ExtensionForm, ReasonForm
from throughline.web.views.frame import form_page, found, told_in


@require_http_methods(["GET", "POST"])
def completion_new(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit reports the task complete."""
    task = found(request.user, "register.view_task", Task.objects.all(), pk=key)
    units = reporting_units(task, request.user)
    if not units:
        raise NotAllowed
    # What its last report tells was mostly what was reached.
    form = CompletionForm(
        request.POST or None,
        units=Organization.objects.filter(pk__in=[unit.pk for unit in units]),
        initial={"statement": prefill(task, units[0]).done, "completed_on": reached_on(task, units[0])},
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            report_complete(task, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Reported complete. The supervision office closes it or sends it back.")
            )
            return redirect("task", task.pk)
    context = {
        "heading": _("Report the task complete"),
        "introduction": task.title,
        "back": f"/tasks/{key}/",
        "button": _("Report it complete"),
    }
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
    context = {
        "completion": completion,
        "evidence": evidence_of(completion.task, completion.organization),
        "waits": completion.state == CompletionState.REPORTED,
    }
    return form_page(request, "web/completion_decide.html", form, "home", **context)


@require_http_methods(["GET", "POST"])
def extension_new(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit asks for a new due date."""
    task = found(request.user, "delivery.ask_extension", Task.objects.all(), pk=key)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            ask_extension(task, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Asked. Until the supervision office answers, the present due date stands.")
            )
            return redirect("task", task.pk)
    due = f" · {_('due %(day)s') % {'day': written_day(task.due_on)}}" if task.due_on else ""
    context = {
        "heading": _("Ask for a new due date"),
        "introduction": f"{task.title}{due}",
        "back": f"/tasks/{key}/",
        "button": _("Ask for it"),
    }
    return form_page(request, "web/form.html", form, "home", **context)


@require_http_methods(["GET", "POST"])
def extension_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Grant the new date or refuse it."""
    rows = Extension.objects.select_related("task", "organization", "asked_by", "decided_by")
    extension = found(request.user, "delivery.decide_extension", rows, pk=key)
    form = ExtensionDecisionForm(request.POST or None, initial={"later_on": extension.wanted_on})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _decide(request, extension, **form.cleaned_data)
            return redirect("task", extension.task_id)
    context = {"extension": extension, "waits": extension.state == ExtensionState.ASKED}
    return form_page(request, "web/extension_decide.html", form, "home", **context)


@require_http_methods(["POST"])
def extension_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit takes its request back."""
    extension = found(request.user, "delivery.withdraw_extension", Extension.objects.all(), pk=key)
    withdraw_extension(extension, by=request.user)
    messages.success(request, _("Withdrawn. The due date stays as it is."))
    return redirect("task", extension.task_id)


def _decide(request: HttpRequest, extension: Extension, later_on: date | None, answer: str) -> None:
    if request.POST.get("act") == "refuse":
        refuse_extension(extension, by=request.user, answer=answer)
        messages.success(request, _("Refused. The due date stays; the unit reads your answer."))
    else:
        grant_extension(extension, by=request.user, later_on=later_on, answer=answer)
        messages.success(request, _("Granted. The due date is moved; the original one stays in sight."))
