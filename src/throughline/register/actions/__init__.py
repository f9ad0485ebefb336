"""The verbs that write registers, tasks and projects."""

from throughline.register.actions.entries import edit_entry, reorder, show_on, take_off
from throughline.register.actions.milestones import add_milestone, edit_milestone, remove_milestone
from throughline.register.actions.projects import (
    add_stage,
    create_project,
    edit_project,
    edit_stage,
    link_task,
    record_month,
    remove_stage,
    unlink_task,
)
from throughline.register.actions.registers import (
    add_area,
    add_stage_goal,
    create_next,
    create_register,
    edit_area,
    edit_register,
    edit_stage_goal,
    give_register_grant,
    remove_area,
    remove_stage_goal,
    withdraw_register_grant,
)
from throughline.register.actions.responsibilities import set_responsibilities, sign_off
from throughline.register.actions.rule_sets import create_rule_set, edit_rule_set
from throughline.register.actions.tasks import (
    TaskDraft,
    create_task,
    delete_task,
    edit_task,
    place_under,
    plant,
    record_instruction,
)

__all__ = [
    "TaskDraft",
    "add_area",
    "add_milestone",
    "add_stage",
    "add_stage_goal",
    "create_next",
    "create_project",
    "create_register",
    "create_rule_set",
    "create_task",
    "delete_task",
    "edit_area",
    "edit_entry",
    "edit_milestone",
    "edit_project",
    "edit_register",
    "edit_rule_set",
    "edit_stage",
    "edit_stage_goal",
    "edit_task",
    "give_register_grant",
    "link_task",
    "place_under",
    "plant",
    "record_instruction",
    "record_month",
    "remove_area",
    "remove_milestone",
    "remove_stage",
    "remove_stage_goal",
    "reorder",
    "set_responsibilities",
    "show_on",
    "sign_off",
    "take_off",
    "unlink_task",
    "withdraw_register_grant",
]
