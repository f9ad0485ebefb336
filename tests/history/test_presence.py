from __future__ import annotations

import pytest

from tests import builders
from throughline.history import past
from throughline.history.presence import any_at, give, present, with_rows, with_those
from throughline.lib import clock
from throughline.register import actions
from throughline.register.models import Entry, Responsibility, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    city = builders.organization("city", level=1)
    register = builders.register("list", organization=city)
    return actions.create_task(register, by=None, title="Open the bridge", responsibilities=[(city, "lead")])


def test_what_points_at_a_row(task, django_assert_num_queries):
    asked = ((Entry, "task"), (Task, "parent"), (Responsibility, "task"))
    with django_assert_num_queries(1):
        assert present(task.pk, *asked) == {(Entry, "task"), (Responsibility, "task")}
    assert present(task.pk + 1, *asked) == frozenset()


def test_what_points_at_any_of_some(task):
    assert any_at(Entry, "task", {task.pk, task.pk + 1})
    assert not any_at(Entry, "task", {task.pk + 1})
    assert not any_at(Entry, "task", ())


def test_a_past_day_is_asked_for_what_stood_then(task):
    then = clock.now()
    actions.delete_task(task, by=None, seen=task.version, why="Entered twice")
    assert not any_at(Entry, "task", {task.pk})
    with past.seen_at(then):
        assert any_at(Entry, "task", {task.pk})
        assert present(task.pk, (Entry, "task"))


def test_rows_that_point_here_are_fetched_where_there_are_any(task, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [list(row.milestones.all()) for row in with_rows([task], "milestones")] == [[]]
    step = actions.milestones.add_milestone(task, by=None, title="Foundations", due_on=clock.today())
    fresh = with_rows(list(Task.objects.all()), "milestones")
    with django_assert_num_queries(0):
        assert [list(row.milestones.all()) for row in fresh] == [[step]]
    assert with_rows([], "milestones") == []


def test_rows_that_were_read_are_not_asked_for_again(task, django_assert_num_queries):
    held = list(task.responsibilities.all())
    fresh = Task.objects.get()
    give(fresh, "responsibilities", held)
    with django_assert_num_queries(0):
        assert list(fresh.responsibilities.all()) == held
    with django_assert_num_queries(1):
        assert not fresh.responsibilities.filter(role="supporting").exists()


def test_only_what_is_there_is_fetched(task, django_assert_num_queries):
    rows = list(task.responsibilities.all())
    with django_assert_num_queries(1):
        assert with_those(rows, "signed_by", "organization")[0].organization.code == "city"
    with django_assert_num_queries(0):
        assert with_those(rows, "signed_by") == rows
