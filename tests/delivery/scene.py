"""A small city for the tests of delivery: a supervision office, two units with officers, a register with a task."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.delivery.actions import ensure_periods, file_report, install_presets
from throughline.delivery.models import Period, Report
from throughline.history.act import act
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Register, Responsibility, RuleSet, Task

YEAR = 2026


def at(year: int, month: int, day: int, hour: int = 4) -> AbstractContextManager[None]:
    """The noon of that day in Shanghai, when nothing else is said."""
    return clock.travel(datetime(year, month, day, hour, tzinfo=UTC))


@dataclass
class Scene:
    city: Organization
    finance: Organization
    transport: Organization
    supervisor: User
    officer: User
    other_officer: User
    register: Register

    def task(self, **fields: Any) -> Task:
        """A task led by finance, with transport as an equal; over the whole of 2026 when nothing else is said.

        It comes onto the register on 1 January, or on the day travelled to.
        """
        fields.setdefault("starts_on", date(2026, 1, 1))
        with nullcontext() if clock._travelled.get() else at(YEAR, 1, 1):
            return self._task(fields)

    def _task(self, fields: dict[str, Any]) -> Task:
        made = builders.task(self.register, self.finance, **fields)
        with act("test.joint", by=None) as this:
            this.create(
                Responsibility(
                    task=made, organization=self.transport, role=ResponsibilityRole.JOINT, position=1
                )
            )
        return made

    def period(self, month: int = 1) -> Period:
        """The period that holds the middle of the month of 2026."""
        day = date(2026, month, 15)
        ensure_periods(self.register, day)
        return Period.objects.get(register=self.register, starts_on__lte=day, ends_on__gte=day)

    def file(self, task: Task, month: int = 1, **fields: Any) -> Report:
        """A report of finance's officer."""
        fields.setdefault("progress", 10)
        fields.setdefault("by", self.officer)
        return file_report(task, fields.pop("unit", self.finance), self.period(month), **fields)


def scene(rules: str = "points_behind", **register: Any) -> Scene:
    """The city on 1 January 2026, before anything was reported."""
    with at(2026, 1, 1):
        city = builders.organization("city", name="City", level=1)
        finance = builders.organization("finance", city, official_order=1)
        transport = builders.organization("transport", city, official_order=2)
        install_presets(by=None, language="en")
        register.setdefault("starts_on", date(2026, 1, 1))
        return Scene(
            city=city,
            finance=finance,
            transport=transport,
            supervisor=builders.user("supervisor", Role.SUPERVISION_OFFICE, organization=city),
            officer=builders.user("officer", Role.UNIT_OFFICER, organization=finance),
            other_officer=builders.user("other-officer", Role.UNIT_OFFICER, organization=transport),
            register=builders.register("tasks", city, rule_set=RuleSet.objects.get(slug=rules), **register),
        )
