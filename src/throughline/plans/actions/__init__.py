"""The verbs that write plans, editions and clauses."""

from throughline.plans.actions.clauses import exempt, mark_decomposition, mark_needed
from throughline.plans.actions.editions import (
    create_edition,
    edit_edition,
    make_edition_from_document,
    record_adoption,
)
from throughline.plans.actions.plans import create_plan, edit_plan, give_plan_grant, withdraw_plan_grant
from throughline.plans.actions.text import write_clauses

__all__ = [
    "create_edition",
    "create_plan",
    "edit_edition",
    "edit_plan",
    "exempt",
    "give_plan_grant",
    "make_edition_from_document",
    "mark_decomposition",
    "mark_needed",
    "record_adoption",
    "withdraw_plan_grant",
    "write_clauses",
]
