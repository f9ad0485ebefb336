"""Reports: a unit files in five fields; the supervision office accepts or returns, also many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import accept_reports, file_report, return_reports
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Evidence, Period, Report
from throughline.delivery.queries.reporting import (
    Draft,
    current_period,
    owed,
    prefill,
    reported_periods,
    reporting_organizations,
)
from throughline.desk.queries import returned_reports
from throughline.indicators.models import Observation
from throughline.indicators.queries import latest_value
from throughline.lib import clock
from throughline.lib.refusal import NotThere, Refused
from throughline.organizations.models import Organization
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Responsibility
from throughline.web.forms.delivery import ReportForm
from throughline.web.views.bulk import Bulk, gone_from, refused_in
from throughline.web.views.frame import form_page, found, keys_of, told_in

PER_PAGE = 100


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision; and what one's own units owe and filed."""
    return _list(request)


def _list(request: HttpRequest, bulk: Bulk | None = None) -> HttpResponse:
    """The page; after a refused act on many, with what was ticked and typed."""
    user = request.user
    rows = Report.objects.select_related("task", "organization", "period", "task__target__indicator")
    waiting = allowed(user, "delivery.decide_report", rows.filter(state=ReportState.FILED))
    own = allowed(user, "delivery.file_report", Responsibility.objects.all())
    mine = rows.filter(task__responsibilities__in=own.values("pk")).distinct()
    context = {
        "waiting": waiting.order_by("filed_at")[:PER_PAGE],
        "waiting_count": waiting.count(),
        "returned": returned_reports(user),
        "owed": owed(user=user),
        "mine": mine.order_by("-filed_at")[:PER_PAGE],
        "load_units": Organization.objects.filter(pk__in=reporting_organizations(user)).official()[:5],
        "today": clock.today(),
        "bulk": bulk or Bulk(),
        "section": "reports",
    }
    return render(request, "web/reports.html", context, status=422 if bulk else 200)


@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, key: int, organization: int) -> HttpResponse:
    """The form of five fields, with last period's in it."""
    held = found(
        request.user,
        "delivery.file_report",
        Responsibility.objects.select_related(
            "task__target__indicator", "task__target__organization", "organization"
        ),
        task=key,
        organization=organization,
    )
    task = held.task
    home = Entry.objects.select_related("register").get(task=task, is_home=True)
    periods = reported_periods(task, clock.today())
    period = _wanted_period(request, periods) or current_period(home.register) or periods.first()
    draft = prefill(task, held.organization, period)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial=_initial(draft, period),
        periods=periods,
        evidence=Evidence.objects.filter(pk__in=[e.pk for e in draft.evidence]),
        target=task.target,
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return _after(request, _file(request, held, form))
    context = {
        "task": task,
        "held": held,
        "draft": draft,
        "home": home,
        "has_periods": periods.exists(),
        "observed": _observed(held, draft),
    }
    return form_page(request, "web/report_form.html", form, "reports", **context)


def _after(request: HttpRequest, report: Report) -> HttpResponse:
    """Back to Today; from a lead's 100 % on to saying that the task is complete, while it is fresh in mind."""
    if report.leads and report.progress == 100 and report.task.state == TaskState.OPEN:
        messages.success(
            request,
            _("The report is filed. If the task is complete, say so here and no further report is asked."),
        )
        return redirect("completion_new", report.task_id)
    messages.success(request, _("The report is filed. Thank you."))
    return redirect("home")


def _observed(held: Responsibility, draft: Draft) -> Observation | None:
    """The last value that counts of the task's target; None where the unit's own last report tells one."""
    target = held.task.target
    if target is None or (draft.before is not None and draft.before.value is not None):
        return None
    return latest_value(target.indicator, target.organization or held.organization, clock.today())


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
    return _report_page(request, key)


def _report_page(request: HttpRequest, key: int, bulk: Bulk | None = None) -> HttpResponse:
    report = _report(request, key)
    context = {
        "report": report,
        "may_decide": report.state == ReportState.FILED
        and may(request.user, "delivery.decide_report", report),
        "bulk": bulk or Bulk(),
        "section": "reports",
    }
    return render(request, "web/report.html", context, status=422 if bulk else 200)


def _report(request: HttpRequest, key: int) -> Report:
    rows = Report.objects.select_related(
        "task__target__indicator", "organization", "period", "filed_by", "decided_by"
    )
    report = found(None, "", rows, pk=key)
    if not may(request.user, "register.view_task", report.task):
        raise NotThere
    return report


@require_http_methods(["GET", "POST"])
def reports_decide(request: HttpRequest) -> HttpResponse:
    """Accept or return one or many, all or none; a refusal comes back on the page that sent it, with what was typed."""
    if request.method == "GET":
        # The address of a page that came back with a refusal, asked for again: in another language, say.
        return redirect("reports")
    keys, reason = keys_of(request, "report"), request.POST.get("reason", "")
    reports = list(allowed(request.user, "delivery.decide_report", Report.objects.filter(pk__in=keys)))
    if keys and not reports:
        raise NotThere
    if len(reports) != len(set(keys)):
        return _list(request, gone_from(keys, [report.pk for report in reports], reason))
    try:
        messages.success(request, _decided(request, reports, reason))
    except Refused as refused:
        bulk = refused_in(refused, keys, reason)
        if request.POST.get("back") == "report":
            return _report_page(request, keys[0], bulk)
        return _list(request, bulk)
    return redirect("reports")


def _decided(request: HttpRequest, reports: list[Report], reason: str) -> str:
    """Do it; what the person is told then."""
    if request.POST.get("act") == "return":
        n = len(return_reports(reports, by=request.user, reason=reason))
        return ngettext("%(n)s report returned.", "%(n)s reports returned.", n) % {"n": n}
    n = len(accept_reports(reports, by=request.user))
    return ngettext("%(n)s report accepted.", "%(n)s reports accepted.", n) % {"n": n}


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
