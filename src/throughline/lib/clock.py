"""The only source of the present. The demonstration travels it, so that a year of acts carries a year of times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)
_behind: list[timedelta] = [timedelta()]
_zones: list[ZoneInfo] = [ZoneInfo("Asia/Shanghai")]


def use_zone(name: str) -> None:
    """Set the zone in which `today` is told; called once, by the settings."""
    _zones[0] = ZoneInfo(name)


def set_behind(seconds: int) -> None:
    """Let the clock be so many seconds behind the machine's; called once, by the settings of a demonstration."""
    _behind[0] = timedelta(seconds=seconds)


def now() -> datetime:
    """The present moment, aware, in UTC; or the moment travelled to."""
    return _travelled.get() or datetime.now(UTC) - _behind[0]  # noqa: TID251  the one place that asks the machine


def today() -> date:
    """The present day in the installation's time zone."""
    return now().astimezone(_zones[0]).date()


def end_of(day: date) -> datetime:
    """The first moment after `day` in the installation's time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, _zones[0])


def travelled() -> datetime | None:
    """The moment travelled to; None where the machine tells the time."""
    return _travelled.get()


@contextmanager
def travel(moment: datetime | None) -> Iterator[None]:
    """Let `now` be `moment` (aware; None: what the machine says) inside the block; nested journeys are allowed."""
    token = _travelled.set(moment.astimezone(UTC) if moment else None)
    try:
        yield
    finally:
        _travelled.reset(token)
