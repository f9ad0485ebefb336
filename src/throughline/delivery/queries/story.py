"""Everything that happened to a task."""

from __future__ import annotations

from throughline.delivery.models import Completion, DueDateChange, Extension, Report
from throughline.history.queries import HistoryLine, history_of
from throughline.register.models import Entry, Milestone, Responsibility, Task

#: What is a task's own. Its ratings are not: before circulation they are not everybody's, and then the task has them.
OWN = (Responsibility, Milestone, Entry, Report, Completion, DueDateChange, Extension)


def story_of(task: Task) -> list[HistoryLine]:
    """What happened to `task` and what is its own, newest first. The caller checks who may see the task."""
    return history_of(task, [(model, "task") for model in OWN])
