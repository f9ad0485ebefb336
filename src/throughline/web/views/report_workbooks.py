"""Reports by workbook: taken away, filled in, brought back, looked at, filed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from throughline.delivery.queries.reporting import reporting_organizations
from throughline.documents.messages import refusal
from throughline.exchange.register_export import KINDS
from throughline.exchange.returned.refusals import NothingToReport
from throughline.exchange.returned.report_export import report_workbook
from throughline.exchange.returned.report_filing import OURS, WORKBOOK, file_returned
from throughline.exchange.returned.report_looking import look_at_reports
from throughline.exchange.returned.report_told import ReportsPreview
from throughline.exchange.returned.waiting import Waiting, keep, kept
from throughline.formats.errors import UnreadableFile
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, NotAllowed, Refused
from throughline.web.forms.workbook import FileReportsForm, ReturnForm
from throughline.web.views.frame import form_page, told_in
from throughline.web.views.workbooks import MOST_TROUBLES, given

#: For what the files wait, where a register's key would stand.
REPORTS = 0
SHOWN = 300


@require_GET
def report_workbook_download(request: HttpRequest) -> HttpResponse:
    """What one's units owe as a workbook; with `every` also what was filed for the present period already."""
    _may(request)
    try:
        content = report_workbook(request.user, every="every" in request.GET)
    except NothingToReport as refused:
        messages.info(request, str(refused))
        return redirect("report_workbook_return")
    name = f"{_('Reports')}-{clock.today():%Y%m%d}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=KINDS["xlsx"], headers={"Content-Disposition": disposition})


def _may(request: HttpRequest) -> None:
    if not reporting_organizations(request.user):
        raise NotAllowed


@never_cache
@require_http_methods(["GET", "POST"])
def report_workbook_return(request: HttpRequest) -> HttpResponse:
    """Ask for workbooks of reports, and keep them until it is decided about them."""
    _may(request)
    form = ReturnForm(request.POST, request.FILES) if request.method == "POST" else ReturnForm()
    if form.is_valid():
        with told_in(form):
            try:
                waiting = keep(request.user, REPORTS, given(form.cleaned_data["files"]))
            except UnreadableFile as error:
                form.add_error("files", refusal(error.code, error.params))
            else:
                return redirect("report_workbook_look", waiting.token)
    return form_page(request, "web/report_workbook.html", form, "reports")


@never_cache
@require_http_methods(["GET", "POST"])
def report_workbook_look(request: HttpRequest, token: str) -> HttpResponse:
    """What the workbooks would file; all of it filed, or dropped."""
    waiting = kept(request.user, REPORTS, token)
    wanted = request.POST.get("act", "")
    if wanted == "drop":
        waiting.drop()
        return redirect("report_workbook_return")
    form = FileReportsForm(request.POST if wanted == "file" else None)
    if form.is_valid():
        done = _filed(request, waiting, form)
        if done is not None:
            return done
    return _look(request, waiting, form)


def _filed(request: HttpRequest, waiting: Waiting, form: FileReportsForm) -> HttpResponse | None:
    """File what was shown; None when it is refused, which the form tells."""
    try:
        preview = _as_shown(waiting, request)
        number = file_returned(preview, form.choice(request.POST), by=request.user)
    except NotAllowed:
        raise
    except ChangedMeanwhile:
        form.add_error(None, _("Something changed since you looked. Nothing was filed: look again."))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        waiting.drop()
        said = ngettext("%(n)s report is filed. Thank you.", "%(n)s reports are filed. Thank you.", number)
        messages.success(request, said % {"n": number})
        return redirect("reports")
    return None


def _as_shown(waiting: Waiting, request: HttpRequest) -> ReportsPreview:
    preview = look_at_reports(waiting.files(), by=request.user)
    if preview.fingerprint() != request.POST.get("shown", ""):
        raise ChangedMeanwhile
    return preview


def _look(request: HttpRequest, waiting: Waiting, form: FileReportsForm) -> HttpResponse:
    try:
        preview = look_at_reports(waiting.files(), by=request.user)
    except Refused as refused:
        waiting.drop()
        messages.error(request, str(refused))
        return redirect("report_workbook_return")
    context: dict[str, Any] = {
        "preview": preview,
        "shown": preview.fingerprint(),
        "plain": preview.plain[:SHOWN],
        "more": len(preview.plain[SHOWN:]),
        "conflicts": [(row, request.POST.get(f"row:{row.key}", "")) for row in preview.conflicts],
        "troubles": preview.troubles[:MOST_TROUBLES],
        "more_troubles": len(preview.troubles[MOST_TROUBLES:]),
        "ours": OURS,
        "workbook": WORKBOOK,
    }
    return form_page(request, "web/report_workbook_look.html", form, "reports", **context)
