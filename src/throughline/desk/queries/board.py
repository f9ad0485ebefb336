"""The whole chessboard: how all tasks stand, by key area and organization, by leader, by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib import clock
from throughline.lib.dates import add_months, month_end
from throughline.organizations.models import Organization, Post
from throughline.plans.models import Plan
from throughline.register.choices import Colour
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.permissions import sees_many
from throughline.register.queries.filters import (
    IN_CHARGE,
    STANDING,
    RegisterFilter,
    entries,
    places,
    running,
)
from throughline.register.queries.months import by_closed_years, ratings_at
from throughline.register.rules import LIVE_STATES, SET_ASIDE


@dataclass
class Cell:
    """How many tasks there are, by circulated rating; every colour is a key, also with 0."""

    colours: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Colour.values, 0))

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.colours.values())

    @property
    def worst(self) -> str:
        """The gravest colour among them; "" where nothing is rated."""
        found = [colour for colour in Colour.values if self.colours[colour]]
        return found[-1] if found else ""

    def add(self, colour: str, number: int) -> None:
        """Count `number` more of `colour`."""
        self.colours[colour] += number


@dataclass(frozen=True)
class Board:
    """Key areas (rows, None: no area) by lead units (columns, None: no lead yet), in their official orders."""

    areas: list[KeyArea | None]
    organizations: list[Organization | None]
    cells: dict[tuple[int | None, int | None], Cell]
    total: Cell

    def cell(self, area: KeyArea | None, organization: Organization | None) -> Cell:
        """The cell of a row and a column; an empty one where there is no task."""
        return self.cells.get((area and area.pk, organization and organization.pk)) or Cell()

    def row(self, area: KeyArea | None) -> Cell:
        """The sum of a row."""
        return added(cell for (key, _unit), cell in self.cells.items() if key == (area and area.pk))

    def column(self, organization: Organization | None) -> Cell:
        """The sum of a column."""
        key = organization and organization.pk
        return added(cell for (_area, unit), cell in self.cells.items() if unit == key)


def added(cells: Iterable[Cell]) -> Cell:
    """The sum of the cells."""
    whole = Cell()
    for cell in cells:
        for colour, number in cell.colours.items():
            whole.add(colour, number)
    return whole


def shown(
    user: User | None,
    plan: Plan | None = None,
    register: Register | None = None,
    *,
    with_closed: bool = False,
    first: bool = False,
) -> QuerySet[Entry]:
    """The entries that the board counts: exactly those that the list of the register, or of all tasks, shows.

    `first` as `entries` takes it.
    """
    wanted = RegisterFilter(plan=plan.pk if plan else None, closed_years=with_closed)
    return entries(register, user, wanted, first=first).order_by()


def board(user: User | None, *, plan: Plan | None = None, register: Register | None = None) -> Board:
    """Counts by key area and lead unit, of all registers in sight, of a plan's, or of one; four queries at most."""
    cells: dict[tuple[int | None, int | None], Cell] = defaultdict(Cell)
    rows = shown(user, plan, register).values_list("area", "task__lead", "task__rating")
    for area, lead, colour, number in rows.annotate(number=Count("pk")):
        cells[area, lead].add(colour, number)
    areas = KeyArea.objects.filter(pk__in={area for area, _lead in cells if area})
    units = Organization.objects.filter(pk__in={lead for _area, lead in cells if lead})
    ordered = areas.select_related("register").order_by(
        "register__official_order", "register", "position", "pk"
    )
    return Board(
        areas=[*ordered, *([None] if any(area is None for area, _lead in cells) else [])],
        organizations=[*units.official(), *([None] if any(lead is None for _area, lead in cells) else [])],
        cells=dict(cells),
        total=added(cells.values()),
    )


def by_leader(
    user: User | None, *, plan: Plan | None = None, register: Register | None = None
) -> list[tuple[Post | None, Cell]]:
    """Counts by leader in charge (the task's own, else its key area's), in official order; last those without one."""
    cells: dict[int | None, Cell] = defaultdict(Cell)
    rows = shown(user, plan, register).annotate(in_charge=IN_CHARGE).values_list("in_charge", "task__rating")
    for post, colour, number in rows.annotate(number=Count("pk")):
        cells[post].add(colour, number)
    return with_posts(cells)


def with_posts(cells: dict[int | None, Cell]) -> list[tuple[Post | None, Cell]]:
    """The cells by the keys of posts, in official order; last those without one."""
    posts = Post.objects.filter(pk__in={key for key in cells if key}).select_related("organization")
    named: list[tuple[Post | None, Cell]] = [
        (post, cells[post.pk]) for post in posts.prefetch_related("memberships__person")
    ]
    return [*named, *([(None, cells[None])] if None in cells else [])]


