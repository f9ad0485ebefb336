"""One task, one project, with all that its page shows; a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.documents.models import Document, Passage
from throughline.history.presence import give, present, with_those
from throughline.history.worded import GIVEN, rows_found
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Membership, Person, Post
from throughline.register.models import (
    Entry,
    Milestone,
    Project,
    ProjectMonth,
    ProjectStage,
    ProjectTask,
    Responsibility,
    Task,
)
from throughline.register.rules import is_overdue, is_reached, is_step_overdue, lacks

_PARTS, _PROJECTS = (Task, "parent"), (ProjectTask, "task")


def _the_task() -> QuerySet[Task]:
    return Task.objects.order_by().filter(pk=GIVEN).select_related("lead")


def _two_posts() -> QuerySet[Post]:
    return Post.objects.order_by().filter(Q(pk=GIVEN) | Q(pk=GIVEN)).select_related("organization")


def _terms_of_two() -> QuerySet[Membership]:
    terms = Membership.objects.filter(Q(post=GIVEN) | Q(post=GIVEN)).select_related("person")
    return terms.order_by("-started_on", "pk")


def _entries() -> QuerySet[Entry]:
    return Entry.objects.order_by().filter(task=GIVEN).select_related("register", "area")


def _milestones() -> QuerySet[Milestone]:
    return Milestone.objects.order_by().filter(task=GIVEN)


def _responsibilities() -> QuerySet[Responsibility]:
    return Responsibility.objects.order_by().filter(task=GIVEN).select_related("organization")


@dataclass(frozen=True)
class TaskDetail:
    """A task with its places, its tree, who answers for it, its steps and the projects that serve it."""

    task: Task
    home: Entry | None
    entries: list[Entry]
    ancestors: list[Task]
    children: list[Task]
    responsibilities: list[Responsibility]
    milestones: list[Milestone]
    projects: list[Project]
    lacks: tuple[str, ...]
    overdue: bool
    reached: bool
    overdue_steps: frozenset[int]
    accountable_person: Person | None
    leader_person: Person | None


def find_task(key: int, user: User | None) -> Task:
    """The task, with what its detail needs of other tables. Raises NotThere when `user` may not see it."""
    task = next(iter(_seen(key, user)), None)
    if task is None:
        raise NotThere
    origins = {"clause_id": "clause__plan", "passage_id": _passage(), "target_id": "target__indicator"}
    prefetch_related_objects([task], *(to for column, to in origins.items() if getattr(task, column)))
    _give_posts(task)
    return task


def _seen(key: int, user: User | None) -> list[Task]:
    rows = Task.objects.order_by().filter(pk=key).select_related("lead")
    seen = allowed(user, "register.view_task", rows)
    if seen is rows and abs(key) < 2**63:  # of a larger one Django knows that it is nowhere
        return rows_found(_the_task, key)
    return list(seen)


def _passage() -> Prefetch[Any]:
    """The sentence with its document, whose whole text a task does not need."""
    documents = Document.objects.defer("text", "outline", "damage", "notes")
    return Prefetch("passage", Passage.objects.prefetch_related(Prefetch("document", documents)))


def _give_posts(task: Task) -> None:
    """The posts of the accountable and of the leader, with those who hold them; two queries for both."""
    keys = task.accountable_id, task.leader_id
    posts = {post.pk: post for post in rows_found(_two_posts, *keys)} if any(keys) else {}
    terms = rows_found(_terms_of_two, *keys) if posts else []
    for post in posts.values():
        give(post, "memberships", [term for term in terms if term.post_id == post.pk])
    if task.accountable_id:
        task.accountable = posts.get(task.accountable_id)
    if task.leader_id:
        task.leader = posts.get(task.leader_id)


def task_detail(key: int, user: User | None) -> TaskDetail:
    """All that the page of a task shows. Raises NotThere."""
    task = find_task(key, user)
    today = clock.today()
    entries = sorted(rows_found(_entries, task.pk, task=task), key=attrgetter("register_id", "position"))
    milestones = rows_found(_milestones, task.pk, task=task)
    steps = with_those(sorted(milestones, key=attrgetter("due_on", "pk")), "marked_by")
    held = present(task.pk, _PARTS, _PROJECTS)
    above = _above(task, user)
    return TaskDetail(
        task=task,
        home=next((entry for entry in entries if entry.is_home), None),
        entries=entries,
        ancestors=[above[each] for each in task.ancestor_keys if each in above],
        children=_parts(task, user) if _PARTS in held else [],
        responsibilities=with_those(
            sorted(rows_found(_responsibilities, task.pk, task=task), key=attrgetter("position", "pk")),
            "signed_by",
        ),
        milestones=steps,
        projects=list(Project.objects.filter(task_links__task=task)) if _PROJECTS in held else [],
        lacks=lacks(task),
        overdue=is_overdue(task, today),
        reached=is_reached(task),
        overdue_steps=frozenset(step.pk for step in steps if is_step_overdue(step, task, today)),
        accountable_person=task.accountable.holder_on(today) if task.accountable else None,
        leader_person=task.leader.holder_on(today) if task.leader else None,
    )


def _above(task: Task, user: User | None) -> dict[int, Task]:
    if not task.ancestor_keys:
        return {}
    rows = Task.objects.select_related("lead").filter(pk__in=task.ancestor_keys)
    return {row.pk: row for row in allowed(user, "register.view_task", rows)}


def _parts(task: Task, user: User | None) -> list[Task]:
    rows = Task.objects.select_related("lead").filter(parent=task)
    return list(allowed(user, "register.view_task", rows, each=True).order_by("pk"))


@dataclass(frozen=True)
class ProjectDetail:
    """A project with its stages, its months and the tasks it serves (those that the reader may see)."""

    project: Project
    stages: list[ProjectStage]
    months: list[ProjectMonth]
    tasks: list[Task]


def project_detail(key: int, user: User | None) -> ProjectDetail:
    """All that the page of a project shows. Raises NotThere."""
    rows = Project.objects.select_related("organization").filter(pk=key)
    project = allowed(user, "projects.view", rows).first()
    if project is None:
        raise NotThere
    seen = allowed(user, "register.view_task", Task.objects.select_related("lead"))
    served = ProjectTask.objects.filter(project=project).values("task")
    return ProjectDetail(
        project=project,
        stages=list(project.stages.all()),
        months=list(project.months.all()),
        tasks=list(seen.filter(pk__in=served).order_by("pk")),
    )
