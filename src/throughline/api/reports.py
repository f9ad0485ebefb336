"""Reports and completions: what is owed, what was filed, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import Base64Bytes, Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Given, Key, Text, Word
from throughline.api.frame import A_FILE, REFUSALS, as_file
from throughline.api.paging import MOST, Paged, Paging, page
from throughline.api.shapes.delivery import CompletionOut, OwedOut, ReportOut
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.report_workbooks import ReturnedReportsOut
from throughline.delivery.actions import (
    accept_reports,
    close_task,
    file_report,
    report_complete,
    return_reports,
    send_back,
)
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Completion, Evidence, Period, Report
from throughline.delivery.queries.reporting import Owed, owed
from throughline.exchange.register_export import KINDS
from throughline.exchange.returned.report_export import report_workbook
from throughline.exchange.returned.report_filing import ReportChoice, file_returned
from throughline.exchange.returned.report_looking import look_at_reports
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.register.choices import Colour
from throughline.register.models import Responsibility
from throughline.register.queries import find_task

router = Router(tags=["reports"])


@router.get("/owed", response={200: list[OwedOut], **REFUSALS})
def list_owed(request: HttpRequest) -> list[Owed]:
    """The reports that the caller's units owe, the most urgent first."""
    return owed(user=request.user)


def _reports(request: HttpRequest) -> QuerySet[Report]:
    found = allowed(request.user, "register.view_task", Report.objects.all(), path="task")
    return found.select_related("organization", "period").prefetch_related("evidence")


class ReportQuery(Paging):
    """Which reports."""

    task: Key | None = None
    organization: Key | None = None
    period: Key | None = None
    state: ReportState | None = None


@router.get("/reports", response={200: Paged[ReportOut], **REFUSALS})
def list_reports(request: HttpRequest, query: Query[ReportQuery]) -> Any:
    """Reports in sight, the latest first."""
    wanted = query.dict(include={"task", "organization", "period", "state"}, exclude_none=True)
    return page(_reports(request).filter(**wanted), query, "-filed_at")


class Decision(Schema):
    """The reports that are meant; a return needs a reason."""

    reports: Annotated[list[Key], Field(max_length=MOST)]
    reason: Text = ""


def _chosen(request: HttpRequest, keys: Sequence[int]) -> list[Report]:
    found = list(allowed(request.user, "delivery.decide_report", Report.objects.filter(pk__in=keys)))
    if len(found) != len(set(keys)):
        raise NotThere
    return found


@router.post("/reports/accept", response={200: list[int], **REFUSALS})
def accept(request: HttpRequest, given: Decision) -> list[int]:
    """Accept filed reports, all or none; answers with their keys."""
    return [row.pk for row in accept_reports(_chosen(request, given.reports), by=request.user)]


@router.post("/reports/return", response={200: list[int], **REFUSALS})
def return_(request: HttpRequest, given: Decision) -> list[int]:
    """Return filed reports with a reason, all or none; answers with their keys."""
    rows = return_reports(_chosen(request, given.reports), by=request.user, reason=given.reason)
    return [row.pk for row in rows]


class WorkbookQuery(Schema):
    """`every`: with what was filed for the present period already."""

    every: bool = False


