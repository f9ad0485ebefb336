"""The demonstration city as a test builds it: what was told, what came of it, what was said meanwhile."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date

from django.test import TestCase

from throughline.city.load import City, load
from throughline.demonstration import Built, build
from throughline.organizations.models import Organization
from throughline.register.models import Entry, Register, Task

TODAY = date(2026, 11, 20)


@dataclass
class Demo:
    """The city that was told, what came of it, and what was said meanwhile."""

    told: City
    built: Built
    logged: list[str] = field(default_factory=list)
    progress: list[tuple[int, int, str]] = field(default_factory=list)
    tasks: dict[str, Task] = field(default_factory=dict)

    def register(self, kind: str) -> Register:
        """The plan's own register, or that of the instructions."""
        code = next(one.code for one in self.told.registers if one.kind == kind)
        return Register.objects.get(slug=code.lower())

    def unit(self, code: str) -> Organization:
        return Organization.objects.get(code=code)


class Ear(logging.Handler):
    """Hears everything that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def played(language: str) -> Demo:
    ear, progress = Ear(), []
    logging.getLogger().addHandler(ear)
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            built = build(language, today=TODAY, progress=lambda *told: progress.append(told))
    finally:
        logging.getLogger().removeHandler(ear)
    told = load(language, TODAY)
    entries = Entry.objects.filter(register__slug="plan-tasks", is_home=True).select_related("task")
    by_number = {entry.number: entry.task for entry in entries}
    tasks = {task.code: by_number[str(task.number)] for task in told.tasks}
    return Demo(told, built, ear.heard, progress, tasks)
