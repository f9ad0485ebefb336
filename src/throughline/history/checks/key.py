"""Whether the key is the one that the history was signed with: asked first, so that one answer replaces a million."""

from __future__ import annotations

from throughline.history.checks.fieldsets import FieldSets
from throughline.history.models import AuditRecord
from throughline.history.models.versions import REGISTRY
from throughline.history.signing import record_digest

SAMPLE = 30


def key_is_unknown(fieldsets: FieldSets) -> bool:
    """Whether there are signatures and not one of a sample of them fits."""
    tried = False
    for newest_first in ("-pk", "pk"):
        for record in AuditRecord.objects.order_by(newest_first)[:SAMPLE]:
            tried = True
            if record.digest == record_digest(record):
                return False
    for model in REGISTRY:
        for row in model.history_model.objects.order_by("-row")[:SAMPLE]:
            tried = True
            if row.digest == fieldsets.digest(row):
                return False
    return tried
