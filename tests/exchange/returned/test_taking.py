"""A register's workbook, edited as people do, comes back: what is told, what is taken over, what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import builders
from tests.exchange.returned.scene import Table, city, looked, returned, taken, task, told
from throughline.accounts.choices import Role
from throughline.delivery.models import DueDateChange
from throughline.exchange.register_export import export
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.refusals import StillToDecide, ToBeMended
from throughline.exchange.returned.taking import Choice, take
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.register import actions
from throughline.register.choices import TaskState
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

#: A day as spreadsheet programs know it.
DAY = datetime(2026, 7, 1)  # noqa: DTZ001


@pytest.fixture
def scene():
    return city()


@pytest.fixture
def register(scene):
    return scene[0]


def roles(number):
    return {
        (one.organization.name, one.role)
        for one in task(number).responsibilities.select_related("organization")
    }


def test_each_edited_cell_is_shown_and_taken_over(register):
    preview = looked(
        register,
        lambda table: (
            table.put("1", task="Open the harbour", standard=None, due=date(2026, 9, 30))
            .put("2", due="２０２６年１０月１日", number="2.1", area="Harbour", lead="roads")
            .put("4", lead="Water; Parks", others="Roads (supervising)")
        ),
    )
    assert told(preview) == [
        ("1", "task", "Task 1", "Task 1", ["Open the harbour"]),
        ("1", "standard", "Standard 1", "Standard 1", [""]),
        ("1", "due", "2026-06-30", "2026-06-30", ["2026-09-30"]),
        ("2", "number", "2", "2", ["2.1"]),
        ("2", "area", "", "", ["Harbour"]),
        ("2", "due", "all the time", "all the time", ["2026-10-01"]),
        ("2", "lead", "Water", "Water", ["roads"]),
        ("4", "lead", "", "", ["Water; Parks"]),
        ("4", "others", "", "", ["Roads (supervising)"]),
    ]
    assert (preview.troubles, preview.notes, preview.moves) == ([], [], 1)
    assert preview.changes[0].cells[0].options[0].places == (("1.xlsx", "Key tasks", "C3"),)
    done = taken(register, preview)
    assert (done.tasks, done.cells, done.moved) == (3, 9, 1)
    first, second = task("1"), task("2.1")
    assert (first.title, first.standard, first.due_on, first.original_due_on) == (
        "Open the harbour",
        "",
        date(2026, 9, 30),
        date(2026, 6, 30),
    )
    assert DueDateChange.objects.get().reason == "Agreed"
    assert (second.due_on, second.due_text, second.entries.get().area.title) == (
        date(2026, 10, 1),
        "",
        "Harbour",
    )
    assert roles("2.1") == {("Roads", "lead")}
    assert second.lead.name == "Roads"
    assert roles("4") == {("Water", "lead"), ("Parks", "joint"), ("Roads", "supervising")}
    whole = AuditRecord.objects.get(act="register.take_back")
    assert whole.subject_key == register.pk
    assert not AuditRecord.objects.filter(pk__gt=whole.pk, part_of=None).exists()


def test_cells_changed_on_both_sides_are_conflicts_to_decide(register):
    files = returned(register, lambda table: table.put("1", aim="Mine", standard="Mine").put("2", aim="Mine"))
    actions.edit_task(task("1"), by=None, seen=1, aim="Theirs", requirement="Only theirs")
    preview = look(register, files, by=None)
    assert [(one.number, cell.column) for one, cell in preview.conflicts] == [("1", "aim")]
    assert told(preview)[0] == ("1", "aim", "", "Theirs", ["Mine"])
    assert (preview.plain, preview.here) == (2, 1)
    with pytest.raises(StillToDecide):
        taken(register, preview)
    key = f"{task('1').pk}:aim"
    with pytest.raises(StillToDecide):
        taken(register, preview, decided={key: "7"})
    taken(register, preview, decided={key: "ours"})
    first = task("1")
    assert (first.aim, first.standard, first.requirement) == ("Theirs", "Mine", "Only theirs")
    assert task("2").aim == "Mine"
    again = look(register, files, by=None)
    assert [(one.number, cell.column) for one, cell in again.cells()] == [("1", "aim")]
    taken(register, again, decided={key: "0"})
    assert task("1").aim == "Mine"
    assert looked(register, lambda _table: None).changes == []


def test_a_change_between_look_and_take_is_refused(register):
    preview = looked(register, lambda table: table.put("1", aim="Mine").put("2", aim="Mine"))
    actions.edit_task(task("2"), by=None, seen=1, requirement="Meanwhile")
    with pytest.raises(ChangedMeanwhile):
        taken(register, preview)
    assert task("1").aim == ""


def test_absent_rows_and_columns_stay_untouched(register):
    def cut(table):
        table.sheet.delete_rows(table.row("2"))
        for name in ("standard", "due", "lead", "progress"):
            table.sheet.delete_cols(table.column(name))
        table.put("3", aim="Mine")

    preview = looked(register, cut)
    assert told(preview) == [("3", "aim", "", "", ["Mine"])]
    assert (preview.troubles, preview.notes) == ([], [])


def test_sorted_inserted_coloured_hidden_protected_renamed_and_translated(register):
    def play(table):
        sheet, head = table.sheet, table.head
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1)]
        for number, row in enumerate(rows[::-1], head + 1):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place).value = value
        sheet.insert_rows(head + 2)
        sheet.insert_rows(1, 3)
        sheet.insert_cols(2)
        table.put("3", aim="Mine")
        table.cell("1", "task").fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
        sheet.row_dimensions[table.row("1")].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.protection.sheet = True
        sheet.title = "新名字"
        table.book.create_sheet("Notes", 0)["A1"] = "Please look"

    with translation.override("zh-hans"):
        content = export(register, None, "xlsx")
    with translation.override("en"):
        table = Table(export(register, None, "xlsx"))
        play(table)
        assert told(look(register, [("a.xlsx", table.saved())], by=None)) == [("3", "aim", "", "", ["Mine"])]
        assert look(register, [("zh.xlsx", content)], by=None).files[0].changed == 0


def test_the_keys_moved_to_the_front_and_a_stray_cell_far_away(register):
    def change(table):
        for name in ("state", "rating", "lacks"):  # so that the row ends before the last column
            table.cell("4", name).value = None
        table.put("3", standard="Standard 3, edited")
        key, head = table.column("Key of the row"), table.head
        table.sheet.insert_cols(1)
        for row in range(head, table.sheet.max_row + 1):
            table.sheet.cell(row, 1).value = table.sheet.cell(row, key + 1).value
        table.sheet.delete_cols(key + 1)
        table.sheet["XFD9"] = "stray"

    assert told(looked(register, change)) == [
        ("3", "standard", "Standard 3", "Standard 3", ["Standard 3, edited"])
    ]


def test_merged_cells_count_as_they_are_shown(register):
    def merge(table):
        place = openpyxl.utils.get_column_letter(table.column("area"))
        table.sheet.merge_cells(f"{place}{table.row('1')}:{place}{table.row('3')}")

    preview = looked(register, merge)
    assert [(number, column, values) for number, column, *_, values in told(preview)] == [
        ("2", "area", ["Harbour"]),
        ("3", "area", ["Harbour"]),
    ]
    assert "merged" in str(preview.notes[0])


def test_formulas_count_by_their_results_and_are_told(register):
    content = returned(register, lambda table: table.put("1", aim="=1+1"))[0][1]
    preview = look(register, [("a.xlsx", content)], by=None)
    (trouble,) = preview.troubles
    assert trouble.column == "D3"
    assert "no result" in trouble.what
    assert "formula" in preview.notes[0].what
    assert preview.changes == []
    with pytest.raises(ToBeMended):
        taken(register, preview)

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<f>1\+1</f><v ?/?>(</v>)?", b"<f>1+1</f><v>2</v>", old.read(name)))
    preview = look(register, [("a.xlsx", buffer.getvalue())], by=None)
    assert told(preview) == [("1", "aim", "", "", ["2"])]
    assert "D3" in preview.notes[0].what


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"due": "soon"}, "Write a day"),
        ({"due": None}, "can't be taken away"),
        ({"area": "Harbor"}, "no key area"),
        ({"lead": "Watr"}, "not in the directory"),
        ({"others": "Water; Nobody"}, "not in the directory"),
        ({"leader": "King"}, "not in the directory"),
        ({"task": None}, "needs its wording"),
        ({"task": "x" * 501}, "At most 500"),
        ({"number": "x" * 41}, "At most 40"),
        ({"aim": "#REF!"}, "no result"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell_and_how_to_mend_it(register, values, said):
    preview = looked(register, lambda table: table.put("1", **values))
    (trouble,) = preview.troubles
    assert said in trouble.what
    assert trouble.column[:-1].isalpha()
    assert trouble.column.endswith("3")
    assert preview.changes == []


def test_the_rest_goes_on_when_troubles_are_left_out_on_purpose(register):
    preview = looked(register, lambda table: table.put("1", due="soon").put("2", aim="Mine"))
    with pytest.raises(ToBeMended):
        taken(register, preview)
    taken(register, preview, leave_out=True)
    assert task("2").aim == "Mine"


def test_columns_that_are_only_to_be_read_are_told(register):
    preview = looked(register, lambda table: table.put("1", progress=50, state="Closed"))
    assert preview.changes == []
    assert sorted(note.column for note in preview.notes) == ["Progress (%)", "State"]


def test_added_columns_are_told(register):
    def add(table):
        table.sheet.cell(table.head, 30).value = "Remarks"
        table.sheet.cell(table.head + 1, 30).value = "x"

    (note,) = looked(register, add).notes
    assert "Remarks" in note.what


def test_dates_are_moved_with_a_reason(register):
    preview = looked(register, lambda table: table.put("1", due=DAY))
    with pytest.raises(Invalid):
        taken(register, preview, why=" ")
    assert task("1").due_on == date(2026, 6, 30)


def test_new_rows_are_made_only_when_asked_for(register):
    def add(table):
        row = table.sheet.max_row + 1
        for name, value in {
            "task": "Plant trees",
            "lead": "Parks",
            "due": "2026/11/1",
            "area": "Harbour",
        }.items():
            table.sheet.cell(row, table.column(name)).value = value
        table.sheet.cell(row + 1, table.column("aim")).value = "No task"
        table.sheet.cell(row + 2, table.column("task")).value = "Fish"
        table.sheet.cell(row + 2, table.column("lead")).value = "Nobody"

    preview = looked(register, add)
    assert [row.cells["task"] for row in preview.new] == ["Plant trees"]
    assert sorted(trouble.row for trouble in preview.troubles) == [8, 9]
    assert taken(register, preview, leave_out=True).made == 0
    assert Task.objects.count() == 4
    assert taken(register, preview, leave_out=True, make_new=True).made == 1
    made = Task.objects.get(title="Plant trees")
    assert (made.due_on, made.lead.name, made.entries.get().area.title) == (
        date(2026, 11, 1),
        "Parks",
        "Harbour",
    )
    assert made.batch is not None


def test_keys_that_are_twice_unknown_or_made_up(register):
    def copy(table):
        last = table.sheet.max_row
        for place in range(1, table.sheet.max_column + 1):
            table.sheet.cell(last + 1, place).value = table.sheet.cell(last, place).value
        key = table.sheet.cell(table.row("1"), table.column("Key of the row"))
        key.value = str(key.value).replace("r.", "r.9")
        gone = table.sheet.cell(table.row("2"), table.column("Key of the row"))
        assert gone.value.startswith("r.")

    preview = looked(register, copy)
    assert [(trouble.row, trouble.what.split(".")[0]) for trouble in preview.troubles] == [
        (3, "The key in the hidden last column was changed"),
        (7, "The row stands there twice"),
    ]


def test_a_task_that_is_gone_is_told(register):
    files = returned(register, lambda table: table.put("4", aim="Mine").put("2", aim="Mine"))
    actions.delete_task(task("4"), by=None, seen=1)
    with act("test.cancelled", by=None) as this:
        cancelled = task("2")
        cancelled.state = TaskState.CANCELLED
        this.save(cancelled)
    preview = look(register, files, by=None)
    assert sorted(trouble.row for trouble in preview.troubles) == [4, 6]
    assert preview.changes == []


def test_rows_sorted_without_their_keys(register):
    def sort(table):
        rows = [table.row(number) for number in "1234"]
        width = table.column("Key of the row") - 1
        held = [[table.sheet.cell(row, place).value for place in range(1, width + 1)] for row in rows]
        for row, values in zip(rows, held[::-1], strict=True):
            for place, value in enumerate(values, 1):
                table.sheet.cell(row, place).value = value

    preview = looked(register, sort)
    assert preview.changes == []
    assert sum("sorted without" in trouble.what for trouble in preview.troubles) == 4


def test_what_is_no_workbook_of_this_register(register):
    other = builders.register("list-2025", organization=register.organization, title="Tasks of 2025")
    book = openpyxl.Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    own = returned(register, lambda _table: None)[0][1]
    without_slip, without_keys, changed = Table(own), Table(own), Table(own)
    del without_slip.book[without_slip.book.sheetnames[1]]
    without_keys.sheet.delete_cols(without_keys.column("Key of the row"))
    slip = changed.book.worksheets[1]
    for row in slip.iter_rows():
        for cell in row:
            if str(cell.value).startswith("{"):
                cell.value = cell.value.replace('"unit": 0', '"unit": 1')
    files = [
        ("other.xlsx", export(other, None, "xlsx")),
        ("plain.xlsx", buffer.getvalue()),
        ("slip.xlsx", without_slip.saved()),
        ("keys.xlsx", without_keys.saved()),
        ("changed.xlsx", changed.saved()),
        ("corrupt.xlsx", own[:3000]),
        ("text.txt", b"Hello"),
        ("good.xlsx", own),
    ]
    preview = look(register, files, by=None)
    said = {file.name: file.refused for file in preview.files}
    assert said.pop("good.xlsx") == ""
    assert "Tasks of 2025" in said["other.xlsx"]
    assert "hidden column" in said["keys.xlsx"]
    assert "was changed" in said["changed.xlsx"]
    assert all(said.values())


def test_another_installations_workbook(register, settings):
    content = returned(register, lambda _table: None)[0][1]
    settings.SECRET_KEY = "another secret that is long enough for the test"
    (file,) = look(register, [("a.xlsx", content)], by=None).files
    assert "another installation" in file.refused


def test_rights(register, scene):
    unit = builders.user("u", Role.UNIT_OFFICER, organization=scene[1]["water"])
    office = builders.user("o", Role.SUPERVISION_OFFICE, organization=register.organization)
    files = returned(register, lambda table: table.put("1", aim="Mine").put("2", aim="Mine"))
    with pytest.raises(NotAllowed):
        look(register, files, by=unit)
    preview = look(register, files, by=office)
    with pytest.raises(NotAllowed):
        take(register, preview, Choice(), by=unit)
    assert take(register, preview, Choice(), by=office).tasks == 2


def test_a_task_at_home_elsewhere_is_not_edited_from_here(register, scene):
    apart = builders.organization("apart", level=1)
    home = builders.register("home", organization=apart)
    shown = builders.task(home, scene[1]["water"], title="Guest")
    actions.show_on(shown, register, by=None, number="9")
    office = builders.user("o", Role.SUPERVISION_OFFICE, organization=register.organization)
    preview = looked(register, lambda table: table.put("9", aim="Mine").put("1", aim="Mine"), by=office)
    assert [one.number for one in preview.changes] == ["1"]
    assert "another office" in preview.troubles[0].what


def test_as_many_queries_for_one_row_as_for_fifty(register):
    for number in range(5, 55):
        actions.create_task(register, by=None, title=f"Task {number}", number=str(number))

    def asked(rows):
        def change(table):
            for number in rows:
                table.put(str(number), aim="Mine", number=f"n{number}")

        files = returned(register, change)
        with CaptureQueriesContext(connection) as looking:
            preview = look(register, files, by=None)
        with CaptureQueriesContext(connection) as taking:
            taken(register, preview)
        return len(looking), len(taking)

    few, many = asked([5]), asked(range(6, 55))
    assert few[0] == many[0]
    assert many[1] <= few[1] + 50  # each row's update is a statement of its own


def test_the_same_units_in_another_order_are_no_change(register):
    preview = looked(register, lambda table: table.put("1", others="Parks, Roads"))
    assert (preview.changes, preview.troubles) == ([], [])


def test_who_stays_keeps_the_role(register):
    taken(
        register,
        looked(register, lambda table: table.put("1", others="Roads, Parks; Water", lead="City Government")),
    )
    assert roles("1") == {
        ("City Government", "lead"),
        ("Roads", "joint"),
        ("Parks", "supporting"),
        ("Water", "supporting"),
    }
