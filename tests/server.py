"""A real server for the tests: `throughline serve` on a free loopback port with a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60


class ServerDidNotStart(Exception):
    """The server ended or stayed silent; the message holds what it printed."""


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One installation in `data_dir`: run commands in it, start it, kill it, start it again."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.data_dir / "serve.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def variables(self) -> dict[str, str]:
        """The whole environment of its processes."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("THROUGHLINE_", "DJANGO_"))}
        return (
            inherited
            | {"THROUGHLINE_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
            | self.environment
        )

    def run(self, *arguments: str, check: bool = True, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`throughline …` in this installation; raises CalledProcessError with the output when it fails."""
        done = subprocess.run(
            [command(), *arguments],
            env=self.variables,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"throughline {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def start(self) -> Server:
        """Start and wait until it answers."""
        with (self.data_dir / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [command(), "serve", "--port", str(self.port)],
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        log = self.log
        self.kill()
        raise ServerDidNotStart(log or "it printed nothing")

    def kill(self) -> None:
        """End every process of it at once, as kill -9 or a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=20)
        except ProcessLookupError:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
        self.process = None


def command() -> str:
    """The installed `throughline` command of this Python."""
    beside = Path(sys.executable).with_name("throughline")
    return str(beside) if beside.exists() else str(shutil.which("throughline"))
