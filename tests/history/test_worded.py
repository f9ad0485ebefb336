from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from tests import builders
from throughline.history import past
from throughline.history.worded import GIVEN, any_found, rows_found
from throughline.lib import clock
from throughline.register import actions
from throughline.register.models import Responsibility, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    city = builders.organization("city", level=1)
    register = builders.register("list", organization=city)
    units = [(city, "lead"), (builders.organization("water", parent=city), "supporting")]
    return actions.create_task(register, by=None, title="Open the bridge", responsibilities=units)


def _led_by() -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(organization=GIVEN, role="lead", task__state="open")


def _held() -> QuerySet[Responsibility]:
    held = Responsibility.objects.filter(task=GIVEN).order_by("-position")
    return held.select_related("organization__parent", "signed_by")


def _two() -> QuerySet[Task]:
    return Task.objects.filter(Q(pk=GIVEN) | Q(pk=GIVEN))


def test_a_question_is_worded_once(task, django_assert_num_queries):
    lead = task.responsibilities.get(role="lead").organization_id
    with django_assert_num_queries(2):
        assert any_found(_led_by, lead)
        assert not any_found(_led_by, lead + 1)
    then = clock.now()
    actions.delete_task(task, by=None, seen=task.version, why="Entered twice")
    assert not any_found(_led_by, lead)
    with past.seen_at(then):
        assert any_found(_led_by, lead)


def test_rows_are_those_of_the_query_itself(task, django_assert_num_queries):
    asked = Responsibility.objects.filter(task=task).order_by("-position")
    asked = list(asked.select_related("organization__parent", "signed_by"))
    for _ in range(2):
        with django_assert_num_queries(1):
            found = rows_found(_held, task.pk, task=task)
            told = [(one.organization.parent, one.signed_by, one.task) for one in found]
        assert found == asked
        assert told == [(one.organization.parent, None, task) for one in asked]
        assert [vars(one.organization) | {"_state": 0} for one in found] == [
            vars(one.organization) | {"_state": 0} for one in asked
        ]
    assert rows_found(_held, task.pk + 1) == []


def test_what_was_found_can_be_changed(task):
    row = rows_found(_two, task.pk, None)[0]
    actions.edit_task(row, by=None, seen=row.version, title="Open both bridges")
    assert [one.title for one in rows_found(_two, None, task.pk)] == ["Open both bridges"]


def test_a_past_day_is_told_as_it_stood(task):
    then = clock.now()
    actions.edit_task(task, by=None, seen=task.version, title="Open both bridges")
    assert [one.title for one in rows_found(_two, task.pk, 0)] == ["Open both bridges"]
    with past.seen_at(then):
        assert [one.title for one in rows_found(_two, task.pk, 0)] == ["Open the bridge"]


def test_each_place_is_given_its_value(task):
    for values in ((), (task.pk,), (task.pk, task.pk, task.pk)):
        with pytest.raises(ValueError, match="leaves open"):
            rows_found(_two, *values)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_on_connections_of_their_own(task):
    found = []

    def ask() -> None:
        found.append([one.pk for one in rows_found(_held, task.pk)])
        connection.close()

    asked = [Thread(target=ask) for _ in range(2)]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    assert found == [[one.pk for one in rows_found(_held, task.pk)]] * 2
