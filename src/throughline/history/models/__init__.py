from throughline.history.models.record import AuditRecord, FieldSet
from throughline.history.models.versions import FOREVER, Versioned, VersionRow, versioned

__all__ = ["FOREVER", "AuditRecord", "FieldSet", "VersionRow", "Versioned", "versioned"]
