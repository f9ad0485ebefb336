"""Reports that came back and wait for their unit to file them again."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from throughline.delivery.choices import ReportState
from throughline.delivery.models import Report
from throughline.delivery.permissions import REPORTING
from throughline.register.choices import TaskState
from throughline.register.models import Responsibility


def returned(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Of `rows` those returned and not filed again, of open periods, tasks under way and units that still report."""
    newer = Report.objects.filter(
        task=OuterRef("task"),
        organization=OuterRef("organization"),
        period=OuterRef("period"),
        attempt__gt=OuterRef("attempt"),
    )
    held = Responsibility.objects.filter(
        task=OuterRef("task"), organization=OuterRef("organization"), role__in=REPORTING
    )
    found = rows.filter(state=ReportState.RETURNED, period__closed_at=None, task__state=TaskState.OPEN)
    return found.filter(~Exists(newer), Exists(held))
