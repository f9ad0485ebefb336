from throughline.delivery.models.completion import Completion, DueDateChange
from throughline.delivery.models.rating import Circular, Rating, TickDay
from throughline.delivery.models.report import Evidence, Period, Report

__all__ = ["Circular", "Completion", "DueDateChange", "Evidence", "Period", "Rating", "Report", "TickDay"]
