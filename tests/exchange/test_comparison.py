"""A register on two days, cell by cell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.delivery.actions import cancel_task
from throughline.exchange.comparison import Cell, compare
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.register.actions.entries import edit_entry
from throughline.register.actions.registers import add_area
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Register, Task

pytestmark = pytest.mark.django_db

FIRST = datetime(2025, 3, 3, 2, tzinfo=UTC)
BEFORE, AFTER = date(2025, 3, 3), date(2025, 3, 6)


@pytest.fixture
def register() -> Register:
    with clock.travel(FIRST):
        return builders.register(organization=builders.organization("fin", name="Finance"))


@pytest.fixture
def tasks(register) -> dict[str, Task]:
    with clock.travel(FIRST):
        water = builders.organization("water", name="Water")
        return {
            name: builders.task(register, water, title=name)
            for name in ("kept", "edited", "moved", "deleted")
        }


def change(register: Register, tasks: dict[str, Task]) -> None:
    edit_task(tasks["edited"], by=None, seen=1, aim="Dry feet", title="Edited")
    area = add_area(register, by=None, title="Harbour")
    entry = tasks["moved"].entries.get()
    edit_entry(entry, by=None, seen=entry.version, area=area, number="9.9")
    with act("test.delete", by=None) as this:
        this.delete(tasks["deleted"])
    builders.task(register, title="new")


def test_each_change_is_told_once(register, tasks):
    with clock.travel(FIRST + timedelta(days=2)):
        change(register, tasks)
    compared = compare(register, None, BEFORE, AFTER)
    assert [(row.kind, row.title) for row in compared.rows] == [
        ("new", "new"),
        ("changed", "Edited"),
        ("changed", "moved"),
        ("gone", "deleted"),
    ]
    edited, moved = compared.rows[1:3]
    assert edited.cells == (Cell("Task", "edited", "Edited"), Cell("Aim", "", "Dry feet"))
    assert [cell.title for cell in moved.cells] == ["No.", "Key area"]
    assert (compared.same, compared.count("changed")) == (1, 2)


def test_a_change_on_the_second_day_counts_and_one_on_the_day_after_does_not(register, tasks):
    with clock.travel(datetime(2025, 3, 6, 15, 59, tzinfo=UTC)):
        cancel_task(tasks["kept"], by=None, seen=1, why="The council dropped it.")
    with clock.travel(datetime(2025, 3, 6, 16, 0, tzinfo=UTC)):
        edit_task(tasks["edited"], by=None, seen=1, aim="Dry feet")
    (row,) = compare(register, None, BEFORE, AFTER).rows
    assert (row.title, [cell.title for cell in row.cells]) == ("kept", ["State"])


def test_a_unit_compares_its_own_rows(register, tasks):
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=tasks["kept"].lead)
    with clock.travel(FIRST + timedelta(days=2)):
        edit_task(tasks["edited"], by=None, seen=1, aim="Dry feet")
        builders.task(register, builders.organization("other"), title="not theirs")
    assert [row.title for row in compare(register, officer, BEFORE, AFTER).rows] == ["edited"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (AFTER, BEFORE, "has to lie before"),
        (AFTER, AFTER, "has to lie before"),
        (date(2025, 3, 2), AFTER, "Nothing was kept before"),
        (BEFORE, date(2999, 1, 1), "has not come yet"),
    ],
)
def test_days_that_can_not_be_compared_are_refused(register, tasks, before, after, told):
    with pytest.raises(Invalid, match=told):
        compare(register, None, before, after)


def test_the_page_and_the_api_tell_the_same(register, tasks, client):
    with clock.travel(FIRST + timedelta(days=2)):
        change(register, tasks)
    client.force_login(builders.user("auditor", Role.AUDITOR))
    days = {"before": BEFORE.isoformat(), "after": AFTER.isoformat()}
    page = client.get(f"/registers/{register.slug}/compare/", days)
    assert page.status_code == 200
    assert "1 new, 2 changed, 1 gone, 1 the same" in page.content.decode()
    assert "<ins>Dry feet</ins>" in page.content.decode()
    answer = client.get(f"/api/v1/registers/{register.slug}/comparison", days).json()
    assert [row["kind"] for row in answer["rows"]] == ["new", "changed", "changed", "gone"]
    assert client.get(f"/registers/{register.slug}/compare/", {**days, "before": "soon"}).status_code == 422
    assert client.get(f"/registers/{register.slug}/compare/").status_code == 200
