"""What is kept of papers."""

from throughline.papers.models.column_set import ColumnSet
from throughline.papers.models.number import Number, NumberSeries
from throughline.papers.models.paper import Paper, Scan
from throughline.papers.models.template import Template

__all__ = ["ColumnSet", "Number", "NumberSeries", "Paper", "Scan", "Template"]
