from throughline.documents.models.document import Document, Passage
from throughline.documents.models.finding import Finding

__all__ = ["Document", "Finding", "Passage"]
