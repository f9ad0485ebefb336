"""Reports and ratings belong to a task. Only what was circulated is told to everybody."""

from throughline.delivery.choices import RatingState
from throughline.delivery.models import Rating, Report
from throughline.lib.links import Link
from throughline.register.models import Task

LINKS = (
    Link(
        "task",
        "report",
        down=lambda rows: (
            Report.objects.filter(task__in=rows).select_related("organization").order_by("-filed_at")
        ),
        up=lambda rows: Task.objects.filter(reports__in=rows).distinct(),
    ),
    Link(
        "task",
        "rating",
        down=lambda rows: Rating.objects.filter(task__in=rows, state=RatingState.CIRCULATED).order_by(
            "-on", "-pk"
        ),
        up=lambda rows: Task.objects.filter(ratings__in=rows).distinct(),
    ),
)
