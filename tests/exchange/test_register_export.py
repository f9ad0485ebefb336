from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from django.utils import translation

from tests import builders
from throughline.accounts.choices import Role
from throughline.cli.export import parser, run
from throughline.exchange.register_export import COLUMNS, Telling, export, export_file
from throughline.exchange.returned.values import written
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.register import actions
from throughline.register.queries import RegisterFilter, all_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def unit(city):
    return builders.organization("unit", parent=city, name="=1+1 office")


@pytest.fixture
def register(city, unit):
    made = builders.register("list", organization=city, title="Key tasks")
    second, first = (
        actions.add_area(made, by=None, title=t, position=p) for t, p in (("Later", 2), ("Sooner", 1))
    )
    for area, title in ((second, "=HYPERLINK(1)"), (first, "Open the bridge")):
        actions.create_task(
            made,
            by=None,
            title=title,
            area=area,
            due_on=date(2026, 6, 30),
            weight=1,
            responsibilities=[(unit, "lead"), (city, "supporting")],
        )
    return made


def sheet(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_what_rows_share_is_told_as_of_each_alone(register, unit, city):
    other = builders.organization("other", parent=city, name="Other office")
    area = register.areas.get(title="Later")
    actions.create_task(register, by=None, title="Third", area=area, responsibilities=[(other, "lead")])
    rows = list(all_rows(register, None))
    told = Telling(COLUMNS)
    once = [values for piece in (rows[:2], rows[2:]) for values, _cells in told(piece)]
    assert once == [tuple(column.value(row) for column in COLUMNS) for row in rows]
    assert [cells for _values, cells in Telling(COLUMNS)(rows)] == [
        tuple(written(column.kind, column.value(row)) for column in COLUMNS) for row in rows
    ]


def test_a_workbook_with_filter_dates_and_no_formulas(register):
    made = sheet(export(register, None, "xlsx"))
    rows = list(made.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "No.")
    assert made.auto_filter.ref
    assert made.freeze_panes == f"A{head + 2}"
    assert [row[2] for row in rows[head + 1 :]] == ["=HYPERLINK(1)", "Open the bridge"]
    cell = made.cell(head + 2, 3)
    assert cell.data_type != "f"
    due = rows[head].index("Completion time")
    assert rows[head + 1][due].date() == date(2026, 6, 30)


def test_csv_values_are_never_taken_for_formulas(register):
    text = export(register, None, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 3
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row)


def test_chosen_columns_filters_and_language(register):
    with translation.override("zh-hans"):
        text = export(register, None, "csv", RegisterFilter(text="bridge"), columns=["task", "due"]).decode(
            "utf-8-sig"
        )
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1:] == [["Open the bridge", "2026-06-30"]]
    assert len(rows[0]) == 2


def test_a_unit_gets_only_its_own_rows(register, city):
    other = builders.user(
        "other", Role.UNIT_OFFICER, organization=builders.organization("other", parent=city)
    )
    assert len(export(register, other, "csv").splitlines()) == 1


def test_the_file_stands_by_key_area(register, tmp_path):
    made = export_file(tmp_path / "out.csv", slug="list")
    assert made == register
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["Sooner", "Later"]
    assert len(rows[0]) == len(COLUMNS)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_word_table_to_issue(register):
    builders.task(register, title="Bell\x07 and whistle", standard="Dry feet")
    document = docx.Document(io.BytesIO(export(register, None, "docx")))
    (table,) = document.tables
    told = [[cell.text for cell in row.cells] for row in table.rows]
    assert told[0][:4] == ["No.", "Task", "Aim", "Work standard"]
    assert "Rating" not in told[0]
    assert any(row[1] == "Bell and whistle" and row[3] == "Dry feet" for row in told)
    assert len(told) == 1 + len(
        list(csv.DictReader(io.StringIO(export(register, None, "csv").decode("utf-8-sig"))))
    )
    marked = [row._tr.xpath("./w:trPr/w:tblHeader") != [] for row in table.rows]
    assert marked == [True, *[False] * (len(told) - 1)]
    section = document.sections[0]
    across = sum(cell.width for cell in table.rows[0].cells)
    assert section.page_width > section.page_height
    assert across <= section.page_width - section.left_margin - section.right_margin
    with translation.override("zh-hans"):
        chinese = docx.Document(io.BytesIO(export(register, None, "docx")))
    assert [cell.text for cell in chinese.tables[0].rows[0].cells][1:4] == ["任务", "工作目标", "工作标准"]
    assert 'w:eastAsia="仿宋"' in chinese.styles["Normal"].element.xml


def test_json_has_keys_and_exact_values(register):
    task = builders.task(register, title="Dredge the canal", due_on=date(2026, 6, 30))
    told = json.loads(export(register, None, "json"))
    assert told["register"] == register.slug
    row = next(row for row in told["rows"] if row["id"] == task.pk)
    assert (row["task"], row["due"], row["progress"]) == ("Dredge the canal", "2026-06-30", None)


def test_the_command_writes_a_past_day(register, tmp_path):
    monday, wednesday = (clock.now() + timedelta(days=days) for days in (2, 4))
    with clock.travel(monday):
        task = builders.task(register, title="Dredge the canal")
    with clock.travel(wednesday):
        actions.edit_task(task, by=None, seen=task.version, title="Dredge it all")
    output = tmp_path / "then.csv"
    arguments = ("register", "--register", register.slug, "--output", str(output))
    for moment, title in ((monday, "Dredge the canal"), (wednesday, "Dredge it all")):
        with clock.travel(moment):
            day = clock.today().isoformat()
        with clock.travel(wednesday + timedelta(days=5)):
            assert run(parser().parse_args([*arguments, "--as-of", day])) == 0
        assert title in output.read_text(encoding="utf-8")


def test_what_cannot_be_written_is_refused(register, tmp_path):
    with pytest.raises(Invalid):
        export_file(tmp_path / "out.pdf")
    with pytest.raises(NotThere):
        export_file(tmp_path / "out.csv", slug="nowhere")
    assert list(tmp_path.iterdir()) == []
