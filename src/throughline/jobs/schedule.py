"""What a worker does without being asked: every few seconds, and once a day at THROUGHLINE_TICK_AT."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as time_of_day
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from throughline.accounts.models import LoginFailure
from throughline.accounts.throttle import REMEMBERED
from throughline.config import env
from throughline.history.sealer import seal
from throughline.jobs.actions import ask
from throughline.jobs.models import DailyRun, Job
from throughline.jobs.progress import folder
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.lib import clock

log = logging.getLogger("throughline.jobs")

PROGRESS_KEPT = timedelta(days=7)


@dataclass
class Periodic:
    """Something done every `seconds`; `due` is the monotonic time of the next turn."""

    seconds: float
    function: Callable[[], Any]
    due: float = field(default=0.0)


@dataclass
class Schedule:
    """What is due, and its turn-taking. `daily` are called with the local day, in the order of their joining."""

    periodic: list[Periodic] = field(default_factory=list)
    daily: list[Callable[[date], Any]] = field(default_factory=list)

    def run_due(self) -> None:
        """Do what is due now. An error is logged without its words and does not keep the rest from its turn."""
        for one in self.periodic:
            if time.monotonic() < one.due:
                continue
            try:
                one.function()
            except Exception as error:  # noqa: BLE001  a schedule goes on
                log.error("%s: %s", one.function.__name__, type(error).__name__)  # noqa: TRY400
            one.due = time.monotonic() + one.seconds


SCHEDULE = Schedule()


def every(seconds: float, function: Callable[[], Any]) -> None:
    """Let workers call `function` every `seconds`; it must be quick, and do no harm when several workers do it."""
    SCHEDULE.periodic.append(Periodic(seconds, function))


def daily(function: Callable[[date], Any]) -> None:
    """Let the daily work call `function` with the local day. Twice must be as once: a day may be tried again."""
    if function not in SCHEDULE.daily:
        SCHEDULE.daily.append(function)


def tick_at() -> time_of_day:
    """THROUGHLINE_TICK_AT; raises BadSetting."""
    written = env.text("THROUGHLINE_TICK_AT")
    try:
        return time_of_day.fromisoformat(written)
    except ValueError as error:
        raise env.BadSetting(f"THROUGHLINE_TICK_AT is {written!r}: give a time as 01:30.") from error


def ask_for_daily_work() -> Job | None:
    """Ask for today's daily work when its time has come and nobody has; a server started late does it at once."""
    now = localtime(clock.now())
    if now.time() < tick_at() or DailyRun.objects.filter(day=now.date()).exists():
        return None
    try:
        with transaction.atomic():
            DailyRun.objects.create(day=now.date(), asked_at=now)
            return ask("jobs.daily", None, day=now.date().isoformat())
    except IntegrityError:
        return None  # another worker was first


@job("jobs.daily")
def do_daily_work(_run: Run, *, day: str) -> dict[str, Any]:
    """Call all that joined; an error of one is raised after the others had their turn."""
    errors = []
    for function in SCHEDULE.daily:
        try:
            function(date.fromisoformat(day))
        except Exception as error:  # noqa: BLE001  raised below
            errors.append(error)
    if errors:
        raise errors[0]
    return {"done": len(SCHEDULE.daily)}


def forget_login_failures() -> None:
    """Delete what the throttle of log-ins needs no more."""
    LoginFailure.objects.filter(at__lt=clock.now() - REMEMBERED).delete()


def forget_old_progress() -> None:
    """Delete progress files that nobody has written for a week."""
    oldest = (clock.now() - PROGRESS_KEPT).timestamp()
    for path in folder().glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


every(3, seal)
every(20, ask_for_daily_work)
every(3600, forget_login_failures)
every(24 * 3600, forget_old_progress)
