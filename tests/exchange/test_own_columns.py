"""A register in the city's own columns: order, headings, joining and days as its column set says."""

from __future__ import annotations

import csv
import io
from datetime import date

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from throughline.accounts.choices import Role
from throughline.cli.export import parser, run
from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import COLUMNS, export
from throughline.history import past
from throughline.lib import clock
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.choices import ColumnField
from throughline.register import actions

pytestmark = pytest.mark.django_db

FIELDS = ("serial", "task", "due", "lead", "others", "units", "blank")


@pytest.fixture
def city():
    return builders.organization("city", level=1, name="市政府")


@pytest.fixture
def register(city):
    made = builders.register("list", organization=city, title="Key tasks")
    units = [
        builders.organization(f"u{n}", city, name=name)
        for n, name in enumerate(("水务局", "财政局", "住建局"))
    ]
    roles = zip(units, ("lead", "supporting", "joint"), strict=True)
    held = [(unit, role) for unit, role in roles]
    actions.create_task(
        made, by=None, title="=SUM(A1)", due_on=date(2026, 6, 30), due_text="6月底", responsibilities=held
    )
    actions.create_task(made, by=None, title="Patrol", completion="ongoing", due_text="持续推进")
    return made


def rows(register, city, name="Issued", **ways):
    columns = [{"field": field, "heading": f"[{field}]", "width": 12} for field in FIELDS]
    column_set = create_column_set(city, by=None, name=name, columns=columns, **ways)
    text = export(register, None, "csv", columns=own_columns(column_set)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_every_column_that_can_be_chosen_can_be_written(register, city):
    columns = [{"field": field, "width": 10} for field in ColumnField.values]
    column_set = create_column_set(city, by=None, name="All", columns=columns)
    document = docx.Document(io.BytesIO(export(register, None, "docx", columns=own_columns(column_set))))
    told = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(told[0]) == len(ColumnField.values)
    assert {column.name for column in COLUMNS} <= set(ColumnField.values)
    by_heading = dict(zip(told[0], told[1], strict=True))
    assert by_heading["Key area"] == ""
    assert by_heading["State"] == "Under way"


def test_order_headings_and_running_numbers_are_the_sets_own(register, city):
    told = rows(register, city)
    assert told[0] == [f"[{field}]" for field in FIELDS]
    assert [row[0] for row in told[1:]] == ["1", "2"]
    assert told[1][1] == "'=SUM(A1)"
    assert told[1][-1] == ""


def test_units_are_joined_as_the_set_says(register, city):
    with translation.override("zh-hans"):
        assert rows(register, city, "a")[1][4] == "住建局、财政局"
        assert rows(register, city, "b", joined="line")[1][5] == "水务局\n住建局\n财政局"
        assert rows(register, city, "c", joined="slash")[1][4] == "住建局/财政局"


@pytest.mark.parametrize(
    ("dates", "english", "chinese"),
    [
        ("iso", "2026-06-30", "2026-06-30"),
        ("full", "30 Jun 2026", "2026年6月30日"),
        ("month", "Jun 2026", "2026年6月"),
        ("by_month", "by the end of Jun 2026", "2026年6月底前"),
        ("text", "6月底", "6月底"),
    ],
)
def test_days_are_written_as_the_set_says(register, city, dates, english, chinese):
    assert [row[2] for row in rows(register, city, "en", dates=dates)[1:]] == [english, "持续推进"]
    with translation.override("zh-hans"):
        assert rows(register, city, "zh", dates=dates)[1][2] == chinese


def test_a_day_within_a_month_is_not_told_as_its_end(register, city):
    builders.task(register, due_on=date(2026, 6, 15))
    assert "15 Jun 2026" in [row[2] for row in rows(register, city, dates="by_month")]


def test_a_workbook_keeps_days_as_days_and_a_word_table_its_widths(register, city):
    columns = [
        {"field": "task", "heading": "重点任务", "width": 60},
        {"field": "due", "heading": "时限", "width": 20},
    ]
    column_set = create_column_set(city, by=None, name="Two", columns=columns)
    book = openpyxl.load_workbook(io.BytesIO(export(register, None, "xlsx", columns=own_columns(column_set))))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = next(place for place, row in enumerate(cells) if row[0] == "重点任务")
    assert cells[head + 1][1].date() == date(2026, 6, 30)
    document = docx.Document(io.BytesIO(export(register, None, "docx", columns=own_columns(column_set))))
    widths = [cell.width for cell in document.tables[0].rows[0].cells]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)


def test_the_page_offers_the_set_and_a_past_day_is_issued_in_todays_columns(register, city):
    office = builders.user("office", Role.SUPERVISION_OFFICE, organization=city)
    day = clock.today()
    with clock.travel(clock.now().replace(year=clock.now().year + 1)):
        column_set = create_column_set(
            city, by=office, name="Issued", columns=[{"field": "task", "heading": "重点任务"}]
        )
        client = Client()
        client.force_login(office)
        page = client.get(reverse("register", args=["list"])).content.decode()
        assert f"column_set={column_set.pk}" in page
        path = reverse("register_export", args=["list", "csv"])
        answer = client.get(path, {"column_set": column_set.pk, "as_of": day.isoformat()})
        assert answer.content.decode("utf-8-sig").startswith("重点任务")
        for key in ("0", "x", "9" * 30, str(column_set.pk + 1)):
            assert client.get(path, {"column_set": key}).status_code == 404
    assert past.moment() is None


def test_the_command_takes_a_set_by_its_name(register, city, tmp_path, capsys):
    create_column_set(city, by=None, name="Issued", columns=[{"field": "task", "heading": "重点任务"}])
    output = tmp_path / "issued.csv"
    arguments = ["register", "--register", "list", "--columns", "Issued", "--output", str(output)]
    assert run(parser().parse_args(arguments)) == 0
    assert output.read_text("utf-8-sig").splitlines()[0] == "重点任务"
