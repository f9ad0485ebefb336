"""An edition is the text of a document; a clause belongs to a plan and has its wording in editions."""

from throughline.documents.models import Document
from throughline.lib.links import Link
from throughline.plans.models import Clause, Edition, Plan

LINKS = (
    Link(
        "document",
        "plan",
        down=lambda rows: Plan.objects.filter(editions__document__in=rows).distinct(),
        up=lambda rows: Document.objects.filter(editions__plan__in=rows).distinct(),
    ),
    Link(
        "document",
        "edition",
        down=lambda rows: Edition.objects.filter(document__in=rows),
        up=lambda rows: Document.objects.filter(editions__in=rows).distinct(),
    ),
    Link(
        "plan",
        "edition",
        down=lambda rows: Edition.objects.filter(plan__in=rows).order_by("plan", "-position"),
        up=lambda rows: Plan.objects.filter(editions__in=rows).distinct(),
    ),
    Link(
        "plan",
        "clause",
        down=lambda rows: Clause.objects.filter(plan__in=rows),
        up=lambda rows: Plan.objects.filter(clauses__in=rows).distinct(),
    ),
    Link(
        "edition",
        "clause",
        down=lambda rows: Clause.objects.filter(wordings__edition__in=rows).distinct(),
        up=lambda rows: Edition.objects.filter(wordings__clause__in=rows).distinct(),
    ),
    Link(
        "document",
        "clause",
        down=lambda rows: Clause.objects.filter(wordings__passage__document__in=rows).distinct(),
        up=lambda rows: Document.objects.filter(passages__wordings__clause__in=rows).distinct(),
    ),
)
