"""Indicators, projects and the leaders' instructions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from throughline.city.pace import HUNDRED, Pace
from throughline.city.records import (
    Indicator,
    Instruction,
    Investment,
    Observation,
    Project,
    QuarterTarget,
    Reply,
    Stage,
    YearTarget,
)
from throughline.city.source import Source, decimal
from throughline.city.when import workday
from throughline.lib.dates import add_months, month_end, period_of

MILLION = 1_000_000
_FIRST_OBSERVED, _FIRST_TARGET, _LAST_TARGET = -5, -4, 3


def indicators(source: Source, paces: dict[str, Pace]) -> tuple[Indicator, ...]:
    """All of them, with targets and observed quarters."""
    shapes = source.shape("indicators")
    source.same_keys("indicators", [shape["code"] for shape in shapes], source.text("indicators"))
    quantities = {task["code"]: task["quantity"] for task in source.shape("tasks")}
    return tuple(_indicator(source, shape, paces, quantities) for shape in shapes)


def _indicator(
    source: Source, shape: dict[str, Any], paces: dict[str, Pace], quantities: dict[str, float]
) -> Indicator:
    code, task = shape["code"], shape["task"]
    source.known("indicators", code, [task], quantities)
    source.known("indicators", code, [shape["source"]], source.text("organizations"))
    year = source.calendar.today.year
    kept = {key: shape[key] for key in ("code", "direction", "nature", "digits", "task", "clause", "source")}
    return Indicator(
        **kept,
        name=source.said("indicators", code, "name"),
        unit=source.said("indicators", code, "unit"),
        base_year=year - 2,
        base_value=decimal(shape["base"]),
        counted=shape.get("counted", ""),
        years=tuple(_year_target(year - 1 + n, target) for n, target in enumerate(shape["years"])),
        quarters=_quarter_targets(source, shape, paces[task], decimal(quantities[task])),
        observations=_observations(source, shape, paces[task], decimal(quantities[task])),
    )


def _year_target(year: int, target: float | list[float]) -> YearTarget:
    if isinstance(target, list):
        return YearTarget(year, decimal(target[0]), decimal(target[1]))
    return YearTarget(year, decimal(target), None)


def _quarter_targets(
    source: Source, shape: dict[str, Any], pace: Pace, quantity: Decimal
) -> tuple[QuarterTarget, ...]:
    written = shape.get("quarter_targets", [])
    days = [source.calendar.quarter(n) for n in range(_FIRST_TARGET, _LAST_TARGET + 1)]
    if written == "schedule":
        return tuple(QuarterTarget(day, _counted(shape, pace.planned(day) or 0, quantity)) for day in days)
    return tuple(QuarterTarget(day, decimal(value)) for day, value in zip(days, written, strict=False))


def _observations(
    source: Source, shape: dict[str, Any], pace: Pace, quantity: Decimal
) -> tuple[Observation, ...]:
    ends = tuple(source.calendar.quarter(n) for n in range(_FIRST_OBSERVED, 0))
    if "counted" in shape:
        values = [_counted(shape, percent, quantity) for percent in pace.reached(ends).values()]
    else:
        values = [decimal(value) for value in shape["quarters"]]
    was = {
        source.day("indicators", shape["code"], f"{quarter}-end"): decimal(value)
        for quarter, value in shape.get("revised", {}).items()
    }
    lag = timedelta(days=source.shape("scenario")["quarterly"][0]["days"])
    return tuple(
        _observation(end, value, was.get(end), latest=end == ends[-1], lag=lag)
        for end, value in zip(ends, values, strict=True)
    )


def _observation(
    end: date, value: Decimal, was: Decimal | None, *, latest: bool, lag: timedelta
) -> Observation:
    status = "preliminary" if latest else "final" if was is None else "revised"
    published = workday(end + lag)
    revised = None if was is None else workday(month_end(add_months(end, 3)) + lag)
    return Observation(period_of("quarter", end).start, end, value, published, status, was, revised)


def _counted(shape: dict[str, Any], percent: int, quantity: Decimal) -> Decimal:
    """The base with what the task has counted added to it or taken from it."""
    count = (quantity * percent / HUNDRED).quantize(Decimal(1).scaleb(-shape["digits"]), ROUND_HALF_UP)
    base = decimal(shape["base"])
    return base - count if shape.get("counted") == "falling" else base + count


def projects(source: Source, tasks: set[str]) -> tuple[Project, ...]:
    """All of them, in their order."""
    return tuple(_project(source, shape, tasks) for shape in source.shape("projects"))


def _project(source: Source, shape: dict[str, Any], tasks: set[str]) -> Project:
    code = shape["code"]
    source.known("projects", code, shape["tasks"], tasks)
    source.known("projects", code, [shape["owner"], shape["site"]], source.text("organizations"))
    said = {key: source.said("projects", code, key) for key in ("title", "site", "contents")}
    return Project(
        code=code,
        **said,
        district=shape["site"],
        nature=shape["nature"],
        owner=shape["owner"],
        tasks=tuple(shape["tasks"]),
        starts_on=source.day("projects", code, shape["starts_on"]),
        ends_on=source.day("projects", code, shape["ends_on"]),
        total=_amount(shape["total"]),
        spent_before=_amount(shape["before"]),
        months=_months(source, shape),
        stages=tuple(_stage(source, code, *stage) for stage in shape["stages"]),
    )


def _months(source: Source, shape: dict[str, Any]) -> tuple[Investment, ...]:
    pairs = zip(shape["planned"], shape["actual"], strict=True)
    first = -len(shape["planned"])
    return tuple(
        Investment(source.calendar.month(first + n), _amount(planned), _amount(actual))
        for n, (planned, actual) in enumerate(pairs)
    )


def _stage(source: Source, project: str, code: str, planned: str, reached: str | None) -> Stage:
    return Stage(
        code=code,
        title=source.said("projects", "stages", code),
        due_on=source.day("projects", project, planned),
        done_on=source.day_or_none("projects", project, reached),
    )


def _amount(millions: float) -> Decimal:
    return decimal(millions) * MILLION


def instructions(source: Source, tasks: set[str]) -> tuple[Instruction, ...]:
    """The register of the leaders' instructions, in the order in which they came."""
    shapes = source.shape("instructions")
    source.same_keys("instructions", [shape["code"] for shape in shapes], source.text("instructions"))
    return tuple(_instruction(source, shape, tasks) for shape in shapes)


