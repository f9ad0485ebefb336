"""A task hangs on a clause, cites a passage, reports a target's value; units answer for it."""

from throughline.documents.models import Document
from throughline.indicators.models import Target
from throughline.lib.links import Link
from throughline.plans.models import Clause
from throughline.register.models import Responsibility, Task

LINKS = (
    Link(
        "clause",
        "task",
        down=lambda rows: Task.objects.filter(clause__in=rows),
        up=lambda rows: Clause.objects.filter(tasks__in=rows).distinct(),
        over="clause_id",
    ),
    Link(
        "target",
        "task",
        down=lambda rows: Task.objects.filter(target__in=rows),
        up=lambda rows: Target.objects.filter(tasks__in=rows).distinct(),
        over="target_id",
    ),
    Link(
        "document",
        "task",
        down=lambda rows: Task.objects.filter(passage__document__in=rows),
        up=lambda rows: Document.objects.filter(passages__tasks__in=rows).distinct(),
        over="passage_id",
    ),
    Link(
        "task",
        "unit",
        down=lambda rows: Responsibility.objects.filter(task__in=rows).select_related("organization"),
        up=lambda rows: Task.objects.filter(responsibilities__in=rows).distinct(),
    ),
)
