"""What the page of a task shows, and what the reader may do there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from throughline.accounts.permissions import allowed_keys, may
from throughline.chain.strip import throughline_of_task
from throughline.delivery.actions.milestones import is_settled, last_accepted
from throughline.delivery.choices import CompletionState, ExtensionState, RatingState
from throughline.delivery.models import Rating
from throughline.delivery.queries.ratings import Delivered, delivered
from throughline.delivery.queries.reporting import reporting_units
from throughline.indicators.models import Indicator
from throughline.lib import clock
from throughline.organizations.queries import stand_ins
from throughline.register.choices import CompletionKind, TaskState
from throughline.register.models import Task
from throughline.register.queries import TaskDetail, task_detail
from throughline.register.queries.pairs import related_to
from throughline.register.rules import LIVE_STATES, SET_ASIDE
from throughline.web.charts import Chart, lines

#: As many reports stand on the page; the earlier ones, of years, are fetched when they are asked for.
LATEST = 6


def task_context(request: HttpRequest, key: int) -> dict[str, Any]:
    """The template context of the task `key`. Raises NotThere."""
    detail = task_detail(key, request.user)
    known = delivered(detail.task, request.user)
    reports = known.reports if request.GET.get("reports") == "all" else known.reports[:LATEST]
    return {
        "detail": detail,
        "task": detail.task,
        "delivered": known,
        "reports": reports,
        "earlier_reports": len(known.reports) - len(reports),
        "strip": throughline_of_task(detail, known, request.user),
        "related": related_to(detail.task, request.user),
        "chart": progress_chart(detail.task, known),
        "stand_ins": stand_ins((detail.task.accountable, detail.task.leader)),
        "today": clock.today(),
        "section": "registers",
        **_rights(request, detail, known),
    }


def _rights(request: HttpRequest, detail: TaskDetail, known: Delivered) -> dict[str, Any]:
    user, task = request.user, detail.task
    open_completion = next((c for c in known.completions if c.state == CompletionState.REPORTED), None)
    live = task.state in (TaskState.OPEN, TaskState.SUSPENDED, TaskState.COMPLETE)
    unsigned = [row for row in detail.responsibilities if row.signed_at is None]
    pending = known.pending
    return {
        **_lead_rights(user, task, known),
        "may_edit": live and may(user, "register.edit_task", task),
        "may_reopen": task.state in SET_ASIDE and may(user, "register.edit_task", task),
        "signable": allowed_keys(user, "register.sign_off", unsigned) if live else set(),
        "units": reporting_units(task, user, detail.responsibilities) if task.state == TaskState.OPEN else [],
        "open_completion": open_completion,
        "may_close": open_completion is not None and may(user, "delivery.close_task", open_completion),
        "may_explain": pending is not None
        and pending.state == RatingState.PROPOSED
        and may(user, "delivery.explain_rating", pending),
        "may_confirm": pending is not None
        and not _heard_until(pending)
        and may(user, "delivery.confirm_rating", pending),
        "may_correct": allowed_keys(user, "delivery.correct_rating", known.circulated) - known.corrected,
    }


def _heard_until(pending: Rating) -> bool:
    """Whether the unit may still explain it, so that nobody decides yet."""
    proposed = pending.state == RatingState.PROPOSED and pending.is_adverse
    return proposed and pending.may_be_explained_on(clock.today())


def _lead_rights(user: Any, task: Task, known: Delivered) -> dict[str, Any]:
    """What the lead unit may do about milestones and the due date, and the office about a new date asked for."""
    waiting = next((one for one in known.extensions if one.state == ExtensionState.ASKED), None)
    leads = task.state == TaskState.OPEN and may(user, "delivery.ask_extension", task)
    steps = task.milestones.exclude(marked_at=None) if leads else []
    accepted = last_accepted(task.pk) if leads else None
    return {
        "may_mark": leads,
        "may_take_back": {step.pk for step in steps if not is_settled(step, accepted)},
        "may_ask": leads and waiting is None and task.completion != CompletionKind.ONGOING,
        "extension": waiting,
        "may_withdraw": waiting is not None and may(user, "delivery.withdraw_extension", waiting),
        "may_answer": waiting is not None
        and task.state in LIVE_STATES
        and may(user, "delivery.decide_extension", waiting),
    }


def progress_chart(task: Task, known: Delivered) -> Chart | None:
    """Reported against planned: the target's value where one is reported, else progress; None without two points."""
    reports = [r for r in reversed(known.reports) if r.leads and r.state != "returned"]
    latest = {report.period_id: report for report in reports}.values()
    if task.target_id:
        indicator: Indicator = task.target.indicator
        points = [
            (_("Reported"), f"{r.period.ends_on:%Y-%m}", r.value) for r in latest if r.value is not None
        ]
        chart = (_("Value of the target"), indicator.name, indicator.unit)
    else:
        points = [
            (_("Reported"), f"{r.period.ends_on:%Y-%m}", r.progress) for r in latest if r.progress is not None
        ]
        chart = (_("Progress"), _("Progress"), "%")
    if len(points) < 2:
        return None
    caption, value, unit = chart
    return lines(caption, across=_("Period until"), value=value, points=points, unit=unit)
