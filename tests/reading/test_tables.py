"""Task tables: headers in both languages, cells that say little, corrections."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest

from tests.reading.documents import txt
from throughline.formats.extract import extract
from throughline.reading.columns import SYNONYMS, ColumnMap, UnknownColumn, field_of, guess
from throughline.reading.read import read
from throughline.reading.tables import cell_deadline, cell_recurrence

DAY = date(2026, 1, 10)
CHINESE = """\
序号,工作任务,工作标准,完成时限,牵头单位,责任单位,配合单位,责任领导
1,新建保障性住房2000套,主体完工,2026年6月底前,市住建局,市自然资源局、市财政局,各区政府,王某
2,修订招商政策,印发实施,持续推进,同上,无,/,李某
3,开通社区巴士,运行,12月,"市交通局、市公交集团",,,
"""
ENGLISH = """\
| No. | Action | Lead | Partners | Due | Success criteria |
|-----|--------|------|----------|-----|------------------|
| 1 | Publish the data plan | Data Office | City Council; Library | March 31, 2027 | Published |
| 2 | Train all staff | ditto | n/a | ongoing | |
"""


@pytest.mark.parametrize(("name", "titles"), list(SYNONYMS.items()))
def test_every_synonym_finds_its_field(name: str, titles: tuple[str, ...]) -> None:
    assert {field_of(f" {title.upper()} ") for title in titles} == {name}


def test_a_chinese_workbook_of_tasks() -> None:
    reading = read(extract(CHINESE.encode(), "台账.csv"), dated=DAY)
    first, second, third = reading.findings
    assert first.clean == "新建保障性住房2000套"
    assert (first.deadline, first.standard) == (date(2026, 6, 30), "主体完工")
    assert [s.name for s in first.lead] == ["市住建局"]
    assert [s.name for s in first.supporting] == ["各区政府", "市自然资源局", "市财政局"] or {
        s.name for s in first.supporting
    } == {"各区政府", "市自然资源局", "市财政局"}
    assert [s.name for s in first.leader] == ["王某"]
    assert [(t.op, t.value, t.unit) for t in first.targets] == [("=", 2000, "套")]
    assert (second.deadline, second.recurrence) == (None, "ongoing")
    assert [s.name for s in second.lead] == ["市住建局"]
    assert not second.supporting
    assert third.deadline == date(2026, 12, 31)
    assert [s.name for s in third.lead + third.joint] == ["市交通局", "市公交集团"]


def test_an_english_table_drawn_with_bars() -> None:
    reading = read(txt(ENGLISH), dated=DAY)
    first, second = reading.findings
    assert (first.clean, first.deadline) == ("Publish the data plan", date(2027, 3, 31))
    assert [s.text for s in first.lead] == ["Data Office"]
    assert [s.text for s in first.supporting] == ["City Council", "Library"]
    assert [s.text for s in second.lead] == ["Data Office"]
    assert (second.recurrence, second.supporting) == ("ongoing", [])


def test_a_caller_may_correct_the_columns() -> None:
    text = "Thing,Who does it,When it ends\nRepair the bridge,Road Office,2027-05-31\n"
    assert not read(extract(text.encode(), "x.csv"), dated=DAY).findings
    columns = ColumnMap({0: "task", 1: "lead", 2: "deadline"})
    found = read(extract(text.encode(), "x.csv"), dated=DAY, column_map=columns).findings
    assert (found[-1].clean, found[-1].lead[0].name, found[-1].deadline) == (
        "Repair the bridge",
        "Road Office",
        date(2027, 5, 31),
    )


def test_correcting_one_column_keeps_the_others() -> None:
    guessed = guess(["No.", "Action", "Agency", "Remarks"])
    assert guessed.corrected({2: "supporting", 3: None}).columns == {0: "number", 1: "task", 2: "supporting"}


def test_a_map_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(UnknownColumn, match="'owner'"):
        ColumnMap({0: "owner"})


@pytest.mark.parametrize(
    ("cell", "language", "day"),
    [
        ("2026年6月底前", "zh", "2026-06-30"),
        ("2026.9", "zh", "2026-09-30"),
        ("12月", "zh", "2026-12-31"),
        ("二季度", "zh", "2026-06-30"),
        ("2026年二季度", "zh", "2026-06-30"),
        ("2026-06-15", "en", "2026-06-15"),
        ("Q3 2026", "en", "2026-09-30"),
        ("2027", "en", "2027-12-31"),
        ("持续推进", "zh", None),
        ("TBD", "en", None),
    ],
)
def test_deadline_cells(cell: str, language: str, day: str | None) -> None:
    found = cell_deadline(cell, language, DAY)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("持续推进", "ongoing"),
        ("每季度", "quarterly"),
        ("Annually", "yearly"),
        ("ongoing", "ongoing"),
        ("2027", None),
    ],
)
def test_recurrence_cells(cell: str, name: str | None) -> None:
    assert cell_recurrence(cell) == name


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("重点工作任务分解表", 1)
    document.add_paragraph("各责任单位要加快推进，确保2026年底前完成全部任务。")
    rows = [
        ("序号", "工作任务", "完成时限", "牵头单位"),
        ("1", "改造老旧小区50个", "2026年9月底前", "市住建局"),
        ("2", "修订管理办法", "持续推进", "市司法局、市发改委"),
    ]
    table = document.add_table(len(rows), 4)
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_gives_its_headings_sentences_and_rows_once() -> None:
    reading = read(extract(word_file(), "任务.docx"), dated=DAY)
    rows = [finding for finding in reading.findings if finding.table_row is not None]
    others = [finding for finding in reading.findings if finding.table_row is None]
    assert [finding.clean for finding in rows] == ["改造老旧小区50个", "修订管理办法"]
    assert [[s.name for s in finding.lead + finding.joint] for finding in rows] == [
        ["市住建局"],
        ["市司法局", "市发改委"],
    ]
    assert [(finding.clean, finding.deadline) for finding in others] == [
        ("各责任单位要加快推进，确保2026年底前完成全部任务。", date(2026, 12, 31))
    ]
    assert reading.outline[0].kind == "heading"
    assert all(reading.outline[finding.clause].kind == "row" for finding in rows)


def test_a_workbook_is_read_sheet_by_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Action plan 2026"])
    book.active.append(["No.", "Action", "Owner", "Due date"])
    book.active.append([1, "Repair the bridge", "Road Office", date(2026, 5, 31)])
    second = book.create_sheet("Water")
    second.append(["Task", "Lead", "Deadline"])
    second.append(["Replace 3 km of pipes", "Water Board", "Q3 2026"])
    out = BytesIO()
    book.save(out)
    reading = read(extract(out.getvalue(), "plan.xlsx"))
    assert [(f.clean, f.lead[0].name, f.deadline) for f in reading.findings] == [
        ("Repair the bridge", "Road Office", date(2026, 5, 31)),
        ("Replace 3 km of pipes", "Water Board", date(2026, 9, 30)),
    ]
