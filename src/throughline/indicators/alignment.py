"""Targets of the plan above beside ours: as strong, stronger, weaker, later, or missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from throughline.indicators.choices import Direction, Operator
from throughline.indicators.models import Target
from throughline.indicators.rules import goal
from throughline.lib.likeness import Weights, likeness, text_of

#: Indicators of different names are held together from this likeness of the names on.
SAME_NAME = 0.5

UPWARD = (Operator.AT_LEAST, Operator.ABOVE, Operator.INCREASE)
DOWNWARD = (Operator.AT_MOST, Operator.BELOW, Operator.DECREASE)


@dataclass(frozen=True)
class Beside:
    """A target above and ours for it. `verdict` is equal, stronger, weaker, other_unit, open (words, ranges and
    changes without a base can't be compared) or missing; `later`: ours is due after the one above.
    """

    above: Target
    ours: Target | None
    verdict: str
    later: bool = False


def beside(above: Target, ours: Target | None) -> Beside:
    """One target held against another of the same indicator, or of one of the same name."""
    if ours is None:
        return Beside(above, None, "missing")
    later = bool(above.due_on and ours.due_on and ours.due_on > above.due_on)
    return Beside(above, ours, _verdict(above, ours), later)


def _verdict(above: Target, ours: Target) -> str:
    if above.indicator.unit.strip() != ours.indicator.unit.strip():
        return "other_unit"
    wanted, held = goal(above), goal(ours)
    if wanted is None or held is None or Operator.RANGE in (above.operator, ours.operator):
        return "equal" if _words(above) == _words(ours) else "open"
    if wanted == held:
        return "equal"
    return "stronger" if (held > wanted) == _upward(above) else "weaker"


def _words(target: Target) -> tuple[object, ...]:
    return target.operator, target.value, target.high, target.text.strip()


def _upward(target: Target) -> bool:
    if target.operator in UPWARD:
        return True
    return target.operator not in DOWNWARD and target.indicator.direction == Direction.HIGHER


def targets_beside(carried: Mapping[int, set[int]]) -> dict[int, list[Beside]]:
    """Per clause above its targets beside those of our clauses that carry it out (keys of both). One query."""
    keys = {*carried, *(one for some in carried.values() for one in some)}
    held: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(clause__in=keys).select_related("indicator").order_by("pk"):
        held[target.clause_id or 0].append(target)
    return {
        above: [
            beside(one, _ours(one, [t for key in sorted(ours) for t in held[key]])) for one in held[above]
        ]
        for above, ours in carried.items()
        if held[above]
    }


def _ours(above: Target, held: list[Target]) -> Target | None:
    """Ours for a target above: of the same indicator, else of the likest name; the one due nearest to it."""
    same = [one for one in held if one.indicator_id == above.indicator_id]
    if not same and held:
        name = text_of(above.indicator.name)
        scored = [(likeness(name, text_of(one.indicator.name), Weights()), one) for one in held]
        best = max(score for score, _one in scored)
        same = [one for score, one in scored if score == best] if best >= SAME_NAME else []
    if not same:
        return None
    if above.due_on is None:
        return same[0]
    day = above.due_on.toordinal()
    return min(same, key=lambda one: abs(one.due_on.toordinal() - day) if one.due_on else 10**7)
