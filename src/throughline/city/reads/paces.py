"""How far each task is on each day."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughline.city.pace import Pace, begun
from throughline.city.source import Source
from throughline.lib.dates import month_end

FIRST_MONTH = -12


def paces(source: Source) -> dict[str, Pace]:
    """By the task's code; those of ongoing tasks hold the first day only."""
    return {shape["code"]: _pace(source, shape) for shape in source.shape("tasks")}


def _pace(source: Source, shape: dict[str, Any]) -> Pace:
    code = shape["code"]
    begins = source.day("city", "plan", source.shape("city")["plan"]["starts_on"])
    due = source.day_or_none("tasks", code, shape["due"])
    if due is None:
        percents = source.shape("reports")["unscheduled"].get(code)
        return Pace(begins, percents=percents and _by_day(source, percents))
    told = source.shape("reports")["progress"].get(code)
    source.known("tasks", code, [code], source.shape("reports")["progress"])
    done = told.get("done")
    return Pace(
        starts_on=begun(_end(source, FIRST_MONTH), told["begins"], due),
        dues=((date.min, due), *_moved(source, code)),
        points=_by_day(source, told["points"]),
        finished=None if done is None else _end(source, done),
    )


def _moved(source: Source, code: str) -> list[tuple[date, date]]:
    return [
        (source.day("ratings", code, each["decided_on"]), source.day("ratings", code, each["to"]))
        for each in source.shape("ratings")["moved"]
        if each["task"] == code
    ]


def _by_day(source: Source, months: dict[int, float]) -> dict[date, float]:
    return {_end(source, month): value for month, value in months.items()}


def _end(source: Source, month: int) -> date:
    return month_end(source.calendar.month(month))
