"""Officers who all report at once: a running server with its production settings, on this machine's loopback alone.

Each officer logs in, opens the form of each of the unit's tasks and files the report, without a pause. Afterwards every
report that was acknowledged must stand in the database, and the whole history must verify.

    python -m bench.officers --officers 500 --reports 10 [--database URL] [--results bench/results]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.durability.database import Database
from tests.server import Server

#: Longer than any answer may take.
SECONDS = 600
#: The server lets go of a connection on which nothing was asked for 30 seconds.
IDLE = 20
PASSWORD = "correct horse battery"  # noqa: S105  of officers who live as long as the measurement
_csrf = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_hidden = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


@dataclass
class Officer:
    """One person at a browser that keeps its connection; what took how long, and what was promised."""

    port: int
    username: str
    unit: int
    tasks: list[int]
    period: int
    cookies: dict[str, str] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    promised: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    connection: HTTPConnection | None = None
    spoke_at: float = 0.0

    def log_in(self) -> None:
        """Through the form."""
        token = self._token(self._ask("login page", "GET", "/login/")[1])
        fields = {"username": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        status, _text = self._ask("log-in", "POST", "/login/", fields)
        if status != 302:
            self.broken.append(f"log-in: {status}")

    def report(self) -> None:
        """One report for each task."""
        for task in self.tasks:
            path = f"/tasks/{task}/report/{self.unit}/"
            status, text = self._ask("form", "GET", path)
            if status != 200:
                self.broken.append(f"form: {status}")
                continue
            fields = dict(_hidden.findall(text)) | {
                "period": self.period,
                "progress": 40,
                "done": f"Done of task {task}",
                "csrfmiddlewaretoken": self._token(text),
            }
            status, text = self._ask("report", "POST", path, fields)
            if status == 302:
                self.promised.add(task)
            else:
                self.broken.append(f"report: {status}")

    def _token(self, text: str) -> str:
        found = _csrf.search(text)
        return found[1] if found else ""

    def _ask(
        self, what: str, method: str, path: str, fields: dict[str, Any] | None = None
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(fields) if fields else None
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            status, text = self._sent(method, path, body, headers)
        except (OSError, HTTPException) as error:
            self.connection = None
            status, text = 0, repr(error)
        self.took.setdefault(what, []).append(time.perf_counter() - began)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return status, text

    def _sent(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        # A browser, too, opens another connection where its old one stood idle.
        if self.connection is None or time.monotonic() - self.spoke_at > IDLE:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        self.spoke_at = time.monotonic()
        return answer.status, text


def all_at_once(officers: list[Officer], act: str) -> float:
    """Every officer in a thread of their own; the seconds until the last is done."""
    threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=getattr(officer, act)) for officer in officers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


@dataclass(frozen=True)
class Outcome:
    """What came of it. `lost` were acknowledged and are not in the database."""

    officers: int
    logging_in: float
    reporting: float
    acknowledged: int
    lost: int
    statuses: dict[int, int]
    broken: list[str]
    verified: bool
    took: dict[str, list[float]]

    @property
    def faults(self) -> int:
        """Answers of 500 and above, and requests without any."""
        return sum(number for status, number in self.statuses.items() if status == 0 or status >= 500)

    def lines(self) -> list[str]:
        """The figures as they are kept."""
        spread = [  # one line for each kind of request
            f"- {what}: {len(ones)} requests, median {statistics.median(ones):.2f} s, "
            f"p99 {quantile(ones, 0.99):.2f} s, longest {max(ones):.2f} s"
            for what, ones in self.took.items()
        ]
        return [
            f"- {self.officers} officers logged in at once in {self.logging_in:.0f} s",
            f"- {self.acknowledged} reports acknowledged in {self.reporting:.0f} s",
            f"- lost: {self.lost}; answers of 500 and above or none: {self.faults}",
            f"- history {'verifies' if self.verified else 'DOES NOT VERIFY'}",
            "; ".join([f"- statuses: {json.dumps(self.statuses, sort_keys=True)}", *self.broken[:5]]),
            *spread,
        ]


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def officers_report(folder: Path, database: str, officers: int, reports: int) -> Outcome:
    """Set up, serve, let all of them report, and look at what is kept."""
    environment = {"THROUGHLINE_DATABASE_URL": database} if database else {}
    if database:
        environment["THROUGHLINE_PROCESSES"] = "2"
    server = Server(folder, environment)
    server.run("migrate")
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench.officers",
            "--set-up",
            "--officers",
            str(officers),
            "--reports",
            str(reports),
        ],
        env=server.variables,
        capture_output=True,
        text=True,
        check=True,
    )
    scene = json.loads(made.stdout)
    server.start()
    try:
        people = [Officer(server.port, **one, period=scene["period"]) for one in scene["units"]]
        logging_in = all_at_once(people, "log_in")
        reporting = all_at_once(people, "report")
        promised = {task for one in people for task in one.promised}
        kept = Database(server).rows("SELECT task_id FROM delivery_report WHERE state = 'filed'")
        verified = server.run("verify", check=False)
    finally:
        server.stop()
    return Outcome(
        officers=officers,
        logging_in=logging_in,
        reporting=reporting,
        acknowledged=len(promised),
        lost=len(promised - {task for (task,) in kept}),
        statuses=_added(one.statuses for one in people),
        broken=[
            *([] if verified.returncode == 0 else [verified.stdout[-2000:]]),
            *(why for one in people for why in one.broken),
        ],
        verified=verified.returncode == 0,
        took={
            what: [seconds for one in people for seconds in one.took.get(what, [])]
            for what in ("log-in", "form", "report")
        },
    )


def _added(counts: Any) -> dict[int, int]:
    whole: dict[int, int] = {}
    for one in counts:
        for status, number in one.items():
            whole[status] = whole.get(status, 0) + number
    return whole


def set_up(officers: int, reports: int) -> dict[str, Any]:
    """A register of `officers` units with `reports` tasks each, and an officer in each unit."""
    from throughline.cli.setting_up import set_up as django

    django()
    from django.contrib.auth.hashers import make_password

    from tests import builders
    from throughline.accounts.choices import Role
    from throughline.accounts.models import User
    from throughline.delivery.actions import ensure_periods, install_presets
    from throughline.history.act import act
    from throughline.lib import clock
    from throughline.organizations.models import Grant
    from throughline.register.actions.registers import create_register
    from throughline.register.actions.tasks import TaskDraft, plant
    from throughline.register.choices import ResponsibilityRole

    city = builders.organization("city", name="City", level=1)
    install_presets(by=None, language="en")
    start = clock.today().replace(month=1, day=1)
    register = create_register(by=None, title="Tasks", organization=city, rhythm="year", starts_on=start)
    ensure_periods(register, clock.today())
    secret, units = make_password(PASSWORD), []
    for number in range(officers):
        unit = builders.organization(f"unit-{number}", city, name=f"Unit {number}")
        with act("bench.unit", by=None) as this:
            user = this.create(User(username=f"officer-{number}", name=f"Officer {number}", password=secret))
            this.create(Grant(user=user, role=Role.UNIT_OFFICER, organization=unit))
            drafts = [
                TaskDraft(f"Task {number}.{n}", [(unit, ResponsibilityRole.LEAD)]) for n in range(reports)
            ]
            tasks = plant(this, register, drafts)
        units.append({"username": user.username, "unit": unit.pk, "tasks": [task.pk for task in tasks]})
    return {"period": register.periods.get().pk, "units": units}


def main() -> int:
    """0 when nothing was lost and nothing broke."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--officers", type=int, default=500)
    parser.add_argument("--reports", type=int, default=10)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database (default: SQLite)")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--set-up", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.set_up:
        json.dump(set_up(options.officers, options.reports), sys.stdout)
        return 0
    with tempfile.TemporaryDirectory(prefix="throughline-officers-") as folder:
        outcome = officers_report(Path(folder), options.database, options.officers, options.reports)
    text = "\n".join(outcome.lines())
    print(text)
    if options.results:
        name = f"officers-{'postgresql' if options.database else 'sqlite'}.md"
        heading = (
            f"# {outcome.officers} officers at once, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores"
        )
        options.results.mkdir(parents=True, exist_ok=True)
        (options.results / name).write_text(f"{heading}\n\n{text}\n", encoding="utf-8")
    whole = outcome.acknowledged == options.officers * options.reports
    return 0 if whole and not outcome.lost and not outcome.faults and outcome.verified else 1


if __name__ == "__main__":
    sys.exit(main())
