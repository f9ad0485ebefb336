"""Task tables: headers in both languages, cells that say little, corrections."""

from datetime import date

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
        ("二季度", "zh", None),
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
