"""A target hangs on a clause, or cites a passage of its own."""

from throughline.documents.models import Document
from throughline.indicators.models import Target
from throughline.lib.links import Link
from throughline.plans.models import Clause

LINKS = (
    Link(
        "clause",
        "target",
        down=lambda rows: Target.objects.filter(clause__in=rows),
        up=lambda rows: Clause.objects.filter(targets__in=rows).distinct(),
        over="clause_id",
    ),
    Link(
        "document",
        "target",
        down=lambda rows: Target.objects.filter(passage__document__in=rows),
        up=lambda rows: Document.objects.filter(passages__targets__in=rows).distinct(),
        over="passage_id",
    ),
)
