"""The times of the story: acts within working hours, each a little later than the one before, none in the future."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, tzinfo

from throughline.lib import clock

_OPENS, _CLOSES, _NIGHT = time(9, 0), time(17, 30), time(0, 30)
#: What one person needs between two clicks; less on a day with more acts than that allows.
_PACE = timedelta(seconds=20)
_LEAST = timedelta(microseconds=1)


class Timeline:
    """Moments in a zone, strictly increasing, up to `until`; a day is begun with the number of its acts."""

    def __init__(self, zone: tzinfo, until: datetime) -> None:
        self._zone, self._until = zone, until
        self._last = datetime.min.replace(tzinfo=zone)
        self._turn = self._next = self._last
        self._between = self._step = _LEAST

    @property
    def until(self) -> datetime:
        """The last moment."""
        return self._until

    def begin(self, day: date, acts: int) -> None:
        """Spread so many acts over the day's working hours, or over what has passed of them."""
        closes = min(self._at(day, _CLOSES), self._until)
        opens = self._at(day, _OPENS)
        if closes - opens < timedelta(minutes=30):
            opens = max(self._at(day, time.min), closes - timedelta(hours=1))
        self._between = (closes - opens) / (acts + 1)
        self._step = min(_PACE, self._between / 10)
        self._turn = self._next = opens

    def turn(self) -> None:
        """The next act of the day begins: at its time, or when the one before is over."""
        self._turn += self._between
        self._next = max(self._next, self._turn)

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Let the clock show the next moment."""
        with clock.travel(self._take(self._next)):
            yield
        self._next += self._step

    @contextmanager
    def night(self, day: date) -> Iterator[None]:
        """Let the clock show the day's first half hour."""
        with clock.travel(self._take(self._at(day, _NIGHT))):
            yield

    def _take(self, wanted: datetime) -> datetime:
        self._last = max(self._last + _LEAST, min(wanted, self._until))
        return self._last

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self._zone)
