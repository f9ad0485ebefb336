"""The plan's document, its registers, key areas, tasks and milestones."""

from __future__ import annotations

from typing import Any

from throughline.city import table
from throughline.city.errors import CityDataError
from throughline.city.pace import Pace
from throughline.city.records import Area, Milestone, Plan, Register, StageGoal, Task
from throughline.city.source import Source, decimal

_ASKED = ("aim", "standard", "completion", "accountable", "leader", "requirement")


def plan(source: Source) -> Plan:
    """The document with what is known about it."""
    shape = source.shape("city")["plan"]
    said = {
        key: source.said("city", "plan", key) for key in ("title", "short", "number", "file", "adopted_by")
    }
    days = {
        key: source.day("city", "plan", shape[key])
        for key in ("issued_on", "adopted_on", "starts_on", "ends_on")
    }
    return Plan(**said, **days, text=source.document("plan.md"), disclosure=shape["disclosure"])


def registers(source: Source) -> tuple[Register, ...]:
    """The plan's register and that of the leaders' instructions."""
    shape = source.shape("city")
    return tuple(
        Register(
            code=each["code"],
            title=source.said("city", "registers", each["code"]),
            kind=each["of"],
            rhythm=shape["rhythm"],
            due_day=shape["due_day"],
            rules=each["rules"],
            explain_working_days=shape["explain_working_days"],
        )
        for each in shape["registers"]
    )


def areas(source: Source) -> tuple[Area, ...]:
    """The nine key areas with a stage goal for each year."""
    first = source.calendar.today.year - 1
    return tuple(
        Area(
            code=code,
            title=said["title"],
            column=said["column"],
            goals=tuple(StageGoal(first + n, goal) for n, goal in enumerate(said["goals"])),
        )
        for code, said in source.text("city")["areas"].items()
    )


def tasks(source: Source, paces: dict[str, Pace]) -> tuple[Task, ...]:
    """The table's rows, understood. Raises CityDataError where table and `shape/tasks.yaml` tell different things."""
    shapes = source.shape("tasks")
    rows = table.rows(source.document("plan.md"), source.language)
    if len(rows) != len(shapes):
        raise CityDataError(
            f"{source.language}/plan.md", "table", f"has {len(rows)} rows for {len(shapes)} tasks"
        )
    filled = _resolved(source, rows)
    for number, (shape, cells) in enumerate(zip(shapes, filled, strict=True), 1):
        _agree(source, number, shape, cells)
    return tuple(
        _task(source, paces[shape["code"]], shape, row=row, cells=cells)
        for shape, row, cells in zip(shapes, rows, filled, strict=True)
    )


def _resolved(source: Source, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The cells with "ditto" replaced by the cell above, and what means nothing by nothing."""
    said = source.text("city")
    above: dict[str, str] = {}
    filled = []
    for row in rows:
        cells = {
            key: above.get(key, "") if cell in said["same_as_above"] else cell for key, cell in row.items()
        }
        above = {key: "" if cell in said["nothing"] else cell for key, cell in cells.items()}
        filled.append(above)
    return filled


def _task(
    source: Source, pace: Pace, shape: dict[str, Any], *, row: dict[str, str], cells: dict[str, str]
) -> Task:
    code, number = shape["code"], int(row["number"])
    kept = {key: shape[key] for key in ("code", "area", "clause", "lead", "accountable", "leader", "weight")}
    return Task(
        number=number,
        title=cells["task"],
        **{key: cells[key] for key in ("aim", "standard", "requirement")},
        **kept,
        joint=tuple(shape.get("joint", ())),
        supporting=tuple(shape.get("supporting", ())),
        starts_on=pace.starts_on,
        due_on=source.day_or_none("tasks", code, shape["due"]),
        review=shape.get("review"),
        star=shape.get("star", False),
        quantity=decimal(shape["quantity"]),
        cells=row,
        missing=tuple(key for key in _ASKED if not _answered(key, shape, cells)),
    )


def _answered(key: str, shape: dict[str, Any], cells: dict[str, str]) -> bool:
    if key == "completion":
        return shape["due"] is not None or "review" in shape
    return bool(cells[key])


def _agree(source: Source, number: int, shape: dict[str, Any], cells: dict[str, str]) -> None:
    """The table names the units that the shape names, and leaves out the posts that it leaves out."""
    code, units = shape["code"], source.text("organizations")
    if cells["number"] != str(number) or code != f"T{number:02}":
        raise CityDataError(f"{source.language}/plan.md", code, f"stands in row {cells['number']}")
    if cells["area"] != source.said("city", "areas", shape["area"], "column"):
        raise CityDataError(f"{source.language}/plan.md", code, f"stands under {cells['area']}")
    leads = [shape["lead"], *shape.get("joint", [])]
    for column, codes in (("lead", leads), ("supporting", shape.get("supporting", []))):
        source.known("tasks", code, codes, units)
        rest = cells[column]
        for unit in sorted(codes, key=lambda each: -len(units[each]["name"])):
            rest = _without(source, code, rest, units[unit])
        if rest.replace(" and ", "").strip(" ,、，"):
            raise CityDataError(
                f"{source.language}/plan.md", code, f"{column} names {rest!r} beside its units"
            )
    for column in ("accountable", "leader"):
        if bool(cells[column]) != (shape[column] is not None):
            raise CityDataError(f"{source.language}/plan.md", code, f"{column} does not agree with the shape")


def _without(source: Source, code: str, cell: str, unit: dict[str, Any]) -> str:
    for name in sorted((unit["name"], unit["short"], *unit["aliases"]), key=len, reverse=True):
        if name in cell:
            return cell.replace(name, "", 1)
    raise CityDataError(f"{source.language}/plan.md", code, f"does not name {unit['short']} in {cell!r}")


def milestones(source: Source, due: dict[str, Any]) -> tuple[Milestone, ...]:
    """The dated steps; `due` is each task's first due date, after which none may lie."""
    source.same_keys("milestones", source.shape("milestones"), source.text("milestones"))
    found = []
    for code, steps in source.shape("milestones").items():
        source.known("milestones", code, [code], due)
        source.same_length("milestones", code, steps, source.said("milestones", code))
        for position, (planned, reached) in enumerate(steps, 1):
            step = Milestone(
                task=code,
                position=position,
                title=source.said("milestones", code)[position - 1],
                due_on=source.day("milestones", code, planned),
                done_on=source.day_or_none("milestones", code, reached),
            )
            if due[code] is not None and step.due_on > due[code]:
                raise CityDataError(
                    "shape/milestones.yaml", f"{code}/{position}", "lies after the task's due date"
                )
            found.append(step)
    return tuple(found)
