"""The board of whoever sees very many tasks tells what counting everything tells, whatever was done since yesterday."""

from collections import Counter
from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from tests.desk.test_board import area, placed, rated
from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import OwnRole, User
from throughline.delivery.actions import Approval, cancel_task
from throughline.desk.queries import (
    board,
    by_leader,
    by_month,
    by_register,
    changes,
    reds,
    wide,
    wide_board,
)
from throughline.history.act import act
from throughline.history.verify import verify
from throughline.organizations.models import Grant, Post
from throughline.register import permissions
from throughline.register.actions import show_on
from throughline.register.actions.registers import give_register_grant
from throughline.register.actions.tallies import keep_tallies
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, Responsibility, Tally, Task
from throughline.register.queries import tallies

pytestmark = pytest.mark.django_db

BEFORE, TODAY = (2026, 5, 12), (2026, 5, 13)


@pytest.fixture
def city(monkeypatch):
    monkeypatch.setattr(tallies, "LEAST", 1)
    made = scene()
    with at(2026, 1, 2):
        with act("test.post", by=None) as this:
            made.mayor, made.vice = (
                this.create(Post(organization=made.city, title=title, is_leader=True)) for title in ("M", "V")
            )
        made.led = area(made, "Roads", leader=made.mayor)
        made.unled = area(made, "Schools")
        made.other = builders.register("other", made.city)
        made.tasks = [
            placed(made, where, lead, leader=leader)
            for where, lead, leader in (
                (made.led, made.finance, None),
                (made.led, made.transport, made.vice),
                (made.unled, made.finance, None),
                (made.unled, made.transport, None),
                (None, made.finance, made.vice),
            )
        ]
        show_on(made.tasks[0], made.other, by=None)
    rated(made, made.tasks[0], "red", 2026, 3, 10, number="1")
    rated(made, made.tasks[1], "yellow", 2026, 4, 10, number="2")
    return made


def told(cells):
    return {getattr(one, "pk", one): +Counter(cell.colours) for one, cell in cells}


def agrees(city, user=None):
    """Compare with what is counted, and give the board."""
    whole, day = wide_board(user, date(*TODAY)), date(*TODAY)
    counted = board(user)
    assert whole.total.colours == counted.total.colours
    assert told(whole.registers) == told(by_register(user))
    assert told(whole.leaders) == told(by_leader(user))
    assert told(whole.months) == told(by_month(user, day=day))
    for unit in counted.organizations:
        assert whole.column(unit).colours == counted.column(unit).colours
    assert set(whole.organizations) == set(counted.organizations)
    return whole


def test_what_changed_since_yesterday_is_told_exactly(city):
    with at(*BEFORE):
        city.tasks.append(placed(city, city.led, city.finance))
    with at(*TODAY):
        assert keep_tallies() > 0
        agrees(city)
        cancel_task(
            city.tasks[2],
            by=None,
            seen=Task.objects.get(pk=city.tasks[2].pk).version,
            why="So.",
            approval=Approval(),
        )
        agrees(city)
        placed(city, city.unled, city.transport)
        agrees(city)
        with act("test.moved", by=None) as this:
            entry = Entry.objects.get(task=city.tasks[3])
            entry.area = city.led
            this.save(entry)
            area = city.unled
            area.leader = city.vice
            this.save(area)
        agrees(city)
        with act("test.gone", by=None) as this:
            this.delete(Task.objects.get(pk=city.tasks[4].pk))
        agrees(city)
    rated(city, city.tasks[3], "red", *TODAY, number="3")
    with at(*TODAY):
        whole = agrees(city)
        assert whole.total.colours["red"] == 2
        assert verify().problems == []


def test_columns_are_the_units_above_where_there_are_too_many(city, monkeypatch):
    monkeypatch.setattr(wide, "COLUMNS", 1)
    with at(*TODAY):
        keep_tallies()
        whole = wide_board(None, date(*TODAY))
    assert whole.organizations == [city.city]
    assert whole.cells[city.register.pk, city.city.pk].total == whole.total.total == len(city.tasks)


@pytest.fixture
def county(city):
    """Below the city: an office with a unit and a register of its own."""
    with at(2026, 1, 2):
        city.county = builders.organization("county", city.city, official_order=3)
        city.school = builders.organization("school", city.county, official_order=1)
        city.own = builders.register("own", city.county)
        city.office = builders.user("of-the-county", Role.SUPERVISION_OFFICE, organization=city.county)
        city.taught = builders.task(city.own, city.school, title="Teach")
        answering(city.tasks[0], city.school)
        show_on(city.tasks[1], city.own, by=None)
    return city


def answering(task, unit):
    with act("test.answering", by=None) as this:
        role = ResponsibilityRole.SUPPORTING
        return this.create(Responsibility(task=task, organization=unit, role=role, position=9))


def test_what_is_seen_from_an_organization_is_told_exactly(county):
    with at(*TODAY):
        keep_tallies()
        whole = agrees(county, county.office)
        assert whole.total.total == 3
        held = answering(county.tasks[2], county.county)
        assert agrees(county, county.office).total.total == 4
        with act("test.gone", by=None) as this:
            this.delete(held)
            this.delete(Entry.objects.get(task=county.tasks[1], register=county.own))
        assert agrees(county, county.office).total.total == 2
        with act("test.public", by=None) as this:
            task = Task.objects.get(pk=county.tasks[3].pk)
            task.disclosure = Disclosure.PUBLIC
            this.save(task)
        assert agrees(county, county.office).total.total == 3
        with act("test.public", by=None) as this:
            county.taught.disclosure = Disclosure.PUBLIC
            this.save(county.taught)
        assert agrees(county, county.office).total.total == 3
        with act("test.public", by=None) as this:
            task.disclosure = Disclosure.INTERNAL
            this.save(task)
        assert agrees(county, county.office).total.total == 2
        builders.task(county.own, county.school, title="Learn")
    rated(county, county.tasks[0], "yellow", *TODAY, number="3")
    with at(*TODAY):
        whole = agrees(county, county.office)
        assert whole.total.colours["yellow"] == 1
        assert verify().problems == []
        assert whole.organizations == [county.finance, county.school]


