"""Targets and the steps of their trajectories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.indicators.choices import Operator
from throughline.indicators.models import Indicator, Target, TargetValue
from throughline.indicators.refusals import TargetInUse
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid

FIELDS = (
    *("organization", "clause", "passage", "operator", "value", "high", "text"),
    *("base_value", "base_on", "due_on"),
)
WITHOUT_VALUE = (
    *(Operator.INCREASE, Operator.DECREASE, Operator.ABOVE, Operator.AT_LEAST),
    *(Operator.BELOW, Operator.AT_MOST),
)

Step = tuple[str, date, Decimal]
"""(period kind, last day of the period, value to be reached by then)."""


def create_target(
    indicator: Indicator, *, by: User | None, steps: Sequence[Step] = (), why: str = "", **fields: Any
) -> Target:
    """What `indicator` should reach: `fields` as in FIELDS, with the steps on the way. Raises Invalid."""
    check(by, "indicators.edit", indicator)
    target = Target(indicator=indicator)
    assign(target, fields, FIELDS)
    sound(target)
    with unless_raced(), act("indicators.create_target", by=by, why=why) as this:
        this.create(target)
        this.about(target)
        this.create_many(_steps(target, steps))
    return target


def edit_target(target: Target, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Target:
    """Change a target. Raises Invalid, ChangedMeanwhile."""
    check(by, "indicators.edit", target.indicator)
    assign(target, changes, FIELDS)
    sound(target)
    with act("indicators.edit_target", by=by, why=why, about=target) as this:
        this.save(target, seen=seen)
    return target


def set_steps(
    target: Target, steps: Sequence[Step], *, by: User | None, seen: int, why: str = ""
) -> list[TargetValue]:
    """Let exactly these be the steps of the target. Raises Invalid for a day named twice."""
    check(by, "indicators.edit", target.indicator)
    wanted = {step.ends_on: step for step in _steps(target, steps)}
    with unless_raced(), act("indicators.set_steps", by=by, why=why, about=target) as this:
        this.save(target, seen=seen)
        held = {step.ends_on: step for step in target.steps.select_for_update()}
        for day in held.keys() - wanted.keys():
            this.delete(held[day])
        this.create_many([wanted[day] for day in sorted(wanted.keys() - held.keys())])
        this.save_many([_changed(held[day], wanted[day]) for day in sorted(held.keys() & wanted.keys())])
    return list(target.steps.all())


def _changed(held: TargetValue, wanted: TargetValue) -> TargetValue:
    held.value, held.period_kind = wanted.value, wanted.period_kind
    return held


def _steps(target: Target, steps: Sequence[Step]) -> list[TargetValue]:
    made = [
        TargetValue(target=target, period_kind=kind, ends_on=day, value=value) for kind, day, value in steps
    ]
    for step in made:
        clean(step)
    if len({step.ends_on for step in made}) != len(made):
        raise Invalid("steps", _("Two steps end on the same day. Keep one of them."))
    return made


def sound(target: Target) -> None:
    """Raise Invalid unless the target's own values can be."""
    clean(target)
    if target.value is None and not target.text and target.operator not in WITHOUT_VALUE:
        raise Invalid("value", _("Give a value, or say in words what is to be reached."))
    if target.high is not None and (target.value is None or target.high < target.value):
        raise Invalid("high", _("The upper value of a range lies below the lower one."))
    if target.base_on and target.due_on and target.due_on < target.base_on:
        raise Invalid("due_on", _("The target is due before its base date. Give a later day."))


def remove_target(target: Target, *, by: User | None, why: str = "") -> None:
    """Delete a target that no task reports on; its history stays. Raises TargetInUse."""
    check(by, "indicators.edit", target.indicator)
    try:
        with act("indicators.remove_target", by=by, why=why, about=target) as this:
            this.delete(target)
    except ProtectedError as error:
        raise TargetInUse from error
