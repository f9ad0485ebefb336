"""The one place that writes what a task derives from reports and ratings, and that compares it for `verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from throughline.delivery.choices import RatingState, ReportState
from throughline.delivery.models import Rating, Report
from throughline.delivery.rules import Standing, Stands, standing
from throughline.history.act import Act
from throughline.history.problems import Problem
from throughline.register.choices import TaskState
from throughline.register.models import Task

CHUNK = 500


class Derived(NamedTuple):
    """What a task's derived columns should hold."""

    progress: Decimal | None
    unit_colour: str
    reported_on: date | None
    rating: str
    rating_since: date | None


def refresh(this: Act, keys: Iterable[int]) -> None:
    """Write the derived columns of these tasks within the act that changed their cause."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        tasks = list(Task.objects.select_for_update().filter(pk__in=chunk).order_by("pk"))
        this.save_many(_changed(tasks))


def _changed(tasks: list[Task]) -> list[Task]:
    due = derive(tasks)
    changed = [task for task in tasks if _held(task) != due[task.pk]]
    for task in changed:
        for name, value in due[task.pk]._asdict().items():
            setattr(task, name, value)
    return changed


def _held(task: Task) -> Derived:
    return Derived(task.progress, task.unit_colour, task.reported_on, task.rating, task.rating_since)


def derive(tasks: Collection[Task]) -> dict[int, Derived]:
    """What reports and circulated ratings say of each task, in two queries.

    The latest accepted report of the unit that collected gives progress and colour; a closed task is done to 100 %.
    While a task is suspended no lamp burns; what was circulated stands again when it is taken up.
    """
    keys = [task.pk for task in tasks]
    figures, ratings = _figures(keys), _circulated(keys)
    found = {}
    for task in tasks:
        progress, colour, reported_on = figures.get(task.pk, (None, "", None))
        if task.state == TaskState.CLOSED:
            progress = Decimal(100)
        stands = Stands("", None) if task.state == TaskState.SUSPENDED else standing(ratings[task.pk])
        found[task.pk] = Derived(progress, colour, reported_on, *stands)
    return found


def _figures(keys: list[int]) -> dict[int, tuple[Decimal | None, str, date]]:
    accepted = Report.objects.filter(task__in=keys, state=ReportState.ACCEPTED, leads=True)
    rows = accepted.order_by("period__ends_on", "attempt", "pk")
    return {task: tuple(row) for task, *row in rows.values_list("task_id", "progress", "colour", "filed_on")}


def _circulated(keys: list[int]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    rows = Rating.objects.filter(task__in=keys, state=RatingState.CIRCULATED).order_by("circulated_at", "pk")
    for task, *row in rows.values_list("task_id", "pk", "colour", "since", "corrects_id"):
        found[task].append(Standing(*row))
    return found


def check_derived() -> Iterator[Problem]:
    """For `verify`: tasks whose derived columns are not what their reports and ratings say."""
    last = 0
    while tasks := list(Task.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        due = derive(tasks)
        for task in tasks:
            for name, wanted in due[task.pk]._asdict().items():
                held = getattr(task, name)
                if held != wanted:
                    yield _problem(task, name, held, wanted)
        last = tasks[-1].pk


def _problem(task: Task, name: str, held: object, wanted: object) -> Problem:
    message = _("Task %(key)d: “%(field)s” is %(held)s, but its reports and ratings say %(wanted)s.") % {
        "key": task.pk,
        "field": task._meta.get_field(name).verbose_name,
        "held": held or "–",
        "wanted": wanted or "–",
    }
    return Problem("derived", message, model=task._meta.label, key=task.pk)
