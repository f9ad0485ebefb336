"""What a completion rests on: since when the reports say 100 %, and the evidence that came with them."""

from __future__ import annotations

from datetime import date

from throughline.delivery.choices import ReportState
from throughline.delivery.models import Evidence, Report
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.models import Task


def reached_on(task: Task, organization: Organization) -> date:
    """The day to propose for a completion: the end of the first period since which every report says 100 %.

    The day of that report where it came before the period ended; today where the last report says less, or none is.
    """
    since = clock.today()
    own = Report.objects.filter(task=task, organization=organization).exclude(state=ReportState.RETURNED)
    told = own.order_by("-period__starts_on", "-attempt").values_list(
        "progress", "period__ends_on", "filed_on"
    )
    for progress, ends_on, filed_on in told:
        if progress is None or progress < 100:
            break
        since = min(since, ends_on, filed_on)
    return since


def evidence_of(task: Task, organization: Organization) -> list[Evidence]:
    """The files of the unit's reports on the task that stand, the newest first; what came twice is named once."""
    rows = Evidence.objects.filter(report__task=task, report__organization=organization)
    found: dict[str, Evidence] = {}
    for file in rows.exclude(report__state=ReportState.RETURNED).order_by("-pk"):
        found.setdefault(file.sha256, file)
    return list(found.values())