@pytest.mark.parametrize("what", ["unit", "register"])
def test_where_something_else_is_seen_than_yesterday_everything_is_counted(county, what):
    with at(*TODAY):
        keep_tallies()
        with act("test.moved", by=None) as this:
            if what == "unit":
                county.school.place_under(county.city)
                this.save(county.school)
            else:
                county.own.organization = county.city
                this.save(county.own)
        assert wide_board(county.office, date(*TODAY)) is None
        agrees(county)


@pytest.mark.parametrize("also", ["grant", "role elsewhere", "own role"])
def test_who_sees_more_or_less_than_an_organization_is_not_told_from_its_tallies(county, also):
    with at(*TODAY):
        keep_tallies()
        if also == "grant":
            give_register_grant(county.register, county.office, Role.VIEWER, by=None)
        elif also == "role elsewhere":
            Grant.objects.create(user=county.office, role=Role.UNIT_OFFICER, organization=county.finance)
        else:
            base, withheld = Role.SUPERVISION_OFFICE, ["register.view_task"]
            role = OwnRole.objects.create(slug="blind", base=base, name_en="Blind", withheld=withheld)
            Grant.objects.filter(user=county.office).update(own_role=role)
        office = User.objects.get(pk=county.office.pk)
        assert wide_board(office, date(*TODAY)) is None


def test_from_an_organization_that_is_new_nothing_was_seen_yesterday(county):
    with at(*TODAY):
        new = builders.organization("new", county.city)
        builders.user("of-the-new", Role.VIEWER, organization=new)
        builders.task(builders.register("news", new), new)
        keep_tallies()
        assert not Tally.objects.filter(seen_from=new.pk).exists()


def test_what_is_right_below_who_looks_is_told_however_many_there_are(county, monkeypatch):
    monkeypatch.setattr(wide, "COLUMNS", 1)
    with at(*TODAY):
        keep_tallies()
        assert county.school in wide_board(county.office, date(*TODAY)).organizations


def test_lists_of_red_and_of_changes_are_the_same_for_who_sees_many(county, monkeypatch):
    rated(county, county.tasks[3], "red", *TODAY, number="3")
    with at(*TODAY):
        answering(county.tasks[3], county.school)
        few = [(reds(user), changes(user, day=date(*TODAY))) for user in (county.office, county.supervisor)]
        monkeypatch.setattr(permissions, "MANY", 0)
        users = [User.objects.get(pk=user.pk) for user in (county.office, county.supervisor)]
        assert few == [(reds(user), changes(user, day=date(*TODAY))) for user in users]
        assert {one.task for one in few[0][0]} == {county.tasks[0], county.tasks[3]}
        assert len(few[0][0]) == 2
        assert [one.task for one in few[0][1]] == [county.tasks[3]]


def test_only_who_looks_from_one_organization_is_told_from_tallies(city):
    officer = builders.user("of-a-unit", Role.UNIT_OFFICER, organization=city.finance)
    with at(*TODAY):
        assert wide_board(None, date(*TODAY)) is None
        keep_tallies()
        assert wide_board(officer, date(*TODAY)) is None
        agrees(city, city.supervisor)


def test_nothing_is_kept_of_few_tasks_nor_before_the_first_day_is_over(city, monkeypatch):
    with at(2026, 1, 1, hour=8):
        assert keep_tallies() == 0
    with at(*TODAY):
        keep_tallies()
        monkeypatch.setattr(tallies, "LEAST", 1000)
        assert keep_tallies() == Tally.objects.count() == 0


def test_verify_finds_a_tally_that_is_wrong(city):
    with at(*TODAY):
        keep_tallies()
        row = Tally.objects.filter(of="lead").first()
        Tally.objects.filter(pk=row.pk).update(number=row.number + 1)
        (problem,) = verify().problems
    assert (problem.kind, problem.model) == ("derived", "register.Tally")
    assert f"{row.number + 1} are kept" in problem.message


def test_the_overview_shows_registers_by_units(client, city):
    with at(*TODAY):
        keep_tallies()
        client.force_login(city.supervisor)
        page = client.get("/overview/").content.decode()
        assert "Registers by lead unit" in page
        assert 'href="?register=tasks"' in page
        assert "Key areas by lead unit" in client.get("/overview/?register=tasks").content.decode()


def test_a_closed_year_counts_until_it_was_closed(city):
    with at(*BEFORE):
        keep_tallies()
    with at(*TODAY):
        before = agrees(city)
        months = told(before.months)
        with act("test.close", by=None) as this:
            city.other.closed_on = city.register.closed_on = date(*TODAY)
            this.save(city.register)
            this.save(city.other)
        closed = agrees(city)
        assert closed.total.total == 0
        assert closed.rows == [] == closed.registers
        assert {day: cell for day, cell in told(closed.months).items() if day.month < 5} == {
            day: cell for day, cell in months.items() if day.month < 5
        }
        assert sum(told(closed.months)[date(2026, 4, 30)].values()) > 0
