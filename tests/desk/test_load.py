"""What reporting asks of units in a month, and what it saves that a matter on several lists is reported once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import YEAR, at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import Approval, accept_reports, cancel_task, ensure_periods, return_report
from throughline.delivery.models import Period
from throughline.desk.queries import months_ahead, unit_load, unit_loads
from throughline.desk.queries.same import same_requests
from throughline.register.actions import show_on
from throughline.register.actions.pairs import judge_pairs
from throughline.register.choices import Rhythm

pytestmark = pytest.mark.django_db
MARCH = date(YEAR, 3, 1)


@pytest.fixture
def city():
    made = scene()
    ensure_periods(made.register, date(YEAR, 3, 31))
    return made


def further(city, slug="leaders", rhythm=Rhythm.MONTH):
    with at(YEAR, 1, 1):
        made = builders.register(slug, city.city, starts_on=date(YEAR, 1, 1), rhythm=rhythm)
    ensure_periods(made, date(YEAR, 3, 31))
    return made


def shown(task, register):
    with at(YEAR, 1, 2):
        return show_on(task, register, by=None)


def test_a_matter_on_three_lists_is_asked_for_once(city):
    task, alone = city.task(), city.task()
    shown(task, further(city, "leaders"))
    shown(task, further(city, "meeting", Rhythm.QUARTER))
    load = unit_load(city.finance, MARCH, city.supervisor)
    assert [(one.task, len(one.others)) for one in load.requests] == [(task, 2), (alone, 0)]
    # The quarterly list would ask in March as well.
    assert (load.due, load.tasks, load.registers, load.spared) == (2, 2, 1, 2)
    assert [(row.slug, asked, more) for row, asked, more in load.lists] == [
        ("tasks", 2, 0),
        ("leaders", 0, 1),
        ("meeting", 0, 1),
    ]
    # In February it would not.
    assert unit_load(city.finance, date(YEAR, 2, 1), city.supervisor).spared == 1


def test_how_it_came(city):
    in_time, late, back, missing = (city.task() for _ in range(4))
    with at(YEAR, 3, 20):
        city.file(in_time, 3)
        returned = city.file(back, 3)
        return_report(returned, by=city.supervisor, reason="Say when.")
    with at(YEAR, 4, 10):
        accept_reports([city.file(late, 3)], by=city.supervisor)
        load = unit_load(city.finance, MARCH, city.supervisor)
    told = {one.task: one for one in load.requests}
    due = {one.due_on for one in load.requests}
    assert len(due) == 1
    assert [day for day, _requests in load.days] == list(due)
    assert (told[in_time].answered, told[in_time].is_late) == (True, False)
    assert (told[late].answered, told[late].is_late) == (True, True)
    assert (told[back].answered, told[back].filed_on) == (False, date(YEAR, 3, 20))
    assert told[missing].filed_on is None
    assert (load.answered, load.missing(date(YEAR, 4, 10)), load.missing(min(due))) == (2, 2, 0)


def test_the_months_to_come_are_told_before_their_periods_are_made(city):
    city.task()
    assert not Period.objects.filter(ends_on__gte=date(YEAR, 4, 30)).exists()
    coming = months_ahead(city.finance, MARCH, city.supervisor)
    assert [(month.month, load.due) for month, load in coming] == [(4, 1), (5, 1)]
    (april,) = coming[0][1].requests
    kept = city.period(4)
    assert (april.period.starts_on, april.period.due_on) == (kept.starts_on, kept.due_on)
    assert [(load.due) for _month, load in months_ahead(city.finance, MARCH, city.supervisor)] == [1, 1]


def test_a_register_that_has_no_period_yet_asks_from_now_on(city):
    with at(YEAR, 1, 1):
        fresh = builders.register("fresh", city.city, starts_on=date(YEAR, 1, 1))
        builders.task(fresh, city.finance, starts_on=date(YEAR, 1, 1))
    assert unit_load(city.finance, MARCH, city.supervisor).due == 1


def test_what_is_over_or_not_begun_is_not_asked_for(city):
    with at(YEAR, 2, 2):
        cancel_task(
            city.task(), by=city.supervisor, seen=1, why="No longer.", approval=Approval(text="Meeting 2")
        )
    city.task(starts_on=date(YEAR, 6, 1))
    supporting = builders.organization("helper", city.city)
    assert unit_load(city.finance, MARCH, city.supervisor).due == 0
    assert unit_load(supporting, MARCH, city.supervisor).due == 0
    assert unit_load(city.finance, date(YEAR, 6, 1), city.supervisor).due == 1


def test_the_heaviest_first_of_what_is_in_sight(city):
    for _ in range(3):
        with at(YEAR, 1, 1):
            builders.task(city.register, city.transport, starts_on=date(YEAR, 1, 1))
    city.task()
    assert [(load.organization, load.due) for load in unit_loads(city.supervisor, MARCH)] == [
        (city.transport, 4),
        (city.finance, 1),
    ]
    assert [(load.organization, load.due) for load in unit_loads(city.officer, MARCH)] == [(city.finance, 1)]
    assert unit_loads(builders.user("stranger"), MARCH) == []


def test_the_load_does_not_depend_on_who_looks_but_on_what_they_see(city):
    city.task()
    other = builders.organization("elsewhere")
    hidden = builders.register("hidden", other, starts_on=date(YEAR, 1, 1))
    with at(YEAR, 1, 1):
        builders.task(hidden, city.finance, starts_on=date(YEAR, 1, 1))
    # The unit answers for it, so whoever reads the unit reads the task.
    assert unit_load(city.finance, MARCH, city.officer).due == 2
    assert unit_load(city.finance, MARCH, builders.user("", Role.VIEWER, organization=other)).due == 1


def test_one_unit_and_fifty_cost_the_same_number_of_queries(city):
    spent = []
    second = further(city)
    unit_loads(city.supervisor, MARCH)  # the roles of whoever looks are read once
    for more in (1, 49):
        for _ in range(more):
            unit = builders.organization(parent=city.city)
            task = city.task()
            shown(task, second)
            with at(YEAR, 1, 1):
                builders.task(city.register, unit, starts_on=date(YEAR, 1, 1))
        with CaptureQueriesContext(connection) as captured:
            loads = unit_loads(city.supervisor, MARCH)
            [(load.lists, load.days, load.organization.name) for load in loads]
        spent.append(len(captured))
    assert spent[0] == spent[1] < 15


def test_requests_that_may_be_one_matter_are_told_and_what_was_told_apart_is_not(city):
    second = further(city)
    texts = (
        "Build 120 km of rural roads by the end of 2026",
        "By the end of 2026 build 120 km of rural roads in all towns",
        "Open five public parks along the river",
        "Publish the budget of every bureau",
    )
    with at(YEAR, 1, 1):
        roads, same, park, budget = (
            builders.task(on, city.finance, title=title, starts_on=date(YEAR, 1, 1))
            for on, title in zip((city.register, second, city.register, second), texts, strict=True)
        )
    asked = unit_load(city.finance, MARCH, city.supervisor).requests
    with CaptureQueriesContext(connection) as captured:
        (pair,) = same_requests(asked)
    assert len(captured) == 1
    assert ({pair.first.task, pair.second.task}, pair.degree) == ({roads, same}, "certain")
    assert pair.beside(roads.pk).task == same
    judge_pairs([(park.pk, budget.pk)], "related", by=city.supervisor)
    judge_pairs([(roads.pk, same.pk)], "different", by=city.supervisor)
    (pair,) = same_requests(asked)
    assert ({pair.first.task, pair.second.task}, pair.degree) == ({park, budget}, "related")
    assert same_requests(asked[:1]) == []
