"""The board of whoever sees very many tasks tells what counting everything tells, whatever was done since yesterday."""

from collections import Counter
from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from tests.desk.test_board import area, placed, rated
from throughline.accounts.choices import Role
from throughline.delivery.actions import Approval, cancel_task
from throughline.desk.queries import board, by_leader, by_month, by_register, wide, wide_board
from throughline.history.act import act
from throughline.history.verify import verify
from throughline.organizations.models import Post
from throughline.register.actions import show_on
from throughline.register.actions.tallies import keep_tallies
from throughline.register.models import Entry, Tally, Task
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


def test_only_who_sees_everything_is_told_from_tallies(city):
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
