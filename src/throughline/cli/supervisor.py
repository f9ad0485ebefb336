"""Keeps the processes of a server running: starts them, restarts what dies, ends them together."""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

log = logging.getLogger("throughline.serve")

LOOK_SECONDS = 0.3
#: A process that lives shorter than this was not able to start.
START_SECONDS = 5
LONGEST_PAUSE = 30
STOP_SECONDS = 15


@dataclass
class Child:
    """A process to be kept running. Without an `essential` one that can't start, the whole server gives up."""

    name: str
    command: Sequence[str]
    essential: bool = False
    pass_fds: Sequence[int] = ()
    failures: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it now."""
        self.process = subprocess.Popen(self.command, pass_fds=self.pass_fds, stdin=subprocess.DEVNULL)  # noqa: S603
        self.started = time.monotonic()

    def mind(self) -> None:
        """Start it when it does not run; after an early death only after a pause that doubles."""
        if self.process is not None and self.process.poll() is not None:
            quick = time.monotonic() - self.started < START_SECONDS
            self.failures = self.failures + 1 if quick else 0
            pause = min(LONGEST_PAUSE, 2**self.failures) if quick else 0
            log.error("%s ended (%s); it starts again in %s s", self.name, self.process.returncode, pause)
            self.not_before = time.monotonic() + pause
            self.process = None
        if self.process is None and time.monotonic() >= self.not_before:
            self.start()


@dataclass
class Supervisor:
    """Minds its children until SIGTERM or SIGINT."""

    children: Sequence[Child]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """0 after a stop that was asked for; 1 when an essential child could not start three times."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        code = 0
        self._mind()
        while not code and not self.stopping.wait(LOOK_SECONDS):
            self._mind()
            code = int(any(child.essential and child.failures >= 3 for child in self.children))
        self._stop()
        return code

    def _mind(self) -> None:
        for child in self.children:
            child.mind()

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        latest = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
