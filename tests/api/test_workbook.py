"""A register's workbook by the API: looked at, taken over, refused; and all tasks as a file."""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.api.scene import Api
from tests.exchange.returned.scene import Table, city, returned, task
from throughline.accounts.choices import Role
from throughline.exchange.register_export import export_tasks
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.register import actions

pytestmark = pytest.mark.django_db
ADDRESS = "/registers/list/workbook"


@pytest.fixture
def register():
    return city()[0]


@pytest.fixture
def office(register) -> Api:
    return Api(builders.user("office", Role.SUPERVISION_OFFICE, organization=register.organization))


@pytest.fixture
def later():
    """What lets the clock go on within a test."""
    with ExitStack() as stack:
        yield stack


def sent(api: Api, content: bytes, **given: str):
    return api.upload(ADDRESS, "list.xlsx", content, **given)


def edited(register, **values) -> bytes:
    ((_name, content),) = returned(register, lambda table: table.put("1", **values))
    return content


def test_a_look_tells_each_cell_and_changes_nothing(register, office):
    content = edited(register, aim="Dry feet", progress=90)
    told = sent(office, content).json()
    assert told["taken"] is False
    assert told["files"] == [{"name": "list.xlsx", "rows": 4, "changed": 1, "refused": ""}]
    (change,) = told["changes"]
    assert (change["task"], change["number"]) == (task("1").pk, "1")
    assert change["cells"] == [
        {
            "column": "aim",
            "title": "Aim",
            "base": "",
            "theirs": "",
            "options": [{"value": "Dry feet"}],
            "is_conflict": False,
        }
    ]
    assert "only to be read" in told["notes"][0]["what"]
    assert task("1").aim == ""


def test_taken_over_with_a_reason_where_dates_move(register, office):
    content = edited(register, aim="Dry feet", due="2026-08-01")
    answer = sent(office, content, dry_run="false")
    assert (answer.status_code, answer.json()["field"]) == (422, "why")
    assert task("1").aim == ""
    answer = sent(office, content, dry_run="false", why="Agreed")
    assert (answer.status_code, answer.json()["taken"]) == (200, True)
    assert (task("1").aim, str(task("1").due_on)) == ("Dry feet", "2026-08-01")


@pytest.mark.parametrize(("conflicts", "aim"), [("ours", "Theirs"), ("workbook", "Mine")])
def test_what_changed_on_both_sides_is_refused_until_it_is_decided(register, office, later, conflicts, aim):
    content = edited(register, aim="Mine", standard="New")
    later.enter_context(clock.travel(clock.now() + timedelta(minutes=1)))
    actions.edit_task(task("1"), by=None, seen=1, aim="Theirs")
    cells = {cell["column"]: cell for cell in sent(office, content).json()["changes"][0]["cells"]}
    assert (cells["aim"]["is_conflict"], cells["aim"]["theirs"]) == (True, "Theirs")
    answer = sent(office, content, dry_run="false")
    assert (answer.status_code, answer.json()["code"]) == (422, "StillToDecide")
    assert task("1").standard == "Standard 1"
    assert sent(office, content, dry_run="false", conflicts=conflicts).status_code == 200
    assert (task("1").aim, task("1").standard) == (aim, "New")


def test_what_can_not_be_read_is_told_and_left_out_on_purpose(register, office):
    content = edited(register, aim="Dry feet", lead="Nobody knows them")
    (trouble,) = sent(office, content).json()["troubles"]
    assert "is not in the directory" in trouble["what"]
    assert sent(office, content, dry_run="false").json()["code"] == "ToBeMended"
    assert sent(office, content, dry_run="false", leave_out="true").status_code == 200
    assert (task("1").aim, task("1").lead.name) == ("Dry feet", "Water")


def test_new_rows_are_made_when_asked(register, office):
    def add(table: Table) -> None:
        table.sheet.cell(table.sheet.max_row + 1, table.column("task")).value = "Plant trees"

    ((_name, content),) = returned(register, add)
    assert sent(office, content, dry_run="false").json()["new"][0]["cells"]["task"] == "Plant trees"
    assert register.entries.count() == 4
    sent(office, content, dry_run="false", make_new="true")
    assert register.entries.filter(task__title="Plant trees").exists()


def test_a_corrupt_file_is_told_and_refused(register, office):
    content = edited(register, aim="Dry feet")
    for broken in (content[:2000], b"", b"no workbook"):
        looked = sent(office, broken)
        assert looked.status_code in (200, 422)
        if looked.status_code == 200:
            assert looked.json()["files"][0]["refused"]
        answer = sent(office, broken, dry_run="false")
        assert answer.status_code == 422
        assert answer.json()["message"]
    assert task("1").aim == ""


def test_who_may_not_edit_the_register_is_refused(register):
    content = edited(register, aim="Dry feet")
    reader = Api(builders.user("reader", Role.VIEWER, organization=register.organization))
    for given in ({}, {"dry_run": "false"}):
        assert sent(reader, content, **given).status_code == 403
        assert sent(Api(builders.user()), content, **given).status_code == 404
        assert sent(Api(), content, **given).status_code == 401
    assert task("1").aim == ""


def test_all_tasks_in_sight_as_a_file(register, office):
    other = builders.register("other", title="Another")
    builders.task(other, title="Elsewhere")
    builders.task(register, title="=1+1")
    sheet = openpyxl.load_workbook(io.BytesIO(office.get("/tasks/export.xlsx").content)).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (told[1][0], told[1][3]) == ("Register", "Task")
    assert {row[0] for row in told[2:]} == {"Key tasks"}
    assert len(told) == 2 + 5
    (formula,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert formula.data_type == "s"
    text = office.get("/tasks/export.csv", lead=task("3").lead_id).content.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(text))] == ["Task", "Task 3"]
    nobody = Api(builders.user()).get("/tasks/export.csv").content.decode("utf-8-sig")
    assert len(nobody.splitlines()) == 1
    assert office.get("/tasks/export.docx").status_code == 422


def test_all_tasks_ask_as_often_for_one_as_for_many(register, monkeypatch):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            export_tasks(None, "csv")
        return len(captured)

    before = counted()
    for number in range(15):
        builders.task(register, builders.organization(f"more-{number}"))
    assert counted() == before
    monkeypatch.setattr("throughline.exchange.register_export.MOST_TASKS", 10)
    with pytest.raises(Invalid, match="Narrow the filter"):
        export_tasks(None, "csv")
