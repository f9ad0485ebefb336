"""Pages and acts with a million tasks beside the same with a thousand, each in an installation of its own.

Measured is processor time: of this process and, on PostgreSQL, of its server's process for this connection. So other
work on the machine matters little; waiting for the disk is not in it.

    python -m bench.country --tasks 1000000 [--database URL --small-database URL] [--results bench/results]

It takes about ten minutes and 3.5 GB of disk for each database; `--tasks 100000` is a tenth of both.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from throughline.cli.bench import processor

SMALL = 1000
#: At most so many times as long as with a thousand tasks.
MOST = {"file a report": 2.0, "accept a report": 2.0}
USUAL = 3.0
#: Seconds of processor time after which a page is not asked for again.
PATIENCE = 3.0


def measured(folder: Path, database: str, tasks: int) -> dict[str, float]:
    """Median seconds of each page and act, in an installation with so many tasks (made when the folder is empty)."""
    os.environ |= {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_DATABASE_URL": database}
    from throughline.cli.setting_up import set_up

    set_up()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from bench.country_data import country_data, looked_at

    from throughline.register.actions.tallies import keep_tallies
    from throughline.register.models import Tally, Task
    from throughline.register.queries.tallies import settled_day

    began = time.perf_counter()
    country = looked_at() if Task.objects.exists() else country_data(tasks)
    found = {"data set": time.perf_counter() - began}
    if not Tally.objects.filter(day=settled_day()).exists():
        keep_tallies()  # as the daily tick does
    from throughline.lib import clock

    day = (clock.today() - timedelta(days=730)).isoformat()
    due = (clock.today() + timedelta(days=300)).isoformat()
    some = tasks // 2
    register = f"/registers/{country.national.slug}/"
    unit = country.unit.pk
    pages = {
        "first page of all tasks": "/tasks/",
        "first page of a register": register,
        "by organization and rating": f"/tasks/?organization={unit}&rating=red",
        "by area and due date": f"{register}?area={country.area.pk}&due_to={due}",
        "task page": f"/tasks/{some}/",
        "overview": "/overview/",
        "as of two years ago: all tasks": f"/tasks/?as_of={day}",
        "as of two years ago: a register": f"{register}?as_of={day}",
        "as of two years ago: task page": f"/tasks/{some}/?as_of={day}",
        "today": "/",
    }
    for who in (country.office, country.province, country.officer):
        for what, path in pages.items():
            if who is country.officer and ("register" in what or "area" in what):
                continue
            if what == "today" and who is not country.officer:
                continue
            task = path.replace(f"/{some}/", f"/{_seen_by(who)}/")
            found[f"{what} ({who.username})"] = _page(who, task)
    found |= _acts(country)
    return found


def _seen_by(user: Any) -> int:
    from throughline.accounts.permissions import allowed
    from throughline.register.models import Task

    return (
        allowed(user, "register.view_task", Task.objects.all()).order_by("pk").values_list("pk", flat=True)[0]
    )


def _page(user: Any, path: str) -> float:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    client.raise_request_exception = False
    if client.get(path).status_code != 200:
        return math.inf  # it gives up; that is told like any other time
    return _median(lambda: client.get(path), 5)


def _median(act: Callable[[], object], times: int) -> float:
    """The first time warms up, unless it takes so long that once is enough."""
    taken = []
    for _turn in range(times + 1):
        began = processor()
        act()
        taken.append(processor() - began)
        if sum(taken) > PATIENCE:
            break
    return statistics.median(taken[1:] or taken)


def _acts(country: Any) -> dict[str, float]:
    from throughline.delivery.actions import accept_report, file_report
    from throughline.register.models import Entry

    homes = Entry.objects.filter(register=country.national).select_related("task__lead")
    rows = iter(list(homes.order_by("-pk")[:25]))
    filed: list[Any] = []

    def file() -> None:
        task = next(rows).task
        filed.append(file_report(task, task.lead, country.period, by=None, progress=50, done="Done."))

    filing = _median(file, 20)
    reports = iter(filed)
    accepting = _median(lambda: accept_report(next(reports), by=country.office), 20)
    return {"file a report": filing, "accept a report": accepting}


def compared(small: dict[str, float], large: dict[str, float], tasks: int) -> list[str]:
    """One line for each: both times, the ratio, and whether it keeps to its bar."""
    lines = [f"- data set of {tasks:,} tasks written in {large['data set']:.0f} s".replace(",", " ")]
    for what, seconds in large.items():
        if what not in small or what == "data set":
            continue
        most, ratio = MOST.get(what, USUAL), seconds / small[what]
        verdict = "kept" if ratio <= most else "MISSED"
        lines.append(
            f"- {what}: {seconds * 1000:.1f} ms, {ratio:.2f} × with 1 000 tasks ({small[what] * 1000:.1f} ms), "
            f"at most {most:g}: {verdict}"
        )
    return lines


def main() -> int:
    """0 when all is measured; what was missed is in the text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database (default: SQLite)")
    parser.add_argument("--small-database", default="", help="another one, for the thousand tasks beside it")
    parser.add_argument("--folder", type=Path, help="keep the installations here (default: thrown away)")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        json.dump(measured(options.folder, options.database, options.measure), sys.stdout)
        return 0
    with tempfile.TemporaryDirectory(prefix="throughline-country-") as made:
        folder = options.folder or Path(made)
        small = _apart(folder / "small", options.small_database, SMALL)
        large = _apart(folder / "large", options.database, options.tasks)
    lines = compared(small, large, options.tasks)
    print("\n".join(lines))
    if options.results:
        vendor = "postgresql" if options.database else "sqlite"
        number = f"{options.tasks:,}".replace(",", " ")
        heading = f"# {number} tasks, {vendor}, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores"
        text = "\n".join([heading, "", *lines, ""])
        options.results.mkdir(parents=True, exist_ok=True)
        (options.results / f"country-{vendor}.md").write_text(text, encoding="utf-8")
    return 0


def _apart(folder: Path, database: str, tasks: int) -> dict[str, float]:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.country", "--measure", str(tasks), "--folder", str(folder)]
    done = subprocess.run(
        [*command, "--database", database],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    sys.exit(main())
