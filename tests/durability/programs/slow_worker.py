"""A worker that knows one slow job: it tells its beginning on standard output, waits, and then writes a person."""

from __future__ import annotations

import os
import sys
import time

from throughline.cli.setting_up import set_up

set_up()

from throughline.history.act import act  # noqa: E402
from throughline.jobs.actions import ask  # noqa: E402
from throughline.jobs.registry import job  # noqa: E402
from throughline.jobs.run import Run  # noqa: E402
from throughline.jobs.worker import work  # noqa: E402
from throughline.organizations.models import Person  # noqa: E402


@job("durability.slow")
def slow(run: Run, *, name: str) -> None:
    """Slow at its first try only."""
    os.write(1, f"begun {run.job.tries}\n".encode())
    run.progress(1, 2, "waiting")
    if run.job.tries == 1:
        time.sleep(3600)
    with run.conclude() as result, act("durability.job", by=None) as this:
        result["person"] = this.create(Person(name=name)).pk
    os.write(1, b"concluded\n")


if __name__ == "__main__":
    if "--ask" in sys.argv:
        ask("durability.slow", None, name="Made by a job")
    work()
