"""The verbs that write reports, ratings, completions, what units say of milestones and dates, and what is decided of a
task's standing.
"""

from throughline.delivery.actions.adjustments import (
    Approval,
    cancel_task,
    resume_task,
    suspend_task,
)
from throughline.delivery.actions.circulars import circulate, correct_rating
from throughline.delivery.actions.closing import close_register, reopen_register
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
from throughline.delivery.actions.goals import judge_goal
from throughline.delivery.actions.merging import merge_task
from throughline.delivery.actions.milestones import mark_milestone, take_back_milestone
from throughline.delivery.actions.outcomes import claim_outcomes, decide_outcomes, open_reconciliation
from throughline.delivery.actions.periods import close_period, ensure_periods, reopen_period
from throughline.delivery.actions.presets import install_presets, save_rule_set
from throughline.delivery.actions.proposals import DayResult, propose_ratings
from throughline.delivery.actions.ratings import (
    confirm_rating,
    confirm_ratings,
    dismiss_rating,
    explain_rating,
)
from throughline.delivery.actions.reopening import reopen_task
from throughline.delivery.actions.reports import file_report
from throughline.delivery.actions.together import decide_tasks
from throughline.delivery.actions.transfers import transfer_task

__all__ = [
    "Approval",
    "DayResult",
    "accept_report",
    "accept_reports",
    "ask_extension",
    "cancel_task",
    "circulate",
    "claim_outcomes",
    "close_period",
    "close_register",
    "close_task",
    "confirm_rating",
    "confirm_ratings",
    "correct_rating",
    "decide_outcomes",
    "decide_tasks",
    "dismiss_rating",
    "ensure_periods",
    "explain_rating",
    "file_report",
    "grant_extension",
    "install_presets",
    "judge_goal",
    "mark_milestone",
    "merge_task",
    "move_due_date",
    "open_reconciliation",
    "propose_ratings",
    "refuse_extension",
    "reopen_period",
    "reopen_register",
    "reopen_task",
    "report_complete",
    "resume_task",
    "return_report",
    "return_reports",
    "save_rule_set",
    "send_back",
    "suspend_task",
    "take_back_milestone",
    "transfer_task",
    "withdraw_extension",
]
