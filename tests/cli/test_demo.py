"""`throughline demo`: builds its city once, keeps what was changed, begins anew when told to."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import Server, command
from tests.waiting import answers, until

pytestmark = pytest.mark.slow


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts the demonstration as its user does, and waits until it answers."""
    started: list[Server] = []

    def run(*arguments: str) -> Server:
        server = Server(tmp_path / "demo")
        begun = [
            command(),
            "demo",
            "--data-dir",
            str(server.data_dir),
            "--port",
            str(server.port),
            *arguments,
        ]
        with (tmp_path / "demo.log").open("wb") as log:
            server.process = subprocess.Popen(begun, stdout=log, stderr=log, start_new_session=True)
        started.append(server)
        until(lambda: answers(server), "the demonstration", seconds=180)
        return server

    yield run
    for server in started:
        server.kill()


def test_a_city_is_built_once_and_kept(start, tmp_path):
    server = start("--city", "zh", "--stage", "plan")
    told = (tmp_path / "demo.log").read_text(encoding="utf-8")
    assert "100 %" in told
    assert f"http://127.0.0.1:{server.port}/" in told
    assert "admin " in told
    verified = server.run("verify")
    assert verified.returncode == 0
    server.run("createadmin", "newcomer")
    server.stop()
    began = time.monotonic()
    again = start("--city", "zh", "--stage", "plan")
    assert time.monotonic() - began < 20
    assert "100 %" not in (tmp_path / "demo.log").read_text(encoding="utf-8")
    mark = json.loads((server.data_dir / "demonstration.json").read_text(encoding="utf-8"))
    assert (mark["city"], mark["stage"], mark["built"]) == ("zh", "plan", True)
    assert mark["behind"] > 300 * 24 * 3600
    again.run("export", "register", "--by", "newcomer", "--output", str(tmp_path / "register.csv"))
    assert len((tmp_path / "register.csv").read_text(encoding="utf-8-sig").splitlines()) > 60
