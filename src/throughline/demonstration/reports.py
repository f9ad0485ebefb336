"""Monthly reports: filed by the units, returned and filed again, accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from throughline.city.records import Act, Report
from throughline.delivery.actions import accept_reports
from throughline.delivery.actions import file_report as file_one
from throughline.delivery.actions import return_report as return_one
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Report as ReportRow
from throughline.demonstration.stage import Stage
from throughline.register.choices import Colour

_SENTENCE = re.compile(r".+?(?:[。；！？]|[.;!?](?=\s|$))", re.DOTALL)
#: Units see themselves a little better than the rule does: (points behind from which, colour).
_OWN_VIEW = ((40, Colour.RED), (16, Colour.YELLOW))


def file_report(stage: Stage, told: Act) -> None:
    """The unit's account of the month; one that comes back later says too little at first."""
    report = told_report(stage, told)
    done = first_sentence(report.done) if report.returned else report.done
    file_as_told(stage, report, by=told.by, done=done)


def refile_report(stage: Stage, told: Act) -> None:
    """The second attempt, in full."""
    file_as_told(stage, told_report(stage, told), by=told.by)


def return_report(stage: Stage, told: Act) -> None:
    """The supervision office sends it back."""
    report = told_report(stage, told)
    stage.do(return_one, waiting(stage, report), by=told.by, reason=report.returned.reason)


def accept_many(stage: Stage, acts: Sequence[Act]) -> None:
    """What lies on the desk is accepted in one go."""
    rows = [waiting(stage, told_report(stage, told)) for told in acts]
    stage.do(accept_reports, rows, by=acts[0].by)


def told_report(stage: Stage, told: Act) -> Report:
    """The record of the report that the act is about."""
    return report_on(stage.city.reports, told)


def report_on(reports: Iterable[Report], told: Act) -> Report:
    """The one among the reports that the act is about."""
    place = (told.subject, told.organization, told.month)
    return next(one for one in reports if (one.task, one.organization, one.month) == place)


def waiting(stage: Stage, report: Report) -> ReportRow:
    """The report that waits for a decision."""
    return ReportRow.objects.get(
        task=stage.tasks[report.task],
        organization=stage.organizations[report.organization],
        period__register=stage.register("plan"),
        period__starts_on=report.month,
        state=ReportState.FILED,
    )


def file_as_told(stage: Stage, report: Report, *, by: str, **changes: Any) -> ReportRow:
    """File it with what the record says, but for `changes`."""
    fields = {
        "progress": report.percent,
        "value": None if report.joint else _value(stage, report),
        "done": report.done,
        "problem": report.problem,
        "help_needed": report.help,
        "colour": own_view(report),
        "evidence": evidence_of(stage, report),
    }
    return stage.do(
        file_one,
        stage.task(report.task),
        stage.organizations[report.organization],
        stage.period("plan", report.month),
        by=by,
        **(fields | changes),
    )


def _value(stage: Stage, report: Report) -> Decimal | None:
    """The indicator's value, where the task's count gives it."""
    found = (one for one in stage.city.indicators if one.task == report.task and one.counted)
    indicator = next(found, None)
    if indicator is None:
        return None
    counted = report.count if indicator.counted == "rising" else -report.count
    return indicator.base_value + counted


def own_view(report: Report) -> str:
    """The colour that the unit gives itself."""
    behind = (report.planned or 0) - report.percent
    return next((colour for points, colour in _OWN_VIEW if behind >= points), Colour.GREEN)


def evidence_of(stage: Stage, report: Report) -> list[tuple[str, bytes]]:
    """A short text under the name that the report gives to what is attached."""
    if not report.evidence:
        return []
    unit = stage.organizations[report.organization]
    source = stage.city.phrases.evidence.format(unit=unit.name, month=stage.month_name(report.month))
    text = f"{report.evidence}\n\n{source}\n\n{report.done}\n"
    return [(f"{report.evidence}.txt", text.encode())]


def first_sentence(text: str) -> str:
    """The text up to its first full stop."""
    found = _SENTENCE.match(text)
    return found[0] if found else text
