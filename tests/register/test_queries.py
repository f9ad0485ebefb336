from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.accounts.choices import Role
from throughline.history.act import act
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.models import Membership, Person, Post
from throughline.register import actions, queries
from throughline.register.queries import RegisterFilter

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def register(city):
    return builders.register("list", organization=city)


def leader(city, title, order):
    with act("test.post", by=None) as this:
        post = this.create(Post(organization=city, title=title, is_leader=True, official_order=order))
        person = this.create(Person(name=f"{title} in person"))
        this.create(Membership(person=person, post=post, started_on=date(2020, 1, 1)))
    return post


def fill(register, city, office, count):
    posts = [leader(city, f"Leader {n}", n) for n in range(2)]
    areas = [actions.add_area(register, by=office, title=f"Area {n}") for n in range(2)]
    units = [
        builders.organization(f"unit-{register.slug}-{n}", parent=city, official_order=n) for n in range(3)
    ]
    drafts = [
        actions.TaskDraft(
            f"Task {n}",
            [(units[n % 3], "lead"), (units[(n + 1) % 3], "supporting")],
            areas[n % 2],
            fields={"leader": posts[n % 2], "accountable": posts[0], "due_on": date(2026, 1 + n % 12, 1)},
        )
        for n in range(count)
    ]
    with act("test.plant", by=None) as this:
        return actions.plant(this, register, drafts), units, areas, posts


def touched(row):
    return (
        row.task.title,
        [o.name for o in row.leads + row.organizations("supporting")],
        str(row.accountable_person),
        str(row.leader_person),
        row.lacks,
        row.overdue,
        str(row.group),
    )


def test_one_row_and_fifty_cost_the_same_number_of_queries(city, office):
    spent = []
    for count in (1, 50):
        register = builders.register(f"list-{count}", organization=city)
        if count == 1:
            fill(register, city, office, 1)
        else:
            fill(register, builders.organization("second", parent=city), office, 50)
        for group in queries.GROUPS:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                page = queries.rows(register, office, group=group, as_of=DAY)
                [touched(row) for row in page.rows]
            assert len(page.rows) == count
            spent.append(len(caught))
    assert spent[:4] == spent[4:]
    assert max(spent) <= 8


