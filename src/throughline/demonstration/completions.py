"""Tasks reported complete, closed, or sent back."""

from __future__ import annotations

from typing import Any

from throughline.city.records import Act, Completion
from throughline.delivery.actions import close_task as close
from throughline.delivery.actions import report_complete as report
from throughline.delivery.actions import send_back as send
from throughline.delivery.models import Completion as CompletionRow
from throughline.delivery.queries.completing import reached_on
from throughline.demonstration.stage import Stage
from throughline.organizations.models import Organization
from throughline.register.models import Task


def report_complete(stage: Stage, told: Act) -> None:
    """The lead unit says that all is done, as of the day that the page proposes."""
    row, unit = stage.task(told.subject), stage.organizations[told.organization]
    stage.do(as_reached, row, unit, by=told.by, statement=_told(stage, told).text)


def as_reached(task: Task, unit: Organization, **given: Any) -> CompletionRow:
    """The completion with the day that is proposed: since when the reports say 100 %."""
    return report(task, unit, completed_on=reached_on(task, unit), **given)


def send_back(stage: Stage, told: Act) -> None:
    """Something is missing."""
    stage.do(send, _last(stage, told), by=told.by, reason=_told(stage, told).answer)


def close_task(stage: Stage, told: Act) -> None:
    """It is done."""
    stage.do(close, _last(stage, told), by=told.by, reason=_told(stage, told).answer)


def _last(stage: Stage, told: Act) -> CompletionRow:
    return CompletionRow.objects.filter(task=stage.tasks[told.subject]).latest("reported_at")


def _told(stage: Stage, told: Act) -> Completion:
    place = (told.subject, told.position)
    return next(one for one in stage.city.completions if (one.task, one.attempt) == place)