def _instruction(source: Source, shape: dict[str, Any], tasks: set[str]) -> Instruction:
    code = shape["code"]
    units = [shape["lead"], *shape.get("joint", []), *shape.get("supporting", [])]
    source.known("instructions", code, units, source.text("organizations"))
    source.known("instructions", code, [shape["by"]], source.text("people")["posts"])
    source.known("instructions", code, [shape.get("same_as")], tasks)
    given = workday(source.day("instructions", code, shape["on"]))
    closed = shape.get("closed")
    return Instruction(
        code=code,
        by=shape["by"],
        on=given,
        due_on=given + timedelta(days=shape["limit_days"]),
        subject=source.said("instructions", code, "subject"),
        text=source.said("instructions", code, "text"),
        lead=shape["lead"],
        joint=tuple(shape.get("joint", ())),
        supporting=tuple(shape.get("supporting", ())),
        same_as=shape.get("same_as"),
        replies=_replies(source, code, given, shape["replies"]),
        closed_on=None if closed is None else workday(given + timedelta(days=closed)),
    )


def _replies(source: Source, code: str, given: date, days: list[int]) -> tuple[Reply, ...]:
    texts = source.said("instructions", code, "replies")
    source.same_length("instructions", code, days, texts)
    return tuple(
        Reply(workday(given + timedelta(days=day)), source.calendar.fill(text))
        for day, text in zip(days, texts, strict=True)
    )
