"""The daily tick: each open register, each day since the last one in order, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max, Q

from throughline.calendars.actions import extend_calendars
from throughline.delivery.actions import propose_ratings
from throughline.delivery.models import TickDay
from throughline.delivery.queries.material import Material
from throughline.delivery.rules import validate
from throughline.lib import clock
from throughline.lib.dates import days_between
from throughline.register.actions.tallies import keep_tallies
from throughline.register.models import Register


@dataclass(frozen=True)
class TickedDay:
    """A day that was done for a register: how many ratings were proposed, how many proposals lapsed."""

    register: Register
    day: date
    proposed: int
    lapsed: int


@dataclass
class TickResult:
    """What a tick did; `faults`: per register what is wrong with its rules. Its days wait until that is mended."""

    as_of: date
    days: list[TickedDay] = field(default_factory=list)
    faults: list[tuple[Register, list[str]]] = field(default_factory=list)

    @property
    def proposed(self) -> int:
        """Ratings proposed in all."""
        return sum(day.proposed for day in self.days)

    @property
    def lapsed(self) -> int:
        """Proposals that lapsed in all."""
        return sum(day.lapsed for day in self.days)


def run(as_of: date | None = None) -> TickResult:
    """Propose the ratings of every open register for every day up to `as_of` (default: today) not done yet.

    A register's first tick does the day asked for and no earlier one. Each day is an act of its own: what is done
    stays done when a later day fails, and a second run, or one at the same time, does only what is left. At last
    everything is counted, where there is much.
    """
    result = TickResult(as_of or clock.today())
    extend_calendars()
    for register in open_registers(result.as_of):
        faults = validate(register.rule_set.rules) if register.rule_set else []
        if faults:
            result.faults.append((register, faults))
            continue
        days = list(_missed(register, result.as_of))
        if days:
            result.days += _run(register, days)
    keep_tallies()
    return result


def open_registers(day: date) -> list[Register]:
    """Registers that have begun by `day`, also those closed since, as far as days before their closing were missed."""
    begun = Register.objects.filter(Q(starts_on=None) | Q(starts_on__lte=day))
    return list(begun.select_related("rule_set", "calendar").order_by("official_order", "pk"))


def _missed(register: Register, as_of: date) -> Iterator[date]:
    last = TickDay.objects.filter(register=register).aggregate(last=Max("day"))["last"]
    first = last + timedelta(days=1) if last else as_of
    until = min(as_of, register.closed_on - timedelta(days=1)) if register.closed_on else as_of
    return days_between(first, until)


def _run(register: Register, days: list[date]) -> Iterator[TickedDay]:
    material = Material(register, days[-1])
    for day in days:
        done = propose_ratings(register, day, material)
        if done is not None:
            yield TickedDay(register, day, done.proposed, done.lapsed)
