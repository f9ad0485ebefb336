"""Tasks that may be the same matter: across registers and plans, for a new wording, and what was decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.history.presence import present
from throughline.lib.likeness import Part, side_by_side
from throughline.register.models import Entry, Register, Task, TaskPair
from throughline.register.rules import LIVE_STATES
from throughline.register.sameness import LIKELY, Index, Likeness, Matter, alike, like

#: Up to so many tasks the pairs are looked for while the page is made; more are a job's.
AT_ONCE = 3000
#: A new wording is held against so many tasks, the newest first.
NEWEST = 20_000


@dataclass(frozen=True)
class Side:
    """One of two tasks, as it is shown beside the other."""

    task: Task
    parts: list[Part]
    places: list[Entry]


@dataclass(frozen=True)
class Alike:
    """Two tasks with their places (the home first), what speaks for their being one matter, and their wordings cut
    into what both say and what only one says. `own`: the reader's office may change both, or one of them.
    """

    first: Task
    second: Task
    likeness: Likeness
    first_places: list[Entry] = field(default_factory=list)
    second_places: list[Entry] = field(default_factory=list)
    editable: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """How a form names the pair."""
        return f"{self.first.pk}-{self.second.pk}"

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both tasks with their wordings in stretches, shared or not."""
        left, right = side_by_side(self.first.title, self.second.title)
        return Side(self.first, left, self.first_places), Side(self.second, right, self.second_places)

    @property
    def may_judge(self) -> bool:
        """Whether the reader may say how the two are to each other."""
        return self.first.pk in self.editable or self.second.pk in self.editable

    @property
    def may_merge(self) -> bool:
        """Whether the reader may make one task of them."""
        return self.first.pk in self.editable and self.second.pk in self.editable


@dataclass(frozen=True)
class Resembling:
    """A task that a new wording looks like, with its place."""

    likeness: Likeness
    entry: Entry


def live_tasks(user: User | None, register: Register | None = None) -> QuerySet[Task]:
    """The tasks in sight that are still to be delivered; with a register, those that stand on it."""
    rows = allowed(user, "register.view_task", Task.objects.filter(state__in=LIVE_STATES)).order_by()
    return rows.filter(pk__in=Entry.objects.filter(register=register).values("task")) if register else rows


def find_alike(user: User | None, *, register: Register | None = None, most: int = 500) -> list[Likeness]:
    """Pairs of tasks in sight that may be one matter and stand on no common register, the surest first.

    Pairs on which somebody decided are left out, and so are a task and its part. With a register, one of the two
    stands on it. Four queries.
    """
    matters = _matters(live_tasks(user))
    apart = frozenset(TaskPair.objects.values_list("first", "second")) | _kin(matters)
    found = alike(Index.of(matters.values()), apart=apart, most=most if register is None else 10 * most)
    if register is None:
        return found
    return [
        pair
        for pair in found
        if register.pk in matters[pair.first].lists or register.pk in matters[pair.second].lists
    ][:most]


def _matters(rows: QuerySet[Task]) -> dict[int, Matter]:
    lists: dict[int, set[int]] = {}
    for task, register in Entry.objects.filter(task__in=rows.values("pk")).values_list("task", "register"):
        lists.setdefault(task, set()).add(register)
    told = rows.values_list("pk", "title", "standard", "lead", "due_on")
    return {
        key: Matter(key, title, standard, lead, due, frozenset(lists.get(key, ())))
        for key, title, standard, lead, due in told
    }


def _kin(matters: dict[int, Matter]) -> frozenset[tuple[int, int]]:
    """A task and the one that it is a part of say much the same, and are meant to."""
    rows = Task.objects.exclude(parent=None).values_list("pk", "parent")
    return frozenset((min(pair), max(pair)) for pair in rows if pair[0] in matters)


