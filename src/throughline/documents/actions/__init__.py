"""The verbs that write documents, findings and passages."""

from throughline.documents.actions.cutting import merge, split
from throughline.documents.actions.documents import add_document, edit_document
from throughline.documents.actions.findings import edit_finding, reject, reject_many, reject_rest, reopen
from throughline.documents.actions.passages import passages_at
from throughline.documents.actions.reading import correct_columns, keep_reading, mark_failed

__all__ = [
    "add_document",
    "correct_columns",
    "edit_document",
    "edit_finding",
    "keep_reading",
    "mark_failed",
    "merge",
    "passages_at",
    "reject",
    "reject_many",
    "reject_rest",
    "reopen",
    "split",
]
