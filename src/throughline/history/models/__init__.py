from throughline.history.models.installation import Installation
from throughline.history.models.record import AuditRecord, FieldSet
from throughline.history.models.versions import FOREVER, Versioned, VersionRow, versioned

__all__ = ["FOREVER", "AuditRecord", "FieldSet", "Installation", "VersionRow", "Versioned", "versioned"]
