"""Everything that happened to a task."""

from __future__ import annotations

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.models import Adjustment, Completion, DueDateChange, Extension, Outcome, Report
from throughline.history.queries import HistoryLine, history_of
from throughline.register.models import Entry, Milestone, Responsibility, Task

#: What is a task's own. Its ratings are not: before circulation they are not everybody's, and then the task has them.
OWN = (Responsibility, Milestone, Entry, Report, Completion, DueDateChange, Extension, Adjustment)
#: Of so many tasks that were merged into one, the story is told with it.
MOST_MERGED = 20


def story_of(task: Task, user: User | None) -> list[HistoryLine]:
    """What happened to `task` and what is its own, newest first; and to what was merged into it, as far as `user` may
    see that. The caller checks who may see the task.
    """
    lines = _lines(task)
    merged = allowed(user, "register.view_task", Task.objects.filter(merged_into=task), each=True)
    found = {line.record.pk: line for line in lines}
    for other in merged.order_by("pk")[:MOST_MERGED]:
        for line in _lines(other):
            known = found.get(line.record.pk)
            changes = [*known.changes, *line.changes] if known else line.changes
            found[line.record.pk] = HistoryLine(line.record, changes)
    return [found[key] for key in sorted(found, reverse=True)]


def _lines(task: Task) -> list[HistoryLine]:
    """The task's own lines, and what was said and decided of it at the end of each year."""
    found = {line.record.pk: line for line in history_of(task, [(model, "task") for model in OWN])}
    for outcome in Outcome.objects.filter(entry__task=task):
        for line in history_of(outcome, []):
            known = found.get(line.record.pk)
            found[line.record.pk] = HistoryLine(
                line.record, [*(known.changes if known else ()), *line.changes]
            )
    return [found[key] for key in sorted(found, reverse=True)]
