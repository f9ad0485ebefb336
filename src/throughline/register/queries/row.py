"""What a row of a register is: plain values under the names of their models, since rows are read by the thousand.

Many rows share few registers, areas, units and posts: each of these is one object, read once for a page.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q

from throughline.organizations.models import Membership, Organization, Person, Post
from throughline.register.choices import ResponsibilityRole, Rhythm, TaskState
from throughline.register.models import Entry, KeyArea, Register, Responsibility
from throughline.register.rules import is_overdue, lacks

#: The columns of Task that a row shows.
TASK = (
    "pk version title aim standard requirement completion starts_on due_on original_due_on due_text review_rhythm "
    "weight contact state progress unit_colour rating rating_since reported_on lead_id accountable_id leader_id"
).split()
#: What `made` is made from, as columns of Entry.
PLACE = ("pk", "number", "register_id", "area_id", "carried_on", "version")
COLUMNS = (*(f"task__{name}" for name in TASK), *PLACE)


class RowTask(namedtuple("RowTask", [*TASK, "lead", "accountable", "leader"])):  # noqa: PYI024  TASK names them once
    """A task as a row shows it."""

    __slots__ = ()

    def get_state_display(self) -> str:
        """The state in words."""
        return str(TaskState(self.state).label)

    def get_review_rhythm_display(self) -> str:
        """The review rhythm in words; empty for none."""
        return str(Rhythm(self.review_rhythm).label) if self.review_rhythm else ""


class Successor(NamedTuple):
    """Where a task went on: its number on the next year's register."""

    number: str
    register: Register


class RowEntry(NamedTuple):
    """The task's place; from when and where it went on, when it was carried over; its key and version."""

    number: str
    register: Register
    area: KeyArea | None
    carried_on: date | None = None
    carried_to: Successor | None = None
    id: int = 0
    version: int = 0


class RowHeld(NamedTuple):
    """Who answers, in which role, since when they know."""

    id: int
    role: str
    organization: Organization
    signed_at: datetime | None

    def get_role_display(self) -> str:
        """The role in words."""
        return str(ResponsibilityRole(self.role).label)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a register shows it. `group` is the key area, organization or post under which it stands.

    `responsibilities` stand in their order; `holders` tells by key of a post who holds it `as_of` the day.
    """

    entry: RowEntry
    task: RowTask
    responsibilities: list[RowHeld]
    as_of: date
    holders: dict[int, Person | None]
    group: KeyArea | Organization | Post | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """Codes of choices.Lack."""
        return lacks(self.task)

    @property
    def overdue(self) -> bool:
        return is_overdue(self.task, self.as_of)

    def organizations(self, role: str) -> list[Organization]:
        """Those who answer in `role`."""
        return [held.organization for held in self.responsibilities if held.role == role]

    @property
    def leads(self) -> list[Organization]:
        """The lead, or the equals where nobody leads."""
        return self.organizations(ResponsibilityRole.LEAD) or self.organizations(ResponsibilityRole.JOINT)

    @property
    def accountable_person(self) -> Person | None:
        """Who holds the accountable post on the day."""
        return self.holders.get(self.task.accountable_id)

    @property
    def leader_person(self) -> Person | None:
        """Who holds the post of the leader in charge on the day."""
        return self.holders.get(self.task.leader_id)


def among(path: str, keys: Collection[int]) -> Q:
    """A condition for these keys. Where they lie close together it is a range, which is said in fewer words: at most as
    many other keys as these come with it, and are to be passed over.
    """
    if keys and max(keys) - min(keys) < 2 * len(keys):
        return Q(**{f"{path}__gte": min(keys), f"{path}__lte": max(keys)})
    return Q(**{f"{path}__in": keys})


def made(values: Sequence[Sequence[Any]], day: date, group: str) -> list[Row]:
    """The rows of a page from the values of COLUMNS (and more, which is not looked at), grouped by `group`."""

    def keys(*names: str) -> set[int]:
        return {row[place] for place in map(COLUMNS.index, names) for row in values} - {None}

    held = _held(keys("task__pk"))
    answering = {unit for ones in held.values() for _key, _role, unit, _at in ones}
    areas = KeyArea.objects.in_bulk(keys("area_id"))
    # Who is in charge of an area is asked for only where rows stand under them.
    charged = {area.leader_id for area in areas.values()} - {None} if group == "leader" else set()
    shared = _Shared(
        registers=Register.objects.in_bulk(keys("register_id")),
        areas=areas,
        units=Organization.objects.in_bulk(answering | keys("task__lead_id")),
        posts=_posts(keys("task__accountable_id", "task__leader_id") | charged),
        successors=_successors(values),
    )
    holders = {key: post.holder_on(day) for key, post in shared.posts.items()}
    return [shared.row(row[: len(COLUMNS)], held[row[0]], day, holders, group) for row in values]


def _held(tasks: set[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Per task who answers for it, in the order of the register: key, role, organization, signed at."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = Responsibility.objects.filter(among("task", tasks)).order_by("position", "pk")
    for task, *one in rows.values_list("task_id", "pk", "role", "organization_id", "signed_at"):
        found[task].append(tuple(one))
    return found


def _successors(values: Sequence[Sequence[Any]]) -> dict[int, Successor]:
    """By the key of a place, where its task was carried over to; asked for only where any was."""
    place, went = COLUMNS.index("pk"), COLUMNS.index("carried_on")
    keys = [row[place] for row in values if row[went] is not None]
    found = Entry.objects.filter(carried_from__in=keys).select_related("register") if keys else ()
    return {one.carried_from_id: Successor(one.number, one.register) for one in found}


def _posts(keys: Iterable[int]) -> dict[int, Post]:
    terms = Prefetch("memberships", Membership.objects.select_related("person"))
    return Post.objects.select_related("organization").prefetch_related(terms).in_bulk(list(keys))


class _Shared(NamedTuple):
    """The objects that rows of a page share, by key."""

    registers: dict[int, Register]
    areas: dict[int, KeyArea]
    units: dict[int, Organization]
    posts: dict[int, Post]
    successors: dict[int, Successor]

    def row(
        self,
        values: Sequence[Any],
        held: Iterable[tuple[Any, ...]],
        day: date,
        holders: dict[int, Person | None],
        group: str,
    ) -> Row:
        task, (place, number, register, area, carried_on, version) = values[: len(TASK)], values[len(TASK) :]
        lead, accountable, leader = task[-3:]
        successor = self.successors.get(place)
        entry = RowEntry(
            number, self.registers[register], self.areas.get(area), carried_on, successor, place, version
        )
        shown = RowTask(*task, self.units.get(lead), self.posts.get(accountable), self.posts.get(leader))
        answering = [RowHeld(key, role, self.units[unit], at) for key, role, unit, at in held]
        return Row(entry, shown, answering, day, holders, self._group(group, entry, shown) if group else None)

    def _group(self, group: str, entry: RowEntry, task: RowTask) -> Any:
        in_charge = task.leader or (self.posts.get(entry.area.leader_id) if entry.area else None)
        return {"area": entry.area, "organization": task.lead, "leader": in_charge}[group]
