"""However many tasks there are, no query carries a list of them: databases take only so many values in one."""

from datetime import date

import pytest
from django.db import connection

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.queries import owed
from throughline.desk.queries import home, silent_units, supervision, unit_loads
from throughline.lib import pieces

pytestmark = pytest.mark.django_db

TASKS, PIECE, OTHERS = 25, 4, 16


@pytest.fixture
def city(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", PIECE)
    made = scene()
    for month in (1, 2):
        made.period(month)
    for _ in range(TASKS):
        made.task()
    return made


@pytest.fixture
def values():
    """How many values each query was given."""
    counted: list[int] = []

    def count(execute, sql, params, many, context):
        counted.append(len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield counted


def test_what_units_owe_is_asked_in_pieces(city, values):
    with at(2026, 3, 10):
        found = owed(user=builders.user("both", Role.UNIT_OFFICER, organization=city.city))
        late = silent_units(city.supervisor, date(2026, 3, 10))
        loads = unit_loads(city.supervisor, date(2026, 2, 1))
    assert len(found) == 2 * TASKS
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    assert [(unit.organization, unit.tasks) for unit in late] == [
        (city.finance, TASKS),
        (city.transport, TASKS),
    ]
    assert {load.organization: load.due for load in loads} == {city.finance: TASKS, city.transport: TASKS}
    assert max(values) <= PIECE + OTHERS < TASKS


def test_the_desk_of_an_office_gives_no_query_more_values_for_more_tasks(city, values):
    with at(2026, 3, 10):
        home(city.supervisor)
    few = max(values)
    for _ in range(TASKS):
        city.task()
    values.clear()
    with at(2026, 3, 10):
        assert home(city.supervisor).supervision.silent[0].tasks == 2 * TASKS
    assert max(values) == few


def test_whoever_supervises_very_many_is_told_so(city, monkeypatch, client):
    monkeypatch.setattr(supervision, "LOOKED_AT", PIECE)
    client.force_login(city.supervisor)
    with at(2026, 3, 10):
        desk = home(city.supervisor).supervision
        page = client.get("/").content.decode()
    assert sum(unit.tasks for unit in desk.silent) == desk.silent_among == PIECE
    assert f"the silent units of the first {PIECE}" in page
