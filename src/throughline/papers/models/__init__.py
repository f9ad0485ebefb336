"""What is kept of papers."""

from throughline.papers.models.column_set import ColumnSet

__all__ = ["ColumnSet"]
