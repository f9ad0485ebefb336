"""kill -9 of the running server: in an import, a mass confirmation, many reports at once. Nothing promised is lost,
nothing is there by half, the history verifies, and what was under way can simply be done again.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.durability.database import Database
from tests.durability.visitor import Answer, NoAnswer, Visitor
from tests.server import Server, command
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.waits]

PROGRAMS = Path(__file__).with_name("programs")
COMMITMENTS = 500


@pytest.fixture
def database(server: Server) -> Database:
    return Database(server)


@pytest.fixture
def office(server: Server) -> dict[str, Any]:
    """A city whose units owe 200 reports."""
    made = subprocess.run(
        [sys.executable, PROGRAMS / "office.py"],
        env=server.variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(made.stdout)


def a_moment(least: float, most: float) -> None:
    time.sleep(random.uniform(least, most))


def kill(server: Server, database: Database) -> None:
    server.kill()
    database.wait_until_alone()


def assert_verifies(server: Server) -> None:
    verified = server.run("verify", check=False)
    assert verified.returncode == 0, verified.stdout


IMPORTED = (
    "SELECT (SELECT count(*) FROM register_register), (SELECT count(*) FROM register_task), "
    "(SELECT count(*) FROM register_entry), (SELECT count(*) FROM register_taskversion)"
)


def import_until_killed(server: Server, database: Database, table: Path) -> bool:
    """Kill the server and the import somewhere in its writing; whether the import had ended before."""
    server.start()
    importing = subprocess.Popen(
        [command(), "import", "tasks", table],
        env=server.variables,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: database.being_written() or importing.poll() is not None, "the import writing", seconds=60)
    a_moment(0.0, 0.4)
    importing.kill()
    kill(server, database)
    return importing.wait() == 0


def test_an_import_is_there_whole_or_not_at_all(server: Server, database: Database, shared_documents: Path):
    table = shared_documents / "data" / "ca_2021_mandate_commitments.csv"
    done = 0
    for _ in range(2):
        done += import_until_killed(server, database, table)
        assert database.rows(IMPORTED) == [(done, done * 760, done * 760, done * 760)]
    assert done < 2, "both imports ended before the kill; nothing was shown"
    server.run("import", "tasks", str(table))
    done += 1
    assert database.rows(IMPORTED) == [(done, done * 760, done * 760, done * 760)]
    assert_verifies(server.start())


def plan_text() -> bytes:
    """A plan of 500 commitments, so long that a job reads it."""
    lines = ["Action Plan for the Years 2026 to 2028", ""]
    for number in range(1, COMMITMENTS + 1):
        unit = ("Finance", "Transport", "Water", "Education")[number % 4]
        lines.append(
            f"{number}. The {unit} Bureau shall complete {number + 3} kilometres of road number {number} by the "
            f"end of {2026 + number % 3}."
        )
        lines += [
            f"In {2001 + year} the district had {number * 7 + year} residents and {year + 2} old bridges over the "
            f"river, as the yearbook of that year says."
            for year in range(6)
        ]
        lines.append("")
    return "\n".join(lines).encode()


def in_background(act: Callable[[], Answer]) -> Future[Answer]:
    """The act in a thread of its own; its result raises NoAnswer when the server died first."""
    pool = ThreadPoolExecutor(1)
    promised = pool.submit(act)
    pool.shutdown(wait=False)
    return promised


def was_acknowledged(promised: Future[Answer]) -> bool:
    try:
        return promised.result(timeout=60).acknowledged
    except NoAnswer:
        return False


def test_a_reading_is_taken_up_again_and_500_findings_are_confirmed_whole_or_not_at_all(
    server: Server, database: Database, office: dict[str, Any]
):
    server.start()
    visitor = Visitor(server)
    visitor.log_in("office")
    uploaded = visitor.upload(
        "/documents/upload/", {"disclosure": "internal"}, "file", "plan.txt", plan_text()
    )
    assert uploaded.status == 302, uploaded.text
    document = int(uploaded.location.strip("/").split("/")[1])
    job = "FROM jobs_job WHERE kind = 'documents.read'"
    until(lambda: database.one(f"SELECT state {job}") == "running", "the job", seconds=30)
    a_moment(0.0, 0.5)
    kill(server, database)
    assert database.rows(f"SELECT state, tries {job}") == [("running", 1)]
    assert database.one("SELECT count(*) FROM documents_finding") == 0

    server.start()
    until(lambda: database.one(f"SELECT state {job}") == "done", "the job taken up", seconds=60)
    assert database.one(f"SELECT tries {job}") == 2
    found = "SELECT count(*) FROM documents_finding WHERE label = 'commitment'"
    assert database.one(found) == COMMITMENTS

    chosen = {"plan_title": "Roads", "register_title": "Roads", "organization": office["city"]}
    assert visitor.post(f"/documents/{document}/destination/", chosen).status == 302
    confirm_amid_kills(server, database, visitor, document)
    assert_verifies(server)


CONFIRMED = (
    "SELECT (SELECT count(*) FROM documents_finding WHERE state = 'accepted'), "
    "(SELECT count(*) FROM register_task WHERE batch IS NOT NULL), "
    "(SELECT count(*) FROM indicators_target), (SELECT count(passage_id) FROM register_task), "
    "(SELECT count(*) FROM history_auditrecord WHERE act = 'documents.accept_findings')"
)


def confirm_amid_kills(server: Server, database: Database, visitor: Visitor, document: int) -> None:
    def confirm() -> Answer:
        return visitor.post(f"/documents/{document}/accept/", {"above": "50", "create": "on"})

    for _ in range(2):
        promised = in_background(confirm)
        until(database.being_written, "the confirmation writing", seconds=60)
        a_moment(0.1, 1.0)
        kill(server, database)
        assert not was_acknowledged(promised), "it was confirmed before the kill; nothing was shown"
        assert database.rows(CONFIRMED) == [(0, 0, 0, 0, 0)]
        server.start()
    answer = confirm()
    assert answer.status == 302, answer.text
    assert "/batches/" in answer.location
    kill(server, database)
    assert database.rows(CONFIRMED) == [(COMMITMENTS, COMMITMENTS, COMMITMENTS, COMMITMENTS, 1)]


@dataclass
class Reporting:
    """One officer who files report after report until the server is gone; knows which ones were acknowledged."""

    visitor: Visitor
    unit: dict[str, Any]
    period: int
    tried: int = 0
    promises: dict[int, str] = field(default_factory=dict)

    def work(self) -> None:
        """File what was not acknowledged yet."""
        for task in self.unit["tasks"]:
            if task not in self.promises:
                try:
                    self._file(task)
                except NoAnswer:
                    return

    def _file(self, task: int) -> None:
        self.tried += 1
        done = f"Try {self.tried} for task {task}"
        answer = self._by_program(task, done) if self.visitor.token else self._by_form(task, done)
        assert answer.status in (201, 302), f"{answer.status} {answer.said}"
        self.promises[task] = done

    def _by_program(self, task: int, done: str) -> Answer:
        fields = {
            "organization": self.unit["organization"],
            "period": self.period,
            "progress": 40,
            "done": done,
        }
        return self.visitor.call(f"/api/v1/tasks/{task}/reports", fields)

    def _by_form(self, task: int, done: str) -> Answer:
        # The form knows what was filed before it was opened, by a try that nobody was told of perhaps.
        path = f"/tasks/{task}/report/{self.unit['organization']}/"
        hidden = self.visitor.get(path).hidden
        fields = {**hidden, "period": self.period, "progress": "40", "done": done}
        return self.visitor.upload(path, fields, "evidence", "evidence.txt", done.encode())


def file_reports(officers: list[Reporting], stop_at: int | None, stop: Callable[[], None]) -> None:
    """All officers at once; `stop` is called when so many reports were acknowledged in all."""
    threads = [threading.Thread(target=officer.work) for officer in officers]
    for thread in threads:
        thread.start()
    if stop_at is not None:
        until(
            lambda: sum(len(officer.promises) for officer in officers) >= stop_at,
            f"{stop_at} reports",
            seconds=60,
        )
        a_moment(0.0, 0.1)
        stop()
    for thread in threads:
        thread.join()


FILED = "SELECT id, task_id, organization_id, attempt, state, done FROM delivery_report ORDER BY attempt"
ABOUT = "SELECT subject_key, count(*) FROM history_auditrecord WHERE act = 'delivery.file_report' GROUP BY 1"
EVIDENCE = "SELECT e.report_id, e.file, e.sha256 FROM delivery_evidence e"


def assert_kept(server: Server, database: Database, officers: list[Reporting]) -> None:
    """Every promise is kept; each report stands with its act, its evidence and its place among the attempts."""
    reports = database.rows(FILED)
    assert {(task, done) for officer in officers for task, done in officer.promises.items()} <= {
        (task, done) for _, task, _, _, _, done in reports
    }
    attempts: dict[int, list[tuple[int, str]]] = {}
    for _, task, _, attempt, state, _ in reports:
        attempts.setdefault(task, []).append((attempt, state))
    for found in attempts.values():
        earlier = [(number, "replaced") for number in range(1, len(found))]
        assert found == [*earlier, (len(found), "filed")]
    assert dict(database.rows(ABOUT)) == {task: len(found) for task, found in attempts.items()}
    files = {report: (file, digest) for report, file, digest in database.rows(EVIDENCE)}
    by_form = {officer.unit["organization"] for officer in officers if not officer.visitor.token}
    assert set(files) == {key for key, _, organization, *_ in reports if organization in by_form}
    for file, digest in files.values():
        content = (server.data_dir / "uploads" / file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


def test_200_reports_filed_at_once_survive_kills(server: Server, database: Database, office: dict[str, Any]):
    server.start()
    officers = [Reporting(Visitor(server, unit["token"]), unit, office["period"]) for unit in office["units"]]
    for officer in officers:
        if not officer.visitor.token:
            officer.visitor.log_in(officer.unit["officer"])
    for moment in sorted(random.sample(range(10, 190), 3)):
        file_reports(officers, moment, server.kill)
        database.wait_until_alone()
        assert_kept(server, database, officers)
        server.start()
    file_reports(officers, None, server.kill)
    assert sum(len(officer.promises) for officer in officers) == 200
    kill(server, database)
    assert_kept(server, database, officers)
    assert_verifies(server)
