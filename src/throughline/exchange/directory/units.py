"""Rows of organizations."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.exchange.directory.columns import Line
from throughline.exchange.directory.run import CHANGED, CREATED, Outcome, Run, differing
from throughline.organizations.actions.organizations import (
    EDITED,
    create_organization,
    edit_organization,
    move_organization,
)
from throughline.organizations.matching import NameIndex, place_of
from throughline.organizations.models import Organization
from throughline.workflows.reorganize import end_organization


def in_order(lines: Sequence[Line]) -> list[Line]:
    """The rows with each parent before its parts, else as they stand in the file."""
    roots = [line.values["name"] for line in lines if "parent" not in line.values]
    index = NameIndex(
        ((number, _names(line)) for number, line in enumerate(lines)),
        frozenset[str]().union(*map(place_of, roots)),
    )
    parents = {line.values["parent"]: None for line in lines if "parent" in line.values}
    found = {parent: index.match(parent).exact for parent in parents}
    placed: dict[int, Line] = {}
    for number in range(len(lines)):
        chain = [number]
        while (above := found.get(lines[chain[-1]].values.get("parent"))) is not None:
            if above in placed or above in chain:
                break
            chain.append(above)
        placed |= {one: lines[one] for one in reversed(chain) if one not in placed}
    return list(placed.values())


def _names(line: Line) -> list[str]:
    values = line.values
    return [values["name"], values.get("code", ""), values.get("short_name", ""), *values.get("aliases", ())]


def take_organization(run: Run, line: Line, outcome: Outcome) -> None:
    """Create it, or move, edit and end it as far as the row says something else."""
    values = line.values
    parent = run.known.organization("parent", values["parent"]) if "parent" in values else None
    fields = {name: values[name] for name in EDITED if name in values}
    found = run.known.organization_of(values, parent)
    if found is None:
        found = create_organization(by=run.by, parent=parent, **fields)
        run.known.add_organization(found)
        outcome.note(CREATED)
    else:
        found = _move(run, found, parent, outcome)
        differs = differing(found, fields)
        if differs:
            edit_organization(found, by=run.by, seen=found.version, **differs)
            run.known.add_organization(found)
            outcome.note(CHANGED, *differs)
    if "ended_on" in values and found.ended_on != values["ended_on"]:
        end_organization(found, ended_on=values["ended_on"], by=run.by, seen=found.version)
        outcome.note(CHANGED, "ended_on")
        run.known.reload()


def _move(run: Run, found: Organization, parent: Organization | None, outcome: Outcome) -> Organization:
    if parent is None or parent.pk == found.parent_id:
        return found
    move_organization(found, parent=parent, by=run.by, seen=found.version)
    outcome.note(CHANGED, "parent")
    # What stands below moved along.
    run.known.reload()
    return run.known.organizations[found.pk]
