from throughline.delivery.models.adjustment import Adjustment
from throughline.delivery.models.completion import Completion, DueDateChange, Extension
from throughline.delivery.models.rating import Circular, ComputedRating, Rating, TickDay
from throughline.delivery.models.report import Evidence, Period, Report
from throughline.delivery.models.year_end import GoalJudgement, Outcome, Reconciliation

__all__ = [
    "Adjustment",
    "Circular",
    "Completion",
    "ComputedRating",
    "DueDateChange",
    "Evidence",
    "Extension",
    "GoalJudgement",
    "Outcome",
    "Period",
    "Rating",
    "Reconciliation",
    "Report",
    "TickDay",
]
