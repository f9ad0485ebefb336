"""`throughline serve`: starts, restarts what dies, ends in order, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import Server, free_port
from tests.waiting import answers, until
from throughline.cli.serve import AddressUnusable, listen

SECONDS = 20


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def children(pid: int) -> dict[int, str]:
    """The child processes of a process, with their command lines."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(path.name)] = (path / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def child(server: Server, name: str) -> int:
    assert server.process
    return next((pid for pid, line in children(server.process.pid).items() if name in line), 0)


@pytest.fixture
def own_folder(installation, migrated: Path) -> Server:
    return installation(like=migrated)


@pytest.fixture
def serving(own_folder: Server) -> Server:
    return own_folder.start()


@pytest.mark.slow
def test_a_killed_worker_is_started_again(serving: Server):
    until(lambda: child(serving, "worker_process"), "a worker")
    first = child(serving, "worker_process")
    os.kill(first, signal.SIGKILL)
    until(lambda: child(serving, "worker_process") not in (0, first), "another worker")
    assert answers(serving)


@pytest.mark.slow
def test_a_killed_web_server_is_started_again_on_the_same_socket(serving: Server):
    first = child(serving, "web_process")
    os.kill(first, signal.SIGKILL)
    until(lambda: child(serving, "web_process") not in (0, first), "another web server")
    until(lambda: answers(serving), "an answer")


@pytest.mark.slow
def test_nothing_outlives_a_server_that_was_killed(serving: Server):
    until(lambda: child(serving, "worker_process"), "a worker")
    web = child(serving, "web_process")
    family = [*children(web), web, child(serving, "worker_process")]
    assert len(family) >= 3
    serving.process.send_signal(signal.SIGKILL)
    until(lambda: not any(map(lives, family)), "the end of its children")
    serving.process.wait()
    serving.process = None
    until(lambda: answers(serving.start()), "a new server on the same port")


@pytest.mark.slow
def test_it_ends_in_order_when_told_to(serving: Server):
    until(lambda: child(serving, "worker_process"), "a worker")
    family = children(serving.process.pid)
    serving.process.terminate()
    assert serving.process.wait(timeout=SECONDS) == 0
    assert not any(map(lives, family))
    serving.process = None
    assert "Traceback" not in serving.log


@pytest.mark.slow
def test_the_worker_seals_what_was_written_and_does_the_daily_work(serving: Server):
    serving.run("createadmin", "anna")
    heads = serving.data_dir / "chain-heads.jsonl"
    until(heads.exists, "the first chain heads")
    assert "as it was written" in serving.run("verify").stdout
    assert (serving.data_dir / "jobs" / "worker.json").exists()


@pytest.mark.slow
def test_without_a_worker_only_the_web_server_runs(own_folder: Server):
    own_folder.environment["THROUGHLINE_WORKER"] = "0"
    own_folder.start()
    assert child(own_folder, "web_process")
    assert not child(own_folder, "worker_process")


@pytest.mark.slow
def test_an_address_in_use_and_a_bad_setting_are_told_in_a_sentence(own_folder: Server):
    with socket.create_server(("127.0.0.1", own_folder.port)):
        told = own_folder.run("serve", "--port", str(own_folder.port), check=False)
    assert told.returncode == 1
    assert told.stderr.strip() == (
        f"Port {own_folder.port} is in use. Stop what listens there, or choose another with --port."
    )
    own_folder.environment["THROUGHLINE_TICK_AT"] = "soon"
    told = own_folder.run("serve", check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("THROUGHLINE_TICK_AT is 'soon'")


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(AddressUnusable, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", free_port())


SUPERVISED = """
import sys
from throughline.cli.supervisor import Child, Supervisor
sys.exit(Supervisor([Child("short", [sys.executable, "-c", "pass"], essential=True)]).run())
"""


@pytest.mark.slow
def test_a_server_that_can_not_start_gives_up():
    done = subprocess.run(
        [sys.executable, "-c", SUPERVISED], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "short ended (0)" in done.stderr