@router.get("/reports/workbook", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_report_workbook(request: HttpRequest, query: Query[WorkbookQuery]) -> HttpResponse:
    """What the caller's units owe, as a workbook to fill in and bring back."""
    content = report_workbook(request.user, every=query.every)
    return as_file(content, f"reports-{clock.today():%Y%m%d}.xlsx", KINDS["xlsx"])


class Filing(Schema):
    """How a workbook of reports is taken. `meanwhile`: what happens with reports that were filed meanwhile."""

    dry_run: bool = True
    meanwhile: Literal["ask", "ours", "workbook"] = "ask"
    leave_out: bool = False


@router.post("/reports/workbook", response={200: ReturnedReportsOut, **REFUSALS})
def file_report_workbook(request: HttpRequest, file: File[UploadedFile], given: Form[Filing]) -> Any:
    """Bring a filled-in workbook of reports back: what it files, and, unless `dry_run`, filing it, all or none.

    Where somebody reported meanwhile, "ask" refuses, "ours" keeps that report, "workbook" files a further attempt.
    `leave_out` goes on without what can't be read.
    """
    preview = look_at_reports([(file.name or "", file.read())], by=request.user)
    if given.dry_run:
        return Joined(preview, filed=0)
    if preview.refused:
        raise Invalid("file", "%(what)s", what=preview.refused[0].refused)
    rest = "" if given.meanwhile == "ask" else given.meanwhile
    choice = ReportChoice(rest=rest, leave_out=given.leave_out)
    return Joined(preview, filed=file_returned(preview, choice, by=request.user))


@router.get("/reports/{key}", response={200: ReportOut, **REFUSALS})
def get_report(request: HttpRequest, key: Key) -> Report:
    """One report."""
    rows = Report.objects.filter(pk=key).select_related("organization", "period")
    found = allowed(request.user, "register.view_task", rows, path="task").first()
    if found is None:
        raise NotThere
    return found


@router.get("/evidence/{key}", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_evidence(request: HttpRequest, key: Key) -> FileResponse:
    """A file of evidence, byte for byte."""
    rows = Evidence.objects.filter(pk=key)
    found = allowed(request.user, "register.view_task", rows, path="report__task").first()
    if found is None:
        raise NotThere
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )


class FileIn(Schema):
    """A file of evidence, its content in base64."""

    file_name: Word
    content: Base64Bytes


class ReportIn(Schema):
    """A report: five fields. `attempt` is the last one seen for the period (0: none); another meanwhile is a 409."""

    organization: Key
    period: Key
    progress: Given | None = None
    value: Given | None = None
    done: Text = ""
    problem: Text = ""
    help_needed: Text = ""
    colour: Colour = Colour.NONE
    attempt: Annotated[int, Field(ge=0, le=10_000)] | None = None
    evidence: Annotated[list[FileIn], Field(max_length=20)] = []


@router.post("/tasks/{key}/reports", response={201: ReportOut, **REFUSALS})
def new_report(request: HttpRequest, key: Key, given: ReportIn) -> Status[Any]:
    """File a report for a unit that one speaks for."""
    find_task(key, request.user)
    held = _own(request, key, given.organization)
    period = Period.objects.select_related("register").filter(pk=given.period).first()
    if period is None:
        raise NotThere
    plain = given.dict(include={"progress", "value", "done", "problem", "help_needed", "colour"})
    files = [(file.file_name, file.content) for file in given.evidence]
    report = file_report(
        held.task, held.organization, period, by=request.user, seen=given.attempt, evidence=files, **plain
    )
    return Status(201, report)


def _own(request: HttpRequest, task: int, organization: int) -> Responsibility:
    """The responsibility of a unit that the caller speaks for."""
    rows = Responsibility.objects.select_related("task", "organization")
    rows = rows.filter(task=task, organization=organization)
    held = allowed(request.user, "delivery.file_report", rows).first()
    if held is None:
        raise NotThere
    return held


class CompletionIn(Schema):
    """What was reached, and when."""

    organization: Key
    statement: Text
    completed_on: date | None = None


@router.post("/tasks/{key}/completions", response={201: CompletionOut, **REFUSALS})
def new_completion(request: HttpRequest, key: Key, given: CompletionIn) -> Status[Any]:
    """The collecting unit reports the task complete."""
    find_task(key, request.user)
    held = _own(request, key, given.organization)
    told = given.dict(include={"statement", "completed_on"})
    return Status(201, report_complete(held.task, held.organization, by=request.user, **told))


class Reason(Schema):
    """Why."""

    reason: Text = ""


def _completion(request: HttpRequest, key: int) -> Completion:
    rows = Completion.objects.select_related("task", "organization").filter(pk=key)
    found = allowed(request.user, "delivery.close_task", rows).first()
    if found is None:
        raise NotThere
    return found


@router.post("/completions/{key}/close", response={200: CompletionOut, **REFUSALS})
def close(request: HttpRequest, key: Key, given: Reason) -> Completion:
    """The supervision office closes the task."""
    close_task(_completion(request, key), by=request.user, reason=given.reason)
    return _completion(request, key)


@router.post("/completions/{key}/send-back", response={200: CompletionOut, **REFUSALS})
def back(request: HttpRequest, key: Key, given: Reason) -> Completion:
    """The supervision office sends it back, saying what is missing."""
    send_back(_completion(request, key), by=request.user, reason=given.reason)
    return _completion(request, key)
