"""The arithmetic of delivery on plain values: what a rating rule looks at, which rule matches, which rating stands."""

from throughline.delivery.rules.colours import ADVERSE, severity
from throughline.delivery.rules.evaluation import UNRATED, Verdict, evaluate, told
from throughline.delivery.rules.facts import FACTS, Facts, facts_of
from throughline.delivery.rules.matter import Account, Goal, Matter, Rest, Span, Step, rested_on
from throughline.delivery.rules.schedule import is_owed, planned_progress, progress_from_value
from throughline.delivery.rules.standing import Standing, Stands, standing
from throughline.delivery.rules.validation import validate

__all__ = [
    "ADVERSE",
    "FACTS",
    "UNRATED",
    "Account",
    "Facts",
    "Goal",
    "Matter",
    "Rest",
    "Span",
    "Standing",
    "Stands",
    "Step",
    "Verdict",
    "evaluate",
    "facts_of",
    "is_owed",
    "planned_progress",
    "progress_from_value",
    "rested_on",
    "severity",
    "standing",
    "told",
    "validate",
]
