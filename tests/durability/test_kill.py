"""kill -9 at any moment: what was acknowledged is there, nothing is there by half, the history verifies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.waits]

PROGRAMS = Path(__file__).with_name("programs")


class Program:
    """One of the programs, with the lines that it told; killed as a power cut does."""

    def __init__(self, server: Server, name: str, *arguments: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, PROGRAMS / f"{name}.py", *arguments],
            env=server.variables,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as out:
            for line in out:
                # A line without its end was not told to the end.
                if line.endswith("\n"):
                    self.lines.append(line)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Until a line holds the text."""
        latest = time.monotonic() + seconds
        while not any(text in line for line in self.lines):
            assert time.monotonic() < latest, f"{text!r} was not told; told was {self.lines}"
            assert self.process.poll() is None, f"it ended with {self.process.returncode}"
            time.sleep(0.05)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join()


@pytest.fixture
def start(server: Server) -> Iterator[Callable[..., Program]]:
    started: list[Program] = []

    def run(name: str, *arguments: str) -> Program:
        started.append(Program(server, name, *arguments))
        return started[-1]

    yield run
    for program in started:
        if program.process.poll() is None:
            program.kill()


def ask(server: Server, name: str, stdin: str) -> str:
    """What a program that ends by itself prints."""
    done = subprocess.run(
        [sys.executable, PROGRAMS / f"{name}.py"],
        env=server.variables,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_acts_written_at_once_survive_kill_9(server: Server, start):
    promises: list[str] = []
    for seconds in (1.5, 0.7, 1.1):
        writers = start("writers")
        writers.wait_for(" ")
        time.sleep(seconds)
        writers.kill()
        promises += writers.lines
    assert len(promises) > 50
    assert ask(server, "acknowledged", "".join(promises)) == f"whole {len(promises)}\n"
    verified = server.run("verify", check=False)
    assert verified.returncode == 0, verified.stdout


def test_verify_sees_one_moment_while_others_write(server: Server, start):
    writers = start("writers")
    writers.wait_for(" ")
    for _ in range(3):
        before = len(writers.lines)
        verified = server.run("verify", check=False)
        assert verified.returncode == 0, verified.stdout
        assert len(writers.lines) > before
    writers.kill()


def test_the_job_of_a_killed_worker_is_taken_up_and_done_once(server: Server, start):
    first = start("slow_worker", "--ask")
    first.wait_for("begun 1")
    first.kill()
    second = start("slow_worker")
    second.wait_for("concluded")
    second.kill()
    assert "begun 2\n" in second.lines
    code = (
        "from throughline.cli.setting_up import set_up; set_up();"
        "from throughline.jobs.models import Job; from throughline.organizations.models import Person;"
        "job = Job.objects.get(kind='durability.slow');"
        "print(job.state, job.tries, Person.objects.filter(name='Made by a job').count())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], env=server.variables, capture_output=True, text=True, check=True
    )
    assert told.stdout == "done 2 1\n"
    assert server.run("verify").returncode == 0


def test_a_year_is_carried_over_whole_or_not_at_all(server: Server, start):
    told: list[str] = []
    for seconds in (0.05, 0.02, 0.1):
        program = start("carrying")
        program.wait_for("begun")
        program.wait_for("carried")
        time.sleep(seconds)
        program.kill()
        told += program.lines
    code = (
        "import sys; from throughline.cli.setting_up import set_up; set_up();"
        "from throughline.register.models import Entry, Register;"
        "from throughline.workflows.carry_over import carry_over;"
        "nexts = list(Register.objects.filter(follows__isnull=False));"
        "before = {r.pk: Entry.objects.filter(register=r).count() for r in nexts};"
        "[carry_over(r.follows, r, by=None) for r in nexts];"
        "after = {Entry.objects.filter(register=r).count() for r in nexts};"
        "carried = {int(line.split()[1]) for line in sys.stdin if line.startswith('carried')};"
        "print(set(before.values()) <= {0, 60}, all(before[key] == 60 for key in carried), after)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code],
        env=server.variables,
        input="".join(told),
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout == "True True {60}\n"
    assert server.run("verify").returncode == 0
