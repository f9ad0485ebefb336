"""How fast one report is filed, and how long the daily tick takes over 1 000 tasks with a year of reports."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from bench.plan_data import plan_data

from throughline.cli.bench import Measured
from throughline.delivery.actions import file_report
from throughline.lib import clock
from throughline.register.models import Task
from throughline.workflows.daily_tick import run

REPORTS = 100


def bench_delivery() -> Iterator[Measured]:
    """Reports by the system itself, one act each; a tick that proposes; the tick of a day without news."""
    data = plan_data()
    tasks = list(Task.objects.select_related("lead").order_by("pk")[:REPORTS])
    began = time.perf_counter()
    for task in tasks:
        file_report(
            task, task.lead, data.periods[-1], by=None, progress=50, done="The second lot is complete."
        )
    yield Measured("reports filed", REPORTS, time.perf_counter() - began)
    for what, day in (
        ("first tick", clock.today()),
        ("tick of the next day", clock.today() + timedelta(days=1)),
    ):
        began = time.perf_counter()
        ticked = run(day)
        yield Measured(
            f"{what}, {ticked.proposed} proposed, tasks", Task.objects.count(), time.perf_counter() - began
        )
