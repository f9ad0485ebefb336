"""One task, one project, with all that its page shows; a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Person
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
from throughline.register.rules import is_overdue, is_step_overdue, lacks


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
    overdue_steps: frozenset[int]
    accountable_person: Person | None
    leader_person: Person | None


def find_task(key: int, user: User | None) -> Task:
    """The task, with what its detail needs of other tables. Raises NotThere when `user` may not see it."""
    found = Task.objects.select_related(
        "parent",
        "lead",
        "accountable__organization",
        "leader__organization",
        "clause__plan",
        "passage__document",
        "target__indicator",
    ).prefetch_related("accountable__memberships__person", "leader__memberships__person")
    task = allowed(user, "register.view_task", found.defer("passage__document__text")).filter(pk=key).first()
    if task is None:
        raise NotThere
    return task


def task_detail(key: int, user: User | None) -> TaskDetail:
    """All that the page of a task shows. Raises NotThere."""
    task = find_task(key, user)
    today = clock.today()
    entries = list(task.entries.select_related("register__organization", "register__plan", "area"))
    seen = allowed(user, "register.view_task", Task.objects.select_related("lead"))
    steps = list(task.milestones.select_related("marked_by"))
    above = {row.pk: row for row in seen.filter(pk__in=task.ancestor_keys)}
    return TaskDetail(
        task=task,
        home=next((entry for entry in entries if entry.is_home), None),
        entries=entries,
        ancestors=[above[each] for each in task.ancestor_keys if each in above],
        children=list(seen.filter(parent=task).order_by("pk")) if task.children.exists() else [],
        responsibilities=list(task.responsibilities.select_related("organization", "signed_by")),
        milestones=steps,
        projects=list(Project.objects.filter(task_links__task=task).select_related("organization")),
        lacks=lacks(task),
        overdue=is_overdue(task, today),
        overdue_steps=frozenset(step.pk for step in steps if is_step_overdue(step, task, today)),
        accountable_person=task.accountable.holder_on(today) if task.accountable else None,
        leader_person=task.leader.holder_on(today) if task.leader else None,
    )


@dataclass(frozen=True)
class ProjectDetail:
    """A project with its stages, its months and the tasks it serves (those that the reader may see)."""

    project: Project
    stages: list[ProjectStage]
    months: list[ProjectMonth]
    tasks: list[Task]


def project_detail(key: int, user: User | None) -> ProjectDetail:
    """All that the page of a project shows. Raises NotThere."""
    found = allowed(user, "projects.view", Project.objects.select_related("organization"))
    project = found.filter(pk=key).first()
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
