"""Reports and ratings; what is owed; the overview."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from throughline.accounts.permissions import allowed
from throughline.api import told
from throughline.api.shapes import OverviewOut, OwedOut, RatingOut, ReportOut
from throughline.delivery.actions import (
    accept_reports,
    confirm_rating,
    explain_rating,
    file_report,
    return_reports,
)
from throughline.delivery.models import Period, Rating, Report
from throughline.delivery.queries.ratings import visible_ratings
from throughline.delivery.queries.reporting import owed
from throughline.desk.queries import board, changes, reds
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.register.models import Responsibility, Task

router = Router(tags=["delivery"])
PAGE = 200


@router.get("/owed", response=list[OwedOut])
def list_owed(request: HttpRequest) -> list[dict[str, Any]]:
    """The reports that the caller's units owe, the most urgent first."""
    today = clock.today()
    return [
        {
            "task": one.task.pk,
            "title": one.task.title,
            "organization": one.organization.name,
            "organization_id": one.organization.pk,
            "period": one.period.pk,
            "period_until": one.period.ends_on,
            "due_on": one.due_on,
            "overdue": one.is_overdue(today),
        }
        for one in owed(user=request.user)
    ]


def _reports(request: HttpRequest) -> QuerySet[Report]:
    tasks = allowed(request.user, "register.view_task", Task.objects.all())
    return Report.objects.filter(task__in=tasks.values("pk")).select_related("organization", "period")


@router.get("/reports", response=list[ReportOut])
def list_reports(request: HttpRequest, task: int | None = None, state: str = "") -> list[dict[str, Any]]:
    """Reports in sight, the latest first, at most 200."""
    found = _reports(request)
    found = found.filter(task=task) if task is not None else found
    found = found.filter(state=state) if state else found
    return [told.report(row) for row in found.order_by("-filed_at", "-pk")[:PAGE]]


class ReportIn(Schema):
    """A report: five fields. `attempt` is the last one seen for the period (0: none)."""

    organization: int
    period: int
    progress: Decimal | None = None
    value: Decimal | None = None
    done: str = ""
    problem: str = ""
    help_needed: str = ""
    colour: str = ""
    attempt: int | None = None


@router.post("/tasks/{key}/reports", response={201: ReportOut})
def new_report(request: HttpRequest, key: int, given: ReportIn) -> tuple[int, dict[str, Any]]:
    """File a report for a unit that one speaks for."""
    own = Responsibility.objects.select_related("task", "organization").filter(
        task=key, organization=given.organization
    )
    held = allowed(request.user, "delivery.file_report", own).first()
    period = Period.objects.select_related("register").filter(pk=given.period).first()
    if held is None or period is None:
        raise NotThere
    plain = given.dict(include={"progress", "value", "done", "problem", "help_needed", "colour"})
    report = file_report(held.task, held.organization, period, by=request.user, seen=given.attempt, **plain)
    return 201, told.report(report)


class Decision(Schema):
    """The reports that are meant; a return needs a reason."""

    reports: list[int]
    reason: str = ""


def _chosen(request: HttpRequest, given: Decision) -> list[Report]:
    rows = Report.objects.filter(pk__in=given.reports[:1000])
    found = list(allowed(request.user, "delivery.decide_report", rows))
    if len(found) != len(set(given.reports)):
        raise NotThere
    return found


@router.post("/reports/accept", response=list[int])
def accept(request: HttpRequest, given: Decision) -> list[int]:
    """Accept filed reports, all or none."""
    return [row.pk for row in accept_reports(_chosen(request, given), by=request.user)]


@router.post("/reports/return", response=list[int])
def send_back(request: HttpRequest, given: Decision) -> list[int]:
    """Return filed reports with a reason, all or none."""
    rows = return_reports(_chosen(request, given), by=request.user, reason=given.reason)
    return [row.pk for row in rows]


@router.get("/ratings", response=list[RatingOut])
def list_ratings(
    request: HttpRequest, task: int | None = None, state: str = "", since: date | None = None
) -> list[dict[str, Any]]:
    """Ratings in sight, the latest first, at most 200: circulated ones, and proposed ones for who may see them."""
    found = visible_ratings(request.user)
    found = found.filter(task=task) if task is not None else found
    found = found.filter(state=state) if state else found
    found = found.filter(on__gte=since) if since else found
    return [told.rating(row) for row in found.order_by("-on", "-pk")[:PAGE]]


class Explanation(Schema):
    """What led to the rating, and what the unit does about it."""

    explanation: str


@router.post("/ratings/{key}/explain", response=RatingOut)
def explain(request: HttpRequest, key: int, given: Explanation) -> dict[str, Any]:
    """Explain a proposed rating."""
    row = allowed(request.user, "delivery.explain_rating", Rating.objects.filter(pk=key)).first()
    if row is None:
        raise NotThere
    return told.rating(explain_rating(row, by=request.user, explanation=given.explanation))


class Confirmation(Schema):
    """The colour (as proposed when empty); another one needs a reason."""

    colour: str = ""
    reason: str = ""


@router.post("/ratings/{key}/confirm", response=RatingOut)
def confirm(request: HttpRequest, key: int, given: Confirmation) -> dict[str, Any]:
    """Confirm a proposed rating."""
    row = allowed(request.user, "delivery.confirm_rating", Rating.objects.filter(pk=key)).first()
    if row is None:
        raise NotThere
    return told.rating(confirm_rating(row, by=request.user, colour=given.colour, reason=given.reason))


@router.get("/overview", response=OverviewOut)
def overview(request: HttpRequest) -> dict[str, Any]:
    """How everything in sight stands today."""
    total = board(request.user).total
    changed = changes(request.user, day=clock.today())
    return {
        "total": total.total,
        "ratings": {colour or "none": n for colour, n in total.colours.items()},
        "reds": [told.task(told.row_of(entry)) for entry in reds(request.user)],
        "changes": [
            {
                "kind": one.kind,
                "at": one.at,
                "task": one.task.pk,
                "title": one.task.title,
                "before": str(one.before or ""),
                "after": str(one.after or ""),
                "reason": one.reason,
            }
            for one in changed
        ],
    }
