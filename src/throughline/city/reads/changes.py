"""What changes hands while the work goes on: facts of `shape/changes.yaml`, words of the language."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughline.city.reads import supervision
from throughline.city.records import (
    Absence,
    AreaGoal,
    Changes,
    Decision,
    GoalVerdict,
    HousePapers,
    PairVerdict,
    PlanAbove,
    Reorganization,
)
from throughline.city.source import Source
from throughline.city.when import workday

FILE = "changes"
#: Goals of these lists are to be reached by the end of the working year, this many years later.
_YEARS = {"closed": -1, "running": 0}


def changes(source: Source) -> Changes:
    """All of them."""
    shape = source.shape(FILE)
    _check(source, shape)
    return Changes(
        absences=tuple(_absence(source, one) for one in shape["absences"]),
        reorganizations=tuple(_reorganization(source, one) for one in shape["reorganized"]),
        decisions=tuple(_decision(source, one) for one in shape["decided"]),
        pairs=tuple(_pair(source, one) for one in shape["pairs"]),
        above=_above(source, shape["above"]),
        goals=tuple(
            AreaGoal(register, _heading(source, area), _due(source, register), _goal(source, register, area))
            for register, areas in shape["goals"].items()
            for area in areas
        ),
        verdicts=tuple(_verdicts(source, shape["judged"])),
        judged_on=_on(source, "judged", shape["judged"]["on"]),
        archived=shape["archive"]["register"],
        archived_on=_on(source, "archive", shape["archive"]["on"]),
        papers=_papers(source, shape["papers"]),
    )


def _check(source: Source, shape: dict[str, Any]) -> None:
    works = [one["code"] for one in source.shape("works")["tasks"]]
    units, posts = source.text("organizations"), source.text("people")["posts"]
    persons = source.text("people")["persons"]
    for one in shape["absences"]:
        source.known(FILE, one["person"], [one["person"], one["deputy"]], persons)
    for one in shape["reorganized"]:
        source.known(FILE, one["unit"], [one["unit"], *one["to"], *one["parts"].values()], units)
        source.known(FILE, one["unit"], [one["approver"]], posts)
        source.known(FILE, one["unit"], one["parts"], works)
    plan = [one["code"] for one in source.shape("tasks")]
    for one in shape["decided"]:
        source.known(FILE, one["task"], [one["task"]], works)
        source.known(FILE, one["task"], [one.get("into")], plan)
        source.known(FILE, one["task"], [one.get("to")], units)
        source.known(FILE, one["task"], [one["approver"]], posts)
    for one in shape["pairs"]:
        source.known(FILE, "pairs", [one["first"], one["second"]], works)


def _on(source: Source, entry: object, written: str) -> date:
    return workday(source.day(FILE, entry, written))


def _absence(source: Source, one: dict[str, Any]) -> Absence:
    person = one["person"]
    return Absence(
        person=person,
        post=one["post"],
        deputy=one["deputy"],
        since=source.day(FILE, person, one["since"]),
        starts_on=_on(source, person, one["from"]),
        ends_on=source.day(FILE, person, one["to"]),
        note=source.said(FILE, "absences", person),
    )


def _reorganization(source: Source, one: dict[str, Any]) -> Reorganization:
    kept = {name: one[name] for name in ("unit", "kind", "parts", "accounts", "approver")}
    said = {name: source.said(FILE, "reorganized", one["unit"], name) for name in ("number", "reason")}
    return Reorganization(on=_on(source, one["unit"], one["on"]), to=tuple(one["to"]), **kept, **said)


def _decision(source: Source, one: dict[str, Any]) -> Decision:
    code = f"{one['task']}/{one['what']}"
    return Decision(
        code=code,
        on=_on(source, code, one["on"]),
        until=source.day_or_none(FILE, code, one.get("until")),
        **{name: one.get(name, "") for name in ("to", "stays_as", "into")},
        **{name: one[name] for name in ("task", "what", "approver")},
        **{name: source.said(FILE, "decided", code, name) for name in ("number", "reason")},
    )


def _pair(source: Source, one: dict[str, Any]) -> PairVerdict:
    code = f"{one['first']}/{one['second']}"
    kept = {name: one[name] for name in ("first", "second", "verdict")}
    return PairVerdict(code, on=_on(source, code, one["on"]), reason=source.said(FILE, "pairs", code), **kept)


def _above(source: Source, shape: dict[str, Any]) -> PlanAbove:
    said = {
        name: source.said(FILE, "above", name)
        for name in ("title", "short", "number", "file", "adopted_by", "set_aside")
    }
    days = {name: source.day(FILE, "above", shape[name]) for name in ("issued_on", "starts_on", "ends_on")}
    return PlanAbove(
        code=shape["code"],
        text=source.document("above.md"),
        entered_on=_on(source, "above", shape["entered"]),
        aligned_on=_on(source, "above", shape["aligned_on"]),
        items=shape["items"],
        aligned=tuple((above, ours, kind) for above, ours, kind in shape["aligned"]),
        not_ours=tuple(shape["not_ours"]),
        note=source.said(FILE, "above", "aligned"),
        reason=source.said(FILE, "above", "not_ours"),
        **said,
        **days,
    )


def _heading(source: Source, area: str) -> str:
    return source.said("works", "areas", area)


def _goal(source: Source, register: str, area: str) -> str:
    return source.said(FILE, "goals", register, area)


def _due(source: Source, register: str) -> date:
    return date(source.calendar.work_year + _YEARS[register], 12, 31)


def _verdicts(source: Source, shape: dict[str, Any]) -> list[GoalVerdict]:
    """Of the closed year's list; and of the plan, where it has goals for that year."""
    due = _due(source, "closed")
    told = [("closed", area, _heading(source, area)) for area in shape["closed"]]
    if due.year >= source.day("city", "plan", source.shape("city")["plan"]["starts_on"]).year:
        titles = {area: source.said("city", "areas", area, "title") for area in shape["plan"]}
        told += [("plan", area, title) for area, title in titles.items()]
    return [
        GoalVerdict(register, title, due, shape[register][area], source.said(FILE, "judged", register, area))
        for register, area, title in told
    ]


def _papers(source: Source, shape: dict[str, Any]) -> HousePapers:
    said = {
        name: source.said(FILE, "papers", name)
        for name in ("series", "pattern", "template", "letter", "voided", "breakdown")
    }
    days = {
        "set_up_on": shape["set_up"],
        "taken_on": shape["voided"]["taken"],
        "voided_on": shape["voided"]["on"],
        "breakdown_on": shape["breakdown"]["on"],
        "breakdown_stamped_on": shape["breakdown"]["stamped"],
        "circular_on": shape["circular"]["on"],
        "circular_stamped_on": shape["circular"]["stamped"],
    }
    months_ago = shape["circular"]["months_ago"]
    return HousePapers(
        columns_name=source.said(FILE, "papers", "columns"),
        columns=tuple((field, width) for field, width in shape["columns"]),
        joined=shape["joined"],
        dates=shape["dates"],
        register=shape["breakdown"]["register"],
        circular=supervision.circulars(source)[-months_ago].code,
        scan_name=source.said(FILE, "papers", "scan"),
        scan=source.picture("scan.png"),
        **{name: _on(source, name, written) for name, written in days.items()},
        **said,
    )