def by_organization(
    user: User | None, *, plan: Plan | None = None, register: Register | None = None
) -> list[tuple[Organization | None, Cell]]:
    """Counts by lead unit, in official order."""
    whole = board(user, plan=plan, register=register)
    return [(unit, whole.column(unit)) for unit in whole.organizations]


def by_register(user: User | None, *, plan: Plan | None = None) -> list[tuple[Register, Cell]]:
    """Counts by register, of all running ones in sight or of a plan's: what stands on each, so that a task that is
    shown on several counts on each of them.
    """
    cells: dict[int, Cell] = defaultdict(Cell)
    standing = running(places(user).filter(STANDING).order_by())
    if plan is not None:
        standing = standing.filter(register__plan=plan)
    rows = standing.values_list("register", "task__rating")
    for key, colour, number in rows.annotate(number=Count("pk")):
        cells[key].add(colour, number)
    return of_registers(user, cells)


def of_registers(user: User | None, cells: dict[int, Cell]) -> list[tuple[Register, Cell]]:
    """The cells by the keys of registers in sight, in official order."""
    seen = Register.objects.filter(pk__in=cells).select_related("plan", "organization")
    found = allowed(user, "register.view", seen)
    return [(register, cells[register.pk]) for register in found.order_by("official_order", "pk")]


def by_month(
    user: User | None,
    *,
    plan: Plan | None = None,
    register: Register | None = None,
    months: int = 12,
    day: date | None = None,
    now: Cell | None = None,
) -> list[tuple[date, Cell]]:
    """How the tasks in sight stood at the end of each of the last months, as it was known then.

    The last one is the month of `day` (default: today), as it stands now: `now`, where that was counted already. A
    register counts until its year was closed.
    """
    every, ends = shown(user, plan, register, with_closed=True), month_ends(day or clock.today(), months)
    cells = {ends[-1]: now} if now else {}
    asked = [end for end in ends if end not in cells]
    for some in [asked] if register else by_closed_years(asked):
        rows = every if register else running(every, some[0])
        cells |= at_ends(rows.values("task_id"), some)
    return [(end, cells[end]) for end in ends]


def month_ends(day: date, months: int = 12) -> list[date]:
    """The ends of the last months, the last one that of `day`."""
    until = month_end(day)
    return [month_end(add_months(until.replace(day=1), -back)) for back in reversed(range(months))]


def at_ends(keys: QuerySet[Entry, dict[str, int]], ends: list[date]) -> dict[date, Cell]:
    """How the tasks with these keys stood at the ends of days: one query for the days that are over, one for today."""
    cells = {end: Cell() for end in ends}
    over = [end for end in ends if end < clock.today()]
    for end, colour, number in ratings_at(keys, over) if over else ():
        cells[end].add(colour, number)
    for end in ends[len(over) :]:
        live = Task.objects.filter(pk__in=keys).exclude(state__in=SET_ASIDE).order_by()
        for colour, number in live.values_list("rating").annotate(number=Count("pk")):
            cells[end].add(colour, number)
    return cells


def reds(
    user: User | None, *, plan: Plan | None = None, register: Register | None = None, most: int = 100
) -> list[Entry]:
    """The entries of red tasks that are still to be delivered, the longest red first.

    What a closed year left undone is told by its own register alone, which keeps the reds with which it ended.
    """
    many = plan is None and register is None and (sees_all(user) or sees_many(user))
    found = shown(user, plan, register, first=many).filter(task__rating=Colour.RED)
    if register is None or register.closed_on is None:
        found = found.filter(task__state__in=LIVE_STATES)
    if many:
        # The first of very many: found in the order of an index over tasks, each asked for its place.
        placed = Exists(found.filter(task=OuterRef("pk")))
        first = Task.objects.filter(placed, rating=Colour.RED).order_by("rating_since", "pk")
        found = found.filter(task__in=list(first.values_list("pk", flat=True)[:most]))
    return list(
        found.select_related("task__lead", "task__leader__organization", "register", "area").order_by(
            "task__rating_since", "task_id"
        )[:most]
    )


def sees_all(user: User | None) -> bool:
    """Whether no task is hidden from `user`."""
    return user is None or not allowed(user, "register.view_task", Task.objects.all()).query.where


def of_posts(posts: Iterable[int]) -> Q:
    """The condition on entries "one of these posts is in charge, or accountable"."""
    keys = list(posts)
    in_charge = Q(task__leader__in=keys) | Q(task__leader=None, area__leader__in=keys)
    return in_charge | Q(task__accountable__in=keys)
