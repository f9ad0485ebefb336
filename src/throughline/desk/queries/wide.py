"""The chessboard of whoever sees very many tasks: registers by the units at the top, from the tallies of the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from throughline.accounts.models import User
from throughline.desk.queries.board import (
    Cell,
    added,
    at_ends,
    month_ends,
    of_registers,
    sees_all,
    with_posts,
)
from throughline.organizations.models import Organization, Post
from throughline.register.models import KeyArea, Register
from throughline.register.permissions import looks_from
from throughline.register.queries.filters import STANDING, closed_registers, places, running
from throughline.register.queries.tallies import Tallies, tallied

#: Columns that a board can still be read by.
COLUMNS = 40


@dataclass(frozen=True)
class WideBoard:
    """Registers (rows) by the uppermost units whose subtrees lead (columns, None: no lead yet); each task at home.

    `registers` counts what stands on each; `leaders` and `months` are as by_leader and by_month tell them.
    """

    rows: list[Register]
    organizations: list[Organization | None]
    cells: dict[tuple[int, int | None], Cell]
    total: Cell
    registers: list[tuple[Register, Cell]]
    leaders: list[tuple[Post | None, Cell]]
    months: list[tuple[date, Cell]]

    def row(self, register: Register) -> Cell:
        """The sum of a row."""
        return added(cell for (key, _unit), cell in self.cells.items() if key == register.pk)

    def column(self, organization: Organization | None) -> Cell:
        """The sum of a column."""
        key = organization and organization.pk
        return added(cell for (_register, unit), cell in self.cells.items() if unit == key)


def wide_board(user: User | None, day: date) -> WideBoard | None:
    """How everything in sight stands, where tallies are kept of it: for who sees every task, or all that is seen from
    one organization. Else None: then `board` counts.
    """
    seat = None if user is None or sees_all(user) else looks_from(user)
    found = tallied(seat) if seat or sees_all(user) else None
    if found is None:
        return None
    closed = set(closed_registers().values_list("pk", flat=True))
    found = Counter({key: number for key, number in found.items() if key.register not in closed})
    tops = _tops({key.lead for key in found if key.lead}, seat)
    cells: dict[tuple[int, int | None], Cell] = defaultdict(Cell)
    for key, number in found.items():
        if key.of == "lead" and key.register and number:
            cells[key.register, tops.get(key.lead) if key.lead else None].add(key.rating, number)
    registers = of_registers(user, _by(found, "place", "register"))
    units = Organization.objects.filter(pk__in={unit for _register, unit in cells if unit})
    return WideBoard(
        rows=[register for register, _cell in registers if any(key == register.pk for key, _unit in cells)],
        organizations=[*units.official(), *([None] if any(unit is None for _key, unit in cells) else [])],
        cells=dict(cells),
        total=added(cells.values()),
        registers=registers,
        leaders=with_posts(_in_charge(found)),
        months=_months(user, found, day),
    )


def _tops(leads: set[int], seat: int | None) -> dict[int, int]:
    """For each lead unit the one above it, or itself, under which it is told: as far down as the columns suffice.

    To who looks from an organization what lies right below it is told in any case, and other units no further down
    than the organization itself stands.
    """
    trails = Organization.objects.order_by().values_list("pk", "trail")
    paths = {
        key: [int(one) for one in trail.split("/") if one] + [key]
        for key, trail in trails
        if key in leads or key == seat
    }
    own = len(paths[seat]) if seat in paths else 0
    inside = {key for key, path in paths.items() if seat in path}

    def at(depth: int) -> dict[int, int]:
        deepest = {
            key: depth if not own or key in inside else min(depth, own - 1) for key in leads & paths.keys()
        }
        return {key: paths[key][min(deep, len(paths[key]) - 1)] for key, deep in deepest.items()}

    found = at(own)
    for depth in range(own + 1, max(map(len, paths.values()), default=0)):
        deeper = at(depth)
        if len(set(deeper.values())) > COLUMNS:
            break
        found = deeper
    return found


def _by(found: Tallies, of: str, name: str) -> dict[int, Cell]:
    cells: dict[int, Cell] = defaultdict(Cell)
    for key, number in found.items():
        if key.of == of and number:
            cells[getattr(key, name)].add(key.rating, number)
    return cells


def _in_charge(found: Tallies) -> dict[int | None, Cell]:
    """Counts by post: the task's own leader, else its key area's."""
    areas = dict(KeyArea.objects.exclude(leader=None).order_by().values_list("pk", "leader"))
    cells: dict[int | None, Cell] = defaultdict(Cell)
    for key, number in found.items():
        if key.of == "area" and number:
            cells[key.leader or areas.get(key.area)].add(key.rating, number)
    return cells


def _months(user: User | None, found: Tallies, day: date) -> list[tuple[date, Cell]]:
    """How today's tasks stood at the ends of months; a month whose tally is not kept yet is counted."""
    kept = _by(found, "ended", "month")
    now = added(_by(found, "lead", "register").values())
    ends = month_ends(day)
    homes = places(user).filter(STANDING, is_home=True).order_by()

    def then(end: date) -> Cell:
        return kept.get(end) or at_ends(running(homes, end).values("task_id"), [end])[end]

    return [*((end, then(end)) for end in ends[:-1]), (ends[-1], now)]