def shown_alike(found: Iterable[Likeness], user: User | None) -> list[Alike]:
    """The pairs with their tasks and places, of tasks that `user` may (still) see. Three queries."""
    pairs = list(found)
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    seen = live_tasks(user).filter(pk__in=keys).select_related("lead", "clause__plan")
    tasks = {task.pk: task for task in seen}
    places: dict[int, list[Entry]] = {}
    for entry in (
        Entry.objects.filter(task__in=tasks).select_related("register__plan").order_by("-is_home", "pk")
    ):
        places.setdefault(entry.task_id, []).append(entry)
    own = allowed(user, "register.edit_task", Task.objects.filter(pk__in=tasks)).order_by()
    editable = frozenset(own.values_list("pk", flat=True))
    return [
        Alike(
            tasks[pair.first],
            tasks[pair.second],
            pair,
            places.get(pair.first, []),
            places.get(pair.second, []),
            editable,
        )
        for pair in pairs
        if pair.first in tasks and pair.second in tasks
    ]


def looks_like(
    text: str, user: User | None, *, lead: int | None = None, due_on: date | None = None, most: int = 3
) -> list[Resembling]:
    """Which tasks in sight a new wording looks like, the surest first, each where it is at home. Two queries."""
    rows = live_tasks(user).order_by("-pk").values_list("pk", "title", "standard", "lead", "due_on")[:NEWEST]
    known = {key: Matter(key, *said) for key, *said in rows}
    found = {pair.second: pair for pair in like(text, known, lead=lead, due_on=due_on)[:most]}
    homes = Entry.objects.filter(task__in=found, is_home=True).select_related("task__lead", "register")
    entries = {entry.task_id: entry for entry in homes}
    return [Resembling(pair, entries[key]) for key, pair in found.items() if key in entries]


def rows_like(texts: Mapping[int, str], user: User | None) -> dict[int, Resembling]:
    """Per row of a table to be taken over (by its number in the file) the task in sight that it looks like most.

    All rows are held against all tasks at once. Two queries.
    """
    rows = live_tasks(user).values_list("pk", "title", "standard", "lead", "due_on")
    known = [Matter(key, *said, lists=_KNOWN) for key, *said in rows]
    firsts: dict[str, int] = {}
    for row, text in texts.items():
        firsts.setdefault(text, row)
    coming = [Matter(-row, text, lists=_COMING) for text, row in firsts.items()]
    found: dict[int, Likeness] = {}
    for pair in alike(Index.of([*known, *coming]), least=LIKELY, most=len(texts) * 3):
        found.setdefault(-pair.first, pair)
    tasks = {pair.second for pair in found.values()}
    homes = Entry.objects.filter(task__in=tasks, is_home=True).select_related("task__lead", "register")
    entries = {entry.task_id: entry for entry in homes}
    told = {row: found[first] for row, text in texts.items() if (first := firsts[text]) in found}
    return {
        row: Resembling(pair, entries[pair.second]) for row, pair in told.items() if pair.second in entries
    }


#: What stands on a common list is not compared: neither the known tasks with each other, nor the rows.
_KNOWN, _COMING = frozenset({0}), frozenset({-1})


def judged(user: User | None) -> QuerySet[TaskPair]:
    """The pairs on which somebody decided, of tasks that `user` may see, the latest first."""
    rows = TaskPair.objects.all()
    for side in ("first", "second"):
        rows = allowed(user, "register.view_task", rows, path=side, each=True)
    return rows.select_related("first", "second", "judged_by")


def related_to(task: Task, user: User | None) -> list[Task]:
    """The tasks that somebody called related to this one, of those in sight."""
    if not present(task.pk, (TaskPair, "first"), (TaskPair, "second")):
        return []
    pairs = TaskPair.objects.filter(Q(first=task) | Q(second=task), verdict="related")
    keys = {key for pair in pairs.values_list("first", "second") for key in pair} - {task.pk}
    return (
        list(allowed(user, "register.view_task", Task.objects.filter(pk__in=keys)).order_by("pk"))
        if keys
        else []
    )
