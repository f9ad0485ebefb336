"""Indicators' values as they are published, and a revision."""

from __future__ import annotations

from decimal import Decimal

from throughline.city.records import Act, Indicator, Observation
from throughline.demonstration.stage import Stage
from throughline.indicators.actions import add_observation
from throughline.indicators.choices import ObservationState, PeriodKind


def record_observation(stage: Stage, told: Act) -> None:
    """The plan office enters the value of a quarter; the first one, where it was revised later."""
    indicator, seen = _seen(stage, told)
    if seen.was is None:
        _enter(stage, indicator, seen, value=seen.value, state=seen.status, by=told.by)
    else:
        _enter(stage, indicator, seen, value=seen.was, state=ObservationState.PRELIMINARY, by=told.by)


def revise_observation(stage: Stage, told: Act) -> None:
    """A quarter's value is published anew; the first one stays in sight."""
    indicator, seen = _seen(stage, told)
    _enter(stage, indicator, seen, value=seen.value, state=seen.status, by=told.by)


def _seen(stage: Stage, told: Act) -> tuple[Indicator, Observation]:
    indicator = next(one for one in stage.city.indicators if one.code == told.subject)
    return indicator, indicator.observations[told.position - 1]


def _enter(
    stage: Stage, indicator: Indicator, seen: Observation, *, value: Decimal, state: str, by: str
) -> None:
    stage.do(
        add_observation,
        stage.indicators[indicator.code],
        stage.organizations[indicator.source],
        by=by,
        period_kind=PeriodKind.QUARTER,
        starts_on=seen.starts_on,
        ends_on=seen.ends_on,
        value=value,
        state=state,
    )
