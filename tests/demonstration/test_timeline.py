"""The times of the demonstration's acts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.demonstration.demonstrated import TODAY
from throughline.demonstration.timeline import Timeline
from throughline.lib import clock

ZONE = timezone.get_default_timezone()
EVENING = datetime.combine(TODAY, time(19), ZONE)


def moments(timeline: Timeline, day: date, acts: int, steps: int = 3) -> list[datetime]:
    timeline.begin(day, acts)
    found = []
    for _act in range(acts):
        timeline.turn()
        for _step in range(steps):
            with timeline.moment():
                found.append(clock.now())
    return found


def test_times_fill_a_working_day():
    timeline = Timeline(ZONE, EVENING)
    found = moments(timeline, date(2026, 11, 18), 6)
    assert found == sorted(set(found))
    assert found[0].astimezone(ZONE).time() > time(9, 30)
    assert found[-1].astimezone(ZONE).time() < time(17, 30)
    assert found[-1] - found[0] > timedelta(hours=5)


def test_a_day_with_very_many_acts_still_goes_forward():
    timeline = Timeline(ZONE, EVENING)
    found = moments(timeline, date(2026, 11, 18), 2, steps=2000)
    found += moments(timeline, date(2026, 11, 19), 500)
    assert found == sorted(set(found))


@pytest.mark.parametrize("hour", [time(0, 0, 1), time(0, 20), time(8, 59), time(9, 10), time(13)])
def test_nothing_happens_later_than_now(hour):
    now = datetime.combine(TODAY, hour, ZONE)
    timeline = Timeline(ZONE, now)
    earlier = moments(timeline, TODAY - timedelta(days=1), 3)
    with timeline.night(TODAY):
        night = clock.now()
    found = [*earlier, night, *moments(timeline, TODAY, 40)]
    assert found == sorted(set(found))
    assert found[-1] < now + timedelta(milliseconds=1)
    assert found[-1].astimezone(UTC) == found[-1]
