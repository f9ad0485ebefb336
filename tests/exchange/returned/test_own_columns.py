"""A workbook in a city's own columns comes back as the usual one does; what it works out is told as untouchable."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.utils import translation

from tests.exchange.returned.scene import Table, city, taken, task, told
from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import export
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.opening import open_returned
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.choices import ColumnField, Dates, Joined
from throughline.register import actions
from throughline.register.models import Register

pytestmark = pytest.mark.django_db
FIELDS = "serial number task due starts lead joint supporting contact progress blank".split()


@pytest.fixture
def register() -> Register:
    return city()[0]


def own(register: Register, fields=FIELDS, headings=None, **ways) -> bytes:
    """The register in columns of its own, headed "[task]" and so on."""
    told = [
        {"field": field, "heading": (headings or {}).get(field, f"[{field}]"), "width": 12}
        for field in fields
    ]
    name = "-".join(["set", *ways.values(), str(len(fields))])
    column_set = create_column_set(register.organization, by=None, name=name, columns=told, **ways)
    return export(register, None, "xlsx", columns=own_columns(column_set))


def looked(register: Register, content: bytes):
    return look(register, [("own.xlsx", content)], by=None)


class Own(Table):
    """The same workbook by its own headings; a row is found by its task's title."""

    @property
    def head(self) -> int:
        rows = range(1, 20)
        return next(row for row in rows if "[task]" in [cell.value for cell in self.sheet[row]])

    def column(self, name: str) -> int:
        return [cell.value for cell in self.sheet[self.head]].index(f"[{name}]") + 1

    def row(self, number: str) -> int:
        place = self.column("task")
        rows = range(self.head + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.sheet.cell(row, place).value == f"Task {number}")


@pytest.mark.parametrize("dates", Dates.values)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_column_in_every_way_comes_back_as_it_left(register, dates, language):
    joined = Joined.values[Dates.values.index(dates) % 3]
    with translation.override(language):
        content = own(register, [*ColumnField.values, "blank"], dates=dates, joined=joined)
    opened = open_returned(content, "own.xlsx")
    assert (opened.unchanged, opened.rows, opened.troubles, opened.notes) == (4, [], [], [])
    # Nor does anything change where each row has to be compared with the database.
    table = Own(content)
    table.sheet.delete_cols(table.column("aim"))
    preview = looked(register, table.saved())
    assert (preview.changes, preview.troubles, preview.notes, preview.here) == ([], [], [], 0)


def test_cells_are_taken_over_from_own_columns(register):
    table = Own(own(register, joined=Joined.LINE, dates=Dates.FULL))
    table.put("1", due="2026-07-31", starts="2026-01-05", lead="Parks", joint="", contact="Lin, 8001")
    table.put("1", supporting="Roads\nWater")
    table.put("2", task="Dig the harbour deeper")
    preview = looked(register, table.saved())
    assert preview.troubles == []
    changes = {(number, column): values for number, column, _base, _theirs, values in told(preview)}
    assert changes["1", "due"] == ["2026-07-31"]
    assert changes["2", "task"] == ["Dig the harbour deeper"]
    taken(register, preview)
    first = task("1")
    assert (first.due_on, first.starts_on, first.contact) == (
        date(2026, 7, 31),
        date(2026, 1, 5),
        "Lin, 8001",
    )
    held = {(one.role, one.organization.name) for one in first.responsibilities.all()}
    assert held == {("lead", "Parks"), ("supporting", "Roads"), ("supporting", "Water")}
    assert task("2").title == "Dig the harbour deeper"


def test_edits_in_columns_that_are_worked_out_are_told_and_left(register):
    table = Own(own(register))
    table.put("1", serial=9, progress=80, blank="seen, Li").put("2", contact="Lin")
    preview = looked(register, table.saved())
    assert [(number, column) for number, column, *_rest in told(preview)] == [("2", "contact")]
    said = " ".join(str(note) for note in preview.notes)
    for title in (ColumnField.SERIAL, ColumnField.PROGRESS, ColumnField.BLANK):
        assert f"“{title.label}” is only to be read" in said
    taken(register, preview)
    assert (task("1").progress, task("2").contact) == (None, "Lin")


def test_their_heads_are_grey_and_the_keys_hidden(register):
    sheet = Table(own(register)).sheet
    head = Own(own(register, FIELDS[:-1]))
    colours = {
        cell.value: cell.fill.fgColor.rgb
        for cell in head.sheet[head.head]
        if cell.value and "[" in cell.value
    }
    grey = {name for name, colour in colours.items() if colour == colours["[progress]"]}
    assert grey == {"[serial]", "[progress]"}
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(len(FIELDS) + 1)].hidden


def test_what_changed_on_both_sides_is_a_conflict(register):
    table = Own(own(register, dates=Dates.MONTH)).put("3", task="Mine", contact="Lin")
    actions.edit_task(task("3"), by=None, seen=1, title="Theirs")
    preview = looked(register, table.saved())
    assert [(cell.column, cell.theirs) for _one, cell in preview.conflicts] == [("task", "Theirs")]
    assert preview.plain == 1


def test_rows_sorted_without_their_keys_are_noticed_by_the_task_alone(register):
    table = Own(own(register, ["task", "contact"]))
    one, two = table.row("1"), table.row("2")
    table.sheet.cell(one, 1).value, table.sheet.cell(two, 1).value = "Task 2", "Task 1"
    preview = looked(register, table.saved())
    assert preview.changes == []
    assert "sorted without their hidden last column" in str(preview.troubles[0])


def test_two_columns_of_one_heading_are_told_apart_by_their_order(register):
    headings = {"lead": "Units", "joint": "Units", "task": "[task]"}
    content = own(register, ["task", "lead", "joint"], headings)
    table = Own(content)
    table.sheet.cell(table.row("1"), 3).value = "Parks"
    preview = looked(register, table.saved())
    assert [(column, values) for _n, column, _b, _t, values in told(preview)] == [("joint", ["Parks"])]
    table.sheet.delete_cols(2)
    preview = looked(register, table.saved())
    assert (preview.changes, preview.troubles) == ([], [])
    assert "none of them is taken over: Units" in str(preview.notes[0])


def test_a_new_row_and_a_day_that_can_not_be(register):
    table = Own(own(register))
    last = table.sheet.max_row + 1
    for name, value in {"task": "Plant trees", "lead": "Parks", "starts": "2026-02-01"}.items():
        table.sheet.cell(last, table.column(name)).value = value
    table.put("1", starts="2026-12-01").put("3", starts="soon")
    preview = looked(register, table.saved())
    assert len(preview.new) == 1
    said = " ".join(str(one) for one in preview.troubles)
    assert "it can't begin after" in said
    assert "names no day" in said
    taken(register, preview, make_new=True, leave_out=True)
    made = Register.objects.get().entries.get(task__title="Plant trees").task
    assert (made.lead.name, made.starts_on) == ("Parks", date(2026, 2, 1))


def test_another_program_saves_it_unchanged(register):
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(own(register))).save(buffer)
    assert open_returned(buffer.getvalue(), "own.xlsx").unchanged == 4
