"""The worker: takes jobs up, keeps their leases, follows the schedule. Runs inside `serve` or alone."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from throughline.jobs import claims
from throughline.jobs.models import Job
from throughline.jobs.progress import folder, write
from throughline.jobs.run import run
from throughline.jobs.schedule import SCHEDULE
from throughline.lib import clock

log = logging.getLogger("throughline.jobs")

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = claims.LEASE.total_seconds() / 4
GRACE_SECONDS = 10
PULSE_FILE = "worker.json"


class Worker:
    """Works on `threads` jobs at once until `stop`; a long one does not keep the short ones waiting."""

    def __init__(self, *, threads: int = 2) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._threads = threads
        self._stopping = threading.Event()
        self._at_work: dict[int, Job] = {}

    def stop(self) -> None:
        """Take no more jobs, and end when those at work are done."""
        self._stopping.set()

    def run(self, *, alive: Callable[[], bool] = lambda: True) -> None:
        """Work until `stop`, or until `alive` says no: then at once, whatever is at work."""
        loops = [(self._work_once, POLL_SECONDS)] * self._threads
        loops += [(self._keep_leases, HEARTBEAT_SECONDS), (self._follow_schedule, 1.0)]
        threads = [threading.Thread(target=self._loop, args=loop, daemon=True) for loop in loops]
        for thread in threads:
            thread.start()
        while not self._stopping.wait(POLL_SECONDS):
            if not alive():
                return
            self._pulse()
        latest = time.monotonic() + GRACE_SECONDS
        for thread in threads[: self._threads]:
            thread.join(max(0.0, latest - time.monotonic()))
        for job in list(self._at_work.values()):
            claims.let_go(job)

    def _loop(self, step: Callable[[], bool], pause: float) -> None:
        while not self._stopping.is_set():
            try:
                busy = step()
            except Exception as error:  # noqa: BLE001  the database may be away for a while
                log.error("worker: %s", type(error).__name__)  # noqa: TRY400
                busy = False
            finally:
                close_old_connections()
            if not busy:
                self._stopping.wait(pause)

    def _work_once(self) -> bool:
        job = claims.claim(self.name)
        if job is None:
            return False
        self._at_work[job.pk] = job
        try:
            run(job)
        finally:
            del self._at_work[job.pk]
        return True

    def _keep_leases(self) -> bool:
        for job in list(self._at_work.values()):
            claims.held(job).update(lease_until=clock.now() + claims.LEASE)
        return False

    def _follow_schedule(self) -> bool:
        SCHEDULE.run_due()
        return False

    def _pulse(self) -> None:
        write(folder() / PULSE_FILE, {"worker": self.name, "at": clock.now().isoformat()})


def work(*, parent: int | None = None) -> None:
    """Be the worker of this process until SIGTERM or SIGINT, or until the process `parent` is gone."""
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("worker: begins")
    worker.run(alive=lambda: parent is None or os.getppid() == parent)
    log.info("worker: ends")
