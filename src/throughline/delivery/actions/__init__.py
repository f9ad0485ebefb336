"""The verbs that write reports, ratings, completions, and what units say of milestones and dates."""

from throughline.delivery.actions.circulars import circulate, correct_rating
from throughline.delivery.actions.completions import close_task, move_due_date, report_complete, send_back
from throughline.delivery.actions.decisions import (
    accept_report,
    accept_reports,
    return_report,
    return_reports,
)
from throughline.delivery.actions.extensions import (
    ask_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from throughline.delivery.actions.milestones import mark_milestone, take_back_milestone
from throughline.delivery.actions.periods import close_period, ensure_periods, reopen_period
from throughline.delivery.actions.presets import install_presets, save_rule_set
from throughline.delivery.actions.proposals import DayResult, propose_ratings
from throughline.delivery.actions.ratings import (
    confirm_rating,
    confirm_ratings,
    dismiss_rating,
    explain_rating,
)
from throughline.delivery.actions.reports import file_report

__all__ = [
    "DayResult",
    "accept_report",
    "accept_reports",
    "ask_extension",
    "circulate",
    "close_period",
    "close_task",
    "confirm_rating",
    "confirm_ratings",
    "correct_rating",
    "dismiss_rating",
    "ensure_periods",
    "explain_rating",
    "file_report",
    "grant_extension",
    "install_presets",
    "mark_milestone",
    "move_due_date",
    "propose_ratings",
    "refuse_extension",
    "reopen_period",
    "report_complete",
    "return_report",
    "return_reports",
    "save_rule_set",
    "send_back",
    "take_back_milestone",
    "withdraw_extension",
]
