"""What people call the acts of delivery."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("delivery.accept_reports", _("Reports accepted"))
name_act("delivery.ask_extension", _("New date asked for"))
name_act("delivery.carry_over", _("Carried over to the next year"))
name_act("delivery.circulate", _("Ratings circulated"))
name_act("delivery.claim_outcomes", _("Word of the unit on the year's end"))
name_act("delivery.close_period", _("Period closed"))
name_act("delivery.close_register", _("Year closed"))
name_act("delivery.close_task", _("Task closed"))
name_act("delivery.confirm_ratings", _("Ratings confirmed"))
name_act("delivery.correct_outcomes", _("Outcome corrected after the year was closed"))
name_act("delivery.correct_rating", _("Rating corrected"))
name_act("delivery.decide_outcomes", _("Outcome at the year's end decided"))
name_act("delivery.decide_tasks", _("Several tasks decided about at once"))
name_act("delivery.dismiss_rating", _("Rating dropped"))
name_act("delivery.ensure_periods", _("Periods made"))
name_act("delivery.explain_rating", _("Rating explained"))
name_act("delivery.file_report", _("Report filed"))
name_act("delivery.file_reports", _("Reports filed by workbook"))
name_act("delivery.grant_extension", _("New date granted"))
name_act("delivery.judge_goal", _("Stage goal judged"))
name_act("delivery.mark_milestone", _("Milestone marked done"))
name_act("delivery.merge_task", _("Task merged into another"))
name_act("delivery.move_due_date", _("Due date moved"))
name_act("delivery.open_reconciliation", _("Reconciliation opened"))
name_act("delivery.refuse_extension", _("New date refused"))
name_act("delivery.reopen_period", _("Period reopened"))
name_act("delivery.reopen_task", _("Task reopened"))
name_act("delivery.reopen_register", _("Year reopened"))
name_act("delivery.report_complete", _("Reported complete"))
name_act("delivery.return_reports", _("Reports returned"))
name_act("delivery.send_back", _("Completion sent back"))
name_act("delivery.take_back_milestone", _("Milestone taken back"))
name_act("delivery.tick", _("Ratings proposed by rule"))
name_act("delivery.withdraw_extension", _("Request for a new date withdrawn"))
name_act("delivery.transfer_task", _("Task transferred to another unit"))
