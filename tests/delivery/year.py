"""The end of 2026 in the small city: tasks that are done, late and open, on a register with its periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.delivery.scene import Scene, at, scene
from throughline.delivery.actions import close_task, decide_outcomes, report_complete
from throughline.delivery.models import Outcome
from throughline.register.actions import create_next
from throughline.register.models import Entry, Register, Task

NEW_YEAR = date(2027, 1, 1)


@dataclass
class Year:
    """`done` was closed in June, `late` was due in October and is open, `open` is due at the year's end."""

    city: Scene
    done: Task
    late: Task
    open: Task

    @property
    def register(self) -> Register:
        return Register.objects.get(pk=self.city.register.pk)

    def place(self, task: Task) -> Entry:
        """The task's place on this year's register."""
        return Entry.objects.get(task=task, register=self.city.register)

    def decide(self, *tasks: Task, **decision: Any) -> list[Outcome]:
        """The supervision office decides."""
        decision.setdefault("by", self.city.supervisor)
        return decide_outcomes([self.place(task) for task in tasks], **decision)

    def next(self) -> Register:
        """The register of 2027."""
        return create_next(
            self.register, by=self.city.supervisor, title="Tasks 2027", starts_on=NEW_YEAR, slug="tasks-2027"
        )


def year(**register: Any) -> Year:
    """The year as it stands in the second half of December."""
    city = scene(**register)
    done = city.task(title="Dig the well", due_on=date(2026, 6, 30))
    late = city.task(title="Pave the road", due_on=date(2026, 10, 31))
    open_ = city.task(title="Plant the trees")
    with at(2026, 6, 20):
        made = report_complete(done, city.finance, by=city.officer, statement="Water flows.")
        close_task(made, by=city.supervisor)
    return Year(city, Task.objects.get(pk=done.pk), late, open_)
