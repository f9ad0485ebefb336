"""Reports that were looked at in workbooks are filed: all of them in one act, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from throughline.accounts.models import User
from throughline.delivery.actions import file_report
from throughline.delivery.models import Evidence, Period
from throughline.exchange.returned.refusals import FiledMeanwhile, ToBeMended
from throughline.exchange.returned.report_told import ReportRow, ReportsPreview
from throughline.history.act import act
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.register.models import Task

#: What may be decided of a report that somebody filed meanwhile.
OURS, WORKBOOK = "ours", "workbook"


@dataclass(frozen=True)
class ReportChoice:
    """What the person decided: per row of a conflict OURS or WORKBOOK; `rest` is the same for all that are not named;
    whether places to be mended are left out.
    """

    decided: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    leave_out: bool = False

    def of(self, row: ReportRow) -> str:
        """What was decided of a conflict; "" for nothing."""
        return self.decided.get(row.key, "") or self.rest


def file_returned(preview: ReportsPreview, choice: ReportChoice, *, by: User | None) -> int:
    """File what `preview` shows, as decided; how many. What goes with an earlier attempt of the period stays with it.

    Raises FiledMeanwhile, ToBeMended, ChangedMeanwhile, NotAllowed, and of a report that can't be filed Invalid, which
    names its task.
    """
    undecided = [row for row in preview.conflicts if choice.of(row) not in (OURS, WORKBOOK)]
    if undecided:
        raise FiledMeanwhile(count=len(undecided))
    if preview.troubles and not choice.leave_out:
        raise ToBeMended(count=len(preview.troubles))
    rows = [row for row in preview.rows if not row.is_conflict or choice.of(row) == WORKBOOK]
    if not rows:
        return 0
    tasks = Task.objects.in_bulk({row.task for row in rows})
    units = Organization.objects.in_bulk({row.organization for row in rows})
    periods = Period.objects.in_bulk({row.period for row in rows})
    with unless_raced(), act("delivery.file_reports", by=by):
        for row in rows:
            _file(row, (tasks[row.task], units[row.organization], periods[row.period]), by)
    return len(rows)


def _file(row: ReportRow, about: tuple[Task, Organization, Period], by: User | None) -> None:
    task, unit, period = about
    values: dict[str, Any] = dict(row.values)
    values |= {name: values[name] or None for name in ("progress", "value")}
    kept = Evidence.objects.filter(
        report__task=task, report__organization=unit, report__period=period, report__attempt=row.attempt
    )
    try:
        file_report(task, unit, period, by=by, seen=row.attempt, keep=kept if row.attempt else (), **values)
    except Invalid as invalid:
        # Of many reports it has to be told which one.
        raise Invalid("file", "%(task)s: %(what)s", task=row.title, what=str(invalid)) from invalid
