"""Forty workbooks that come back at once: one list of conflicts, a corrupt one told while the rest go on."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests import builders
from tests.exchange.returned.scene import Table, taken, task
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.taking import conflict_key
from throughline.exchange.returned.units import split
from throughline.register import actions
from throughline.register.choices import ResponsibilityRole

pytestmark = pytest.mark.django_db
UNITS = 40


@pytest.fixture
def register():
    """Forty units lead a task each; the tasks of the first three are answered for jointly by the unit after."""
    root = builders.organization("city", level=1, name="City Government")
    units = [builders.organization(f"u{n}", parent=root, name=f"Unit {n}") for n in range(1, UNITS + 1)]
    made = builders.register("list", organization=root, title="Key tasks")
    for number, unit in enumerate(units, 1):
        wanted = [(unit, ResponsibilityRole.LEAD)]
        if number <= 3:
            wanted.append((units[number], ResponsibilityRole.JOINT))
        actions.create_task(
            made, by=None, title=f"Task {number}", number=str(number), responsibilities=wanted
        )
    return made


def handed_out(register) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(split(register, None))) as packed:
        return {name.rpartition("-")[0]: packed.read(name) for name in packed.namelist()}


def filled(content: bytes, number: str, **values: str) -> bytes:
    return Table(content).put(number, **values).saved()


def test_forty_returns_of_which_three_conflict_and_one_is_corrupt(register):
    files = handed_out(register)
    assert len(files) == UNITS
    back = {name: filled(data, name.split()[1], aim=f"By {name}") for name, data in files.items()}
    # The joint unit of the first two says something else; the third was changed here meanwhile.
    back["Unit 2"] = filled(back["Unit 2"], "1", aim="Otherwise")
    back["Unit 3"] = filled(back["Unit 3"], "2", aim="Otherwise")
    actions.edit_task(task("4"), by=None, seen=1, aim="Here")
    back["Unit 40"] = back["Unit 40"][:4000]
    preview = look(register, [(f"{name}.xlsx", data) for name, data in back.items()], by=None)
    assert [file.name for file in preview.refused] == ["Unit 40.xlsx"]
    assert [one.number for one, _cell in preview.conflicts] == ["1", "2", "4"]
    assert [[option.value for option in cell.options] for _one, cell in preview.conflicts] == [
        ["By Unit 1", "Otherwise"],
        ["By Unit 2", "Otherwise"],
        ["By Unit 4"],
    ]
    assert preview.conflicts[0][1].options[1].places[0][0] == "Unit 2.xlsx"
    assert preview.plain == UNITS - 1 - 3
    decided = dict(
        zip((conflict_key(one, cell) for one, cell in preview.conflicts), ["1", "0", "ours"], strict=True)
    )
    assert taken(register, preview, decided=decided).tasks == UNITS - 2
    assert [task(number).aim for number in ("1", "2", "4", "39", "40")] == [
        "Otherwise",
        "By Unit 2",
        "Here",
        "By Unit 39",
        "",
    ]


def test_rows_pasted_from_another_units_workbook_are_told(register):
    files = handed_out(register)
    own, other = Table(files["Unit 9"]), Table(filled(files["Unit 10"], "10", aim="Pasted"))
    for cell in other.sheet[other.row("10")]:
        own.sheet.cell(own.sheet.max_row + (cell.column == 1), cell.column).value = cell.value
    preview = look(register, [("9.xlsx", own.saved()), ("10.xlsx", other.saved())], by=None)
    (trouble,) = preview.troubles
    assert (trouble.file, trouble.row) == ("9.xlsx", 4)
    assert "another unit" in trouble.what
    assert [one.number for one in preview.changes] == ["10"]


def test_last_years_workbook_is_told(register):
    old = builders.register("list-2025", organization=register.organization, title="Key tasks 2025")
    unit = task("1").lead
    actions.create_task(old, by=None, title="Old", number="1", responsibilities=[(unit, "lead")])
    last = handed_out(old)["Unit 1"]
    this = Table(handed_out(register)["Unit 1"])
    for cell in Table(last).sheet[3]:
        this.sheet.cell(this.sheet.max_row + (cell.column == 1), cell.column).value = cell.value
    preview = look(register, [("old.xlsx", last), ("mixed.xlsx", this.saved())], by=None)
    assert "Key tasks 2025" in preview.refused[0].refused
    assert "another register" in preview.troubles[0].what