@pytest.mark.parametrize("sort", queries.SORTS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("group", queries.GROUPS)
def test_pages_put_together_are_all_rows_once(city, office, register, sort, descending, group):  # noqa: PLR0917
    tasks, *_ = fill(register, city, office, 13)
    options = {"sort": sort, "descending": descending, "group": group}
    got, after = [], ""
    while True:
        page = queries.rows(register, office, limit=4, after=after, **options)
        got += [row.task.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert sorted(got) == sorted(task.pk for task in tasks)
    assert got == [row.task.pk for row in queries.all_rows(register, office, **options)]


def test_by_due_date_what_has_none_comes_last(city, office, register):
    fill(register, city, office, 5)
    actions.create_task(register, by=office, title="Some day")
    found = [row.task.due_on for row in queries.rows(register, office, sort="due").rows]
    assert found == [*sorted(found[:-1]), None]


def test_grouped_by_leader_in_official_order(city, office, register):
    _tasks, _units, _areas, posts = fill(register, city, office, 6)
    actions.create_task(register, by=office, title="Nobody's")
    groups = [row.group for row in queries.rows(register, office, group="leader").rows]
    assert groups == [posts[0]] * 3 + [posts[1]] * 3 + [None]


def test_words_are_found_in_both_languages_and_in_names(city, office, register):
    bureau = builders.organization("transport", parent=city, name="市交通运输局")
    road = actions.create_task(register, by=office, title="Open the Ring Road", aim="建设绕城公路")
    bus = actions.create_task(register, by=office, title="公交优先", responsibilities=[(bureau, "lead")])

    def found(text):
        return [row.task.pk for row in queries.rows(register, office, RegisterFilter(text=text)).rows]

    assert found("ring road") == [road.pk]
    assert found("绕城") == [road.pk]
    assert found("繞城") == [road.pk]
    assert found("交通运输") == [bus.pk]
    assert found("公交 优先") == [bus.pk]
    assert found("公交 绕城") == []


def test_filters(city, office, register):
    tasks, units, areas, posts = fill(register, city, office, 6)

    def found(**wanted):
        return {
            row.task.title for row in queries.rows(register, office, RegisterFilter(**wanted), as_of=DAY).rows
        }

    everything = {task.title for task in tasks}
    assert found(organization=city.pk) == everything
    assert found(organization=units[0].pk, role="lead") == {"Task 0", "Task 3"}
    assert found(organization=units[0].pk) == {"Task 0", "Task 2", "Task 3", "Task 5"}
    assert found(organization=10**9) == set()
    assert found(area=areas[1].pk) == {"Task 1", "Task 3", "Task 5"}
    assert found(leader=posts[0].pk) == {"Task 0", "Task 2", "Task 4"}
    assert found(due_from=date(2026, 2, 1), due_to=date(2026, 3, 1)) == {"Task 1", "Task 2"}
    assert found(overdue=True) == everything
    assert found(lacks="standard") == everything
    assert found(lacks="lead") == set()
    assert found(lacks="any") == everything
    assert found(ratings=("red",)) == set()
    assert found(ratings=("",)) == everything
    assert found(unsigned=True) == everything
    with pytest.raises(Invalid):
        found(lacks="patience")


def test_what_is_not_one_of_the_orders_is_refused(register, office):
    for wrong in (
        {"sort": "taste"},
        {"group": "taste"},
        {"after": "!!"},
        {"after": "WzFd"},
        {"after": "eyJ9"},
    ):
        with pytest.raises(Invalid):
            queries.rows(register, office, **wrong)


def test_counts_say_what_the_rows_say(city, office, register):
    fill(register, city, office, 7)
    whole = queries.counts(register, office, as_of=DAY)
    rows = list(queries.all_rows(register, office, as_of=DAY))
    assert whole.total == len(rows) == 7
    assert whole.overdue == sum(row.overdue for row in rows)
    assert whole.incomplete == sum(bool(row.lacks) for row in rows)
    for code, number in whole.lacks.items():
        assert number == sum(code in row.lacks for row in rows)
    assert whole.ratings[""] == 7
    for group in ("area", "organization", "leader"):
        parts = queries.group_counts(register, office, group, as_of=DAY)
        assert sum(part.counts.total for part in parts) == 7
        assert [part.group for part in parts] == list(
            dict.fromkeys(r.group for r in queries.all_rows(register, office, group=group))
        )


def test_a_page_shows_only_what_the_reader_may_see(city, office, register):
    _tasks, units, *_ = fill(register, city, office, 6)
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=units[0])
    assert {row.task.title for row in queries.rows(register, officer).rows} == {
        "Task 0",
        "Task 2",
        "Task 3",
        "Task 5",
    }
    assert queries.counts(register, officer).total == 4
    assert [r.pk for r in queries.registers(officer)] == [register.pk]
    assert queries.tasks_of(units[0], officer).first().role == "lead"
    assert queries.unsigned(officer).count() == 4


def test_across_registers_each_task_once(city, office, register):
    tasks, *_ = fill(register, city, office, 3)
    other = builders.register("other", organization=city)
    actions.show_on(tasks[0], other, by=office)
    assert queries.counts(None, office).total == 3
    assert [r.task_count for r in queries.registers(office)] == [3, 1]


def test_the_detail_of_a_task_costs_a_fixed_number_of_queries(city, office, register):
    tasks, *_ = fill(register, city, office, 9)
    for child in tasks[1:]:
        actions.place_under(child, tasks[0], by=office, seen=child.version)
    for number in range(6):
        actions.add_milestone(tasks[0], by=office, title=f"M{number}", due_on=DAY)
    with CaptureQueriesContext(connection) as many:
        detail = queries.task_detail(tasks[0].pk, office)
    with CaptureQueriesContext(connection) as few:
        single = queries.task_detail(tasks[8].pk, office)
    assert max(len(many), len(few)) <= 11
    assert len(detail.children) == 8
    assert len(detail.milestones) == 6
    assert single.ancestors == [tasks[0]]
    assert str(single.leader_person) == "Leader 0 in person"
    stranger = builders.user("stranger")
    with pytest.raises(NotThere):
        queries.task_detail(tasks[0].pk, stranger)


def test_of_more_than_are_counted_only_that_there_are_more_is_said(city, office, register):
    fill(register, city, office, 5)
    assert queries.counts(register, office, most=5).total == 5
    assert not queries.counts(register, office, most=5).more
    assert not queries.counts(register, office, most=2, short=5).more
    many = queries.counts(None, office, most=4)
    assert (many.total, many.more, many.ratings) == (4, True, {})
    narrowed = queries.counts(register, office, queries.RegisterFilter(ratings=("red",)), most=4)
    assert (narrowed.total, narrowed.more) == (0, False)
