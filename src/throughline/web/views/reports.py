"""Reports: a unit files in five fields; the supervision office accepts or returns, also many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import accept_reports, file_report, return_reports
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Evidence, Period, Report
from throughline.delivery.queries.reporting import Draft, current_period, owed, prefill
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.register.models import Entry, Responsibility
from throughline.web.forms.delivery import ReasonForm, ReportForm
from throughline.web.views.frame import form_page, found, keys_of, told_in

PER_PAGE = 100


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision; and what one's own units owe and filed."""
    user = request.user
    rows = Report.objects.select_related("task", "organization", "period", "task__target__indicator")
    waiting = allowed(user, "delivery.decide_report", rows.filter(state=ReportState.FILED))
    own = allowed(user, "delivery.file_report", Responsibility.objects.all())
    mine = rows.filter(task__responsibilities__in=own.values("pk")).distinct()
    context = {
        "waiting": waiting.order_by("filed_at")[:PER_PAGE],
        "owed": owed(user=user),
        "mine": mine.order_by("-filed_at")[:PER_PAGE],
        "today": clock.today(),
        "section": "home",
    }
    return render(request, "web/reports.html", context)


@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, key: int, organization: int) -> HttpResponse:
    """The form of five fields, with last period's in it."""
    held = found(
        request.user,
        "delivery.file_report",
        Responsibility.objects.select_related("task__target__indicator", "organization"),
        task=key,
        organization=organization,
    )
    task = held.task
    home = Entry.objects.select_related("register").get(task=task, is_home=True)
    periods = Period.objects.filter(
        register=home.register, closed_at=None, starts_on__lte=clock.today()
    ).order_by("-starts_on")
    period = _wanted_period(request, periods) or current_period(home.register) or periods.first()
    draft = prefill(task, held.organization, period)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial=_initial(draft, period),
        periods=periods,
        evidence=Evidence.objects.filter(pk__in=[e.pk for e in draft.evidence]),
        unit=(task.target.indicator.unit or _("in its unit")) if task.target else "",
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _file(request, held, form)
            messages.success(request, _("The report is filed. Thank you."))
            return redirect("home")
    context = {"task": task, "held": held, "draft": draft, "home": home, "has_periods": periods.exists()}
    return form_page(request, "web/report_form.html", form, "home", **context)


def _wanted_period(request: HttpRequest, periods: Any) -> Period | None:
    key = request.POST.get("period") or request.GET.get("period") or ""
    return periods.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


def _initial(draft: Draft, period: Period | None) -> dict[str, Any]:
    names = ("progress", "value", "colour", "done", "problem", "help_needed", "attempt")
    return {name: getattr(draft, name) for name in names} | {
        "period": period,
        "shown": period.pk if period else None,
        "keep": [e.pk for e in draft.evidence],
    }


def _file(request: HttpRequest, held: Responsibility, form: ReportForm) -> Report:
    value = dict(form.cleaned_data)
    files = [(file.name, file.read()) for file in value.pop("evidence")]
    del value["attempt"], value["shown"]
    return file_report(
        held.task,
        held.organization,
        value.pop("period"),
        by=request.user,
        evidence=files,
        keep=value.pop("keep", ()),
        seen=form.seen,
        **value,
    )


@require_GET
def report_page(request: HttpRequest, key: int) -> HttpResponse:
    """One report with its evidence and what was decided."""
    report = _report(request, key)
    context = {
        "report": report,
        "may_decide": report.state == ReportState.FILED
        and may(request.user, "delivery.decide_report", report),
        "form": ReasonForm(),
        "section": "home",
    }
    return render(request, "web/report.html", context)


def _report(request: HttpRequest, key: int) -> Report:
    rows = Report.objects.select_related(
        "task__target__indicator", "organization", "period", "filed_by", "decided_by"
    )
    report = found(None, "", rows, pk=key)
    if not may(request.user, "register.view_task", report.task):
        raise NotThere
    return report


@require_POST
def reports_decide(request: HttpRequest) -> HttpResponse:
    """Accept or return one or many."""
    keys = keys_of(request, "report")
    reports = list(allowed(request.user, "delivery.decide_report", Report.objects.filter(pk__in=keys)))
    if not reports:
        messages.error(request, _("Choose at least one report."))
    elif request.POST.get("act") == "return":
        done = return_reports(reports, by=request.user, reason=request.POST.get("reason", ""))
        text = ngettext("%(n)s report returned.", "%(n)s reports returned.", len(done))
        messages.success(request, text % {"n": len(done)})
    else:
        done = accept_reports(reports, by=request.user)
        text = ngettext("%(n)s report accepted.", "%(n)s reports accepted.", len(done))
        messages.success(request, text % {"n": len(done)})
    return redirect("reports")


@require_GET
def evidence_download(request: HttpRequest, key: int) -> FileResponse:
    """A file of evidence, always as a download."""
    evidence = found(None, "", Evidence.objects.select_related("report__task"), pk=key)
    if not may(request.user, "register.view_task", evidence.report.task):
        raise NotThere
    return FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type="application/octet-stream",
    )
