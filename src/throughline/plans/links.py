"""A clause's wording stands in a document."""

from throughline.documents.models import Document
from throughline.lib.links import Link
from throughline.plans.models import Clause

LINKS = (
    Link(
        "document",
        "clause",
        down=lambda rows: Clause.objects.filter(wordings__passage__document__in=rows).distinct(),
        up=lambda rows: Document.objects.filter(passages__wordings__clause__in=rows).distinct(),
    ),
)
