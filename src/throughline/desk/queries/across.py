"""Everything of one key area, organization or leader, across plans and registers: each task once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import ExtensionState
from throughline.delivery.models import Extension
from throughline.desk.queries.board import Cell, of_posts
from throughline.indicators.models import Target
from throughline.lib.tree import within
from throughline.organizations.models import Organization, Post
from throughline.register.choices import RegisterKind, TaskState
from throughline.register.models import Entry, KeyArea, Project, Register, Responsibility, Task
from throughline.register.queries import projects
from throughline.register.queries.filters import STANDING, places
from throughline.register.rules import overdue

#: Tasks told one by one; counts are whole.
MOST = 500
#: What is due within so many days comes next.
NEXT_DAYS = 60


@dataclass(frozen=True)
class Matter:
    """A task with every place it has: its number on each list, the home first."""

    task: Task
    places: list[Entry]


@dataclass(frozen=True)
class Across:
    """What is told. `total` counts each task once, `lists` each on every register that shows it.

    `matters` come by register and number of their home; `late` and `next` are tasks past their date, and due soon;
    `instructions` are open tasks of registers of instructions; `waiting` new dates asked for and not answered.
    """

    total: Cell
    lists: list[tuple[Register, Cell]]
    matters: list[Matter]
    more: int
    late: list[Task]
    next: list[Task]
    instructions: list[Matter]
    waiting: list[Extension]
    targets: list[Target]
    projects: list[Project]
    areas: list[KeyArea] = field(default_factory=list)

    @property
    def shared(self) -> int:
        """How many of the tasks told stand on several registers."""
        return sum(len(one.places) > 1 for one in self.matters)


def of_area(area: KeyArea, user: User | None, day: date) -> Across:
    """The key area of that title, on whatever register and of whatever year."""
    seen = allowed(user, "register.view", Register.objects.all()).order_by().values("pk")
    same = KeyArea.objects.filter(title=area.title, register__in=seen).select_related("register", "leader")
    found = _across(user, day, Q(area__title=area.title))
    return _with(found, list(same.order_by("register__official_order", "register", "pk")))


def of_organization(unit: Organization, user: User | None, day: date) -> Across:
    """What the organization, or one below it, answers for in whatever role; its targets and projects."""
    held = Responsibility.objects.filter(within(unit, "organization")).values("task")
    return _across(user, day, Q(task__in=held), unit=unit)


def of_post(post: Post, user: User | None, day: date) -> Across:
    """What the post is in charge of, by the task or its key area, or accountable for."""
    return _across(user, day, of_posts([post.pk]))


def _with(found: Across, areas: list[KeyArea]) -> Across:
    found.areas.extend(areas)
    return found


def _across(user: User | None, day: date, which: Q, *, unit: Organization | None = None) -> Across:
    standing = places(user).filter(STANDING).order_by()
    keys = standing.filter(which).values("task")
    tasks = Task.objects.filter(pk__in=keys)
    total = Cell()
    for colour, number in tasks.order_by().values_list("rating").annotate(number=Count("pk")):
        total.add(colour, number)
    matters = _matters(tasks, standing)
    live = tasks.filter(state=TaskState.OPEN).select_related("lead").order_by("due_on", "pk")
    asked = Extension.objects.filter(state=ExtensionState.ASKED, task__in=keys)
    instructions = [one for one in matters if one.task.state == TaskState.OPEN and _instructed(one)]
    return Across(
        total=total,
        lists=_lists(standing, keys),
        matters=matters,
        more=max(0, total.total - len(matters)),
        late=list(live.filter(overdue(day))[:MOST]),
        next=list(live.filter(due_on__range=(day, day + timedelta(days=NEXT_DAYS)))[:MOST]),
        instructions=instructions,
        waiting=list(asked.select_related("task", "organization").order_by("asked_at", "pk")[:MOST]),
        targets=_targets(tasks, unit),
        projects=_projects(user, keys, unit),
    )


def _matters(tasks: QuerySet[Task], standing: QuerySet[Entry]) -> list[Matter]:
    homes = Entry.objects.filter(is_home=True, task__in=tasks.order_by().values("pk"))
    ordered = homes.order_by("-register__starts_on", "register__official_order", "register", "position", "pk")
    rows = [entry.task for entry in ordered.select_related("task__lead", "task__leader")[:MOST]]
    found: dict[int, list[Entry]] = defaultdict(list)
    shown = standing.filter(task__in=[task.pk for task in rows]).select_related("register__plan", "area")
    for entry in shown.order_by("-is_home", "register__official_order", "pk"):
        found[entry.task_id].append(entry)
    return [Matter(task, found[task.pk]) for task in rows]


def _instructed(one: Matter) -> bool:
    return any(place.register.kind == RegisterKind.INSTRUCTIONS for place in one.places)


def _lists(standing: QuerySet[Entry], keys: QuerySet[Entry, dict[str, int]]) -> list[tuple[Register, Cell]]:
    cells: dict[int, Cell] = defaultdict(Cell)
    rows = standing.filter(task__in=keys).values_list("register", "task__rating")
    for register, colour, number in rows.annotate(number=Count("pk")):
        cells[register].add(colour, number)
    found = Register.objects.filter(pk__in=cells).select_related("plan")
    return [(row, cells[row.pk]) for row in found.order_by("-starts_on", "official_order", "pk")]


def _targets(tasks: QuerySet[Task], unit: Organization | None) -> list[Target]:
    """Whose value the tasks report, those of their clauses, and the organization's own."""
    named = Q(pk__in=tasks.exclude(target=None).order_by().values("target"))
    named |= Q(clause__in=tasks.exclude(clause=None).order_by().values("clause"))
    if unit is not None:
        named |= within(unit, "organization")
    rows = Target.objects.filter(named).select_related("indicator", "organization", "clause__plan")
    return list(rows.order_by("indicator__official_order", "indicator", "due_on", "pk")[:MOST])


def _projects(
    user: User | None, keys: QuerySet[Entry, dict[str, int]], unit: Organization | None
) -> list[Project]:
    serving = Q(pk__in=Project.objects.filter(task_links__task__in=keys).values("pk"))
    if unit is not None:
        serving |= within(unit, "organization")
    return list(projects(user).filter(serving)[:MOST])
