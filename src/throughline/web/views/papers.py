"""Issued papers: the list, one paper with its file, number and scans; issuing one from a register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, check, may
from throughline.delivery.queries.ratings import circulars
from throughline.exchange.paper_files import issue_circular, issue_from_register
from throughline.lib.refusal import Refused
from throughline.papers.actions.issuing import attach_scan
from throughline.papers.models import Scan
from throughline.papers.queries import papers, series_for
from throughline.register.models import Register
from throughline.web.forms.papers import IssueCircularForm, IssueForm, ScanForm
from throughline.web.views.frame import form_page, found, told_in

PER_PAGE = 50
#: Registers of which the list offers to issue a paper; of the others their own pages do.
MOST_OFFERED = 20


@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    """The papers in sight, the newest first."""
    after = request.GET.get("after", "")
    rows = papers(request.user)
    text = request.GET.get("text", "").strip()[:200]
    if text:
        rows = rows.filter(title__icontains=text) | rows.filter(number_text__icontains=text)
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows.order_by("-pk")[: PER_PAGE + 1])
    context = {
        "papers": shown[:PER_PAGE],
        "next": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else "",
        "issuing": allowed(request.user, "register.edit", Register.objects.filter(closed_on=None))[
            :MOST_OFFERED
        ],
        "text": text,
        "section": "registers",
        "tab": "papers",
    }
    return render(request, "web/papers.html", context)


@require_http_methods(["GET", "POST"])
def paper_page(request: HttpRequest, key: int) -> HttpResponse:
    """One paper: what was issued, under which number; its scans, and a further one."""
    paper = found(
        request.user, "papers.view", papers(request.user).select_related("issued_by", "template"), pk=key
    )
    posted = request.method == "POST"
    if posted:
        check(request.user, "papers.keep", paper)
    form = ScanForm(request.POST, request.FILES) if posted else ScanForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        with told_in(form):
            attach_scan(paper, by=request.user, data=file.read(), file_name=file.name)
            messages.success(request, _("The scan is attached."))
            return redirect("paper", key)
    context = {
        "paper": paper,
        "scans": paper.scans.select_related("attached_by"),
        "may_keep": may(request.user, "papers.keep", paper),
    }
    return form_page(request, "web/paper.html", form, "registers", **context)


@require_GET
def paper_file(request: HttpRequest, key: int) -> FileResponse:
    """The file as it was issued."""
    paper = found(None, "", papers(request.user), pk=key)
    return FileResponse(
        paper.file.open("rb"),
        as_attachment=True,
        filename=paper.file_name,
        content_type="application/octet-stream",
    )


@require_GET
def scan_file(request: HttpRequest, key: int) -> FileResponse:
    """A scan as it came."""
    scan = found(None, "", Scan.objects.filter(paper__in=papers(request.user).values("pk")), pk=key)
    return FileResponse(
        scan.file.open("rb"),
        as_attachment=True,
        filename=scan.file_name,
        content_type="application/octet-stream",
    )


@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue a paper of a register: a task breakdown table or a unit's sign-off sheet."""
    rows = Register.objects.select_related("organization")
    register = found(request.user, "register.edit", rows, slug=slug)
    form = IssueForm(
        request.POST or None, register=register, series=series_for(register.organization, request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            with told_in(form):
                paper = issue_from_register(register, by=request.user, **form.cleaned_data)
                messages.success(request, _("Issued and kept."))
                return redirect("paper", paper.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context: dict[str, Any] = {"register": register, "heading": _("Issue a paper")}
    context["back"] = reverse("register", args=[slug])
    return form_page(request, "web/paper_form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def circular_issue(request: HttpRequest, key: int) -> HttpResponse:
    """Keep a circular's document as it is issued."""
    circular = found(None, "", circulars(request.user).select_related("register__organization"), pk=key)
    found(request.user, "delivery.circulate", Register.objects.all(), pk=circular.register_id)
    series = series_for(circular.register.organization, request.user)
    form = IssueCircularForm(request.POST or None, series=series, initial={"title": circular.title})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            paper = issue_circular(circular, by=request.user, **form.cleaned_data)
            messages.success(request, _("Issued and kept."))
            return redirect("paper", paper.pk)
    context = {"heading": _("Issue the circular as a document"), "back": reverse("circular", args=[key])}
    context["button"] = _("Issue and keep")
    context["introduction"] = _(
        "The document as it is now is kept unchanged. The scan with seal is attached later."
    )
    return form_page(request, "web/form.html", form, "registers", **context)
