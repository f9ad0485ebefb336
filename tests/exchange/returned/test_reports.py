"""What a unit owes goes out as a workbook, is filled in and comes back as reports: all of them, or none."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import builders
from tests.delivery.scene import Scene, at, scene
from tests.exchange.returned.scene import Table
from throughline.accounts.choices import Role
from throughline.delivery.actions import close_period, file_report, return_report
from throughline.delivery.models import Report
from throughline.delivery.refusals import TaskIsNotOpen
from throughline.exchange.register_export import export
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.refusals import FiledMeanwhile, NothingToReport, ToBeMended, TooManyFiles
from throughline.exchange.returned.report_export import TITLES, report_workbook
from throughline.exchange.returned.report_filing import ReportChoice, file_returned
from throughline.exchange.returned.report_looking import MOST_FILES, look_at_reports
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, NotAllowed
from throughline.register.choices import Colour

pytestmark = pytest.mark.django_db


class Reports(Table):
    """A workbook of reports; a row is found by its task's title."""

    @property
    def head(self) -> int:
        return next(row for row in range(1, 20) if self.sheet.cell(row, 1).value == str(TITLES["register"]))

    def column(self, name: str) -> int:
        return [cell.value for cell in self.sheet[self.head]].index(str(TITLES.get(name, name))) + 1

    def row(self, number: str) -> int:
        place = self.column("task")
        rows = range(self.head + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.sheet.cell(row, place).value == number)

    def told(self, number: str) -> dict[str, Any]:
        return {name: self.cell(number, name).value for name in TITLES}


@pytest.fixture
def city():
    """Three tasks of finance; January was reported for the first. It is 20 February, when February is asked for."""
    made = scene()
    for title in ("Dig", "Plant", "Pave"):
        made.task(title=title)
    with at(2026, 1, 20):
        made.file(task("Dig"), progress=40, done="Half is dug.", problem="Rock", colour="green")
    made.period(2)
    with at(2026, 2, 25):
        yield made


def task(title: str):
    return builders.Task.objects.get(title=title)


def book(city: Scene, **options: Any) -> Reports:
    return Reports(report_workbook(city.officer, **options))


def looked(city: Scene, *tables: Reports | bytes, by: Any = None):
    saved = [one if isinstance(one, bytes) else one.saved() for one in tables]
    files = [(f"{number}.xlsx", one) for number, one in enumerate(saved, 1)]
    return look_at_reports(files, by=by or city.officer)


def filed(city: Scene, preview, **choice: Any) -> int:
    return file_returned(preview, ReportChoice(**choice), by=city.officer)


def february(title: str) -> Report:
    return Report.objects.get(task__title=title, period__starts_on=date(2026, 2, 1))


def said(preview) -> str:
    return " ".join(str(one) for one in preview.troubles)


def test_what_is_owed_stands_there_with_what_was_filed_last(city):
    table = book(city)
    first = table.told("Dig")
    assert (first["progress"], first["done"], first["problem"], first["colour"]) == (
        40,
        None,
        "Rock",
        "Green",
    )
    assert (first["unit"], first["due"].date()) == ("Finance", date(2026, 2, 25))
    assert table.told("Plant")["progress"] is None
    assert table.sheet.max_row - table.head == 3
    assert [sheet.sheet_state for sheet in table.book.worksheets] == ["visible", "hidden"]


def test_filled_in_rows_are_filed_and_the_others_are_not(city):
    table = book(city).put("Dig", progress="６５%", done="Nearly dug.", problem=None)
    table.put("Plant", progress=5.5, done="Seeds ordered\nfrom the nursery", colour="yellow")
    preview = looked(city, table)
    assert (said(preview), preview.unchanged, len(preview.plain)) == ("", 1, 2)
    shown = {(row.title, cell.column): (cell.base, cell.mine) for row in preview.rows for cell in row.cells}
    assert shown["Dig", "progress"] == ("40", "65")
    assert shown["Dig", "problem"] == ("Rock", "")
    assert ("Dig", "colour") not in shown
    assert filed(city, preview) == 2
    report = february("Dig")
    assert (report.progress, report.done, report.problem, report.colour) == (65, "Nearly dug.", "", "green")
    assert report.filed_by == city.officer
    assert february("Plant").colour == "yellow"
    assert not Report.objects.filter(task__title="Pave").exists()
    record = AuditRecord.objects.get(act="delivery.file_reports")
    assert record.by_key == city.officer.pk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_as_it_left_it_files_nothing_also_saved_by_another_program(city, language):
    with translation.override(language):
        content = report_workbook(city.officer, every=True)
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(content)).save(buffer)
    for one in (content, buffer.getvalue()):
        preview = looked(city, one)
        assert (preview.rows, preview.troubles, preview.notes, preview.unchanged) == ([], [], [], 3)
    assert filed(city, preview) == 0


def test_a_workbook_in_chinese_comes_back_to_a_reader_of_english(city):
    with translation.override("zh-hans"):
        table = Reports(report_workbook(city.officer))
        content = table.put("Dig", done="已开挖。", colour=str(Colour.RED.label)).saved()
    assert filed(city, looked(city, content)) == 1
    assert (february("Dig").done, february("Dig").colour) == ("已开挖。", "red")


def test_somebody_reported_meanwhile(city):
    table = book(city).put("Dig", progress=60, done="Mine").put("Plant", done="Sown", progress=1)
    with clock.travel(clock.now().replace(hour=9)):
        city.file(task("Dig"), 2, progress=50, done="Theirs", evidence=[("list.txt", b"Rows")])
        preview = looked(city, table)
        (conflict,) = preview.conflicts
        assert ("What was done", "Theirs") in conflict.meanwhile.cells
        assert conflict.meanwhile.by == str(city.officer)
        with pytest.raises(FiledMeanwhile):
            filed(city, preview)
        assert not Report.objects.filter(task__title="Plant").exists()
        assert filed(city, preview, decided={conflict.key: "ours"}) == 1
        assert february("Dig").done == "Theirs"
        # And the other way: what stood there is kept as an earlier attempt, its file goes along.
        preview = looked(city, table)
        assert filed(city, preview, rest="workbook") == 2
    rows = Report.objects.filter(task__title="Dig", period__starts_on=date(2026, 2, 1)).order_by("attempt")
    assert [(row.done, row.state) for row in rows] == [("Theirs", "replaced"), ("Mine", "filed")]
    assert [one.file_name for one in rows[1].evidence.all()] == ["list.txt"]


def test_what_changes_between_the_look_and_the_filing_stops_all_of_it(city):
    table = book(city).put("Dig", done="Mine").put("Plant", done="Sown")
    preview = looked(city, table)
    city.file(task("Plant"), 2, done="Theirs")
    with pytest.raises(ChangedMeanwhile):
        filed(city, preview)
    assert not Report.objects.filter(task__title="Dig", period__starts_on=date(2026, 2, 1)).exists()


def test_one_that_came_back_stands_there_with_its_reason_and_its_text(city):
    with at(2026, 2, 20):
        report = city.file(task("Dig"), 2, progress=50, done="Much")
        return_report(report, by=city.supervisor, reason="How much?")
    table = book(city)
    assert (table.told("Dig")["returned"], table.told("Dig")["done"]) == ("How much?", "Much")
    preview = looked(city, table.put("Dig", done="200 metres"))
    assert (preview.conflicts, filed(city, preview)) == ([], 1)
    again = Report.objects.get(task__title="Dig", attempt=2)
    assert (again.done, again.progress) == ("200 metres", 50)


def test_also_what_was_filed_already_when_all_is_asked_for(city):
    city.file(task("Dig"), 2, progress=50, done="Much")
    assert book(city).sheet.max_row - book(city).head == 2
    table = book(city, every=True)
    preview = looked(city, table.put("Dig", done="200 metres"))
    assert filed(city, preview) == 1
    assert Report.objects.get(task__title="Dig", attempt=2).done == "200 metres"


def test_cells_that_can_not_be_read_are_told_with_their_place(city):
    table = book(city).put("Dig", progress="half", done="x").put("Plant", progress=120, done="x")
    table.put("Pave", done="x", value=3)
    preview = looked(city, table)
    places = {one.column: one.what for one in preview.troubles}
    letter = openpyxl.utils.get_column_letter
    progress, value = letter(table.column("progress")), letter(table.column("value"))
    assert set(places) == {
        f"{progress}{table.row('Dig')}",
        f"{progress}{table.row('Plant')}",
        f"{value}{table.row('Pave')}",
    }
    with pytest.raises(ToBeMended):
        filed(city, preview)
    table = book(city).put("Dig", progress="=1+1", done="x")
    preview = looked(city, table)
    assert (preview.rows, "The formula has no result" in said(preview)) == ([], True)
    table = book(city).put("Dig", progress=50, done="").put("Plant", done="x", colour="purple")
    preview = looked(city, table)
    assert "Say what was done" in said(preview)
    assert "“purple” is no rating" in said(preview)
    assert filed(city, preview, leave_out=True) == 0


def test_edits_in_columns_to_be_read_are_told_and_a_column_that_is_gone_stays(city):
    table = book(city).put("Dig", done="Dug", period="March", register="Mine")
    table.sheet.delete_cols(table.column("problem"))
    preview = looked(city, table)
    filed(city, preview)
    assert february("Dig").problem == "Rock"
    table = book(city).put("Plant", due="2026-12-31")
    assert "Report due on" in str(looked(city, table).notes[0])


def test_rows_sorted_without_their_keys_file_nothing_on_the_wrong_task(city):
    table = book(city).put("Dig", done="Dug").put("Plant", done="Sown")
    one, two = table.row("Dig"), table.row("Plant")
    for column in range(1, len(TITLES) + 1):
        first, second = table.sheet.cell(one, column), table.sheet.cell(two, column)
        first.value, second.value = second.value, first.value
    preview = looked(city, table)
    assert (preview.rows, len(preview.troubles)) == ([], 2)
    assert "sorted without their hidden last column" in said(preview)


def test_rows_twice_made_up_or_of_another_unit(city):
    table = book(city).put("Dig", done="Dug")
    key = table.column("Key of the row")
    below = table.sheet.max_row + 1
    for column in range(1, key + 1):
        table.sheet.cell(below, column).value = table.sheet.cell(table.row("Dig"), column).value
    table.sheet.cell(below + 1, table.column("done")).value = "Whose?"
    changed = table.sheet.cell(table.row("Plant"), key)
    changed.value = changed.value.replace("~", "9~")
    preview = looked(city, table)
    assert "stands there twice" in said(preview)
    assert "has no key" in said(preview)
    assert "was changed" in said(preview)
    assert [row.title for row in preview.rows] == ["Dig"]
    # Whoever reports for another unit can't file these.
    preview = looked(city, table, by=city.other_officer)
    assert (preview.rows, "You don't report for this unit" in said(preview)) == ([], True)
    # The same row in two workbooks is told; the first one counts.
    preview = looked(city, book(city).put("Dig", done="One"), book(city).put("Dig", done="Two"))
    assert "stands in another of these workbooks" in said(preview)


def test_permission_is_asked_where_it_is_filed(city):
    preview = looked(city, book(city).put("Dig", done="Dug"))
    with pytest.raises(NotAllowed):
        file_returned(preview, ReportChoice(), by=city.other_officer)
    assert Report.objects.count() == 1
    with pytest.raises(NothingToReport):
        report_workbook(builders.user("reader", Role.VIEWER, organization=city.city))


def test_a_closed_period_and_a_task_at_rest_take_none(city):
    table = book(city).put("Dig", done="Dug").put("Plant", done="Sown").put("Pave", done="Paved")
    preview = looked(city, table)
    suspended = task("Plant")
    with act("test.state", by=None) as this:
        suspended.state = "suspended"
        this.save(suspended)
    with pytest.raises(TaskIsNotOpen):
        filed(city, preview)
    assert Report.objects.count() == 1
    assert len(looked(city, table).rows) == 2
    with at(2026, 3, 20):
        close_period(city.period(2), by=city.supervisor, seen=1)
        assert looked(city, table).rows == []


def test_each_workbook_has_its_own_door(city):
    content = report_workbook(city.officer)
    preview = look(city.register, [("reports.xlsx", content)], by=None)
    assert "Bring it back under Reports" in preview.files[0].refused
    preview = looked(city, export(city.register, None, "xlsx"))
    assert "Bring it back on that register’s page" in preview.files[0].refused
    preview = looked(city, content[:2000])
    assert preview.refused
    with pytest.raises(TooManyFiles):
        look_at_reports([("a.xlsx", b"")] * (MOST_FILES + 1), by=city.officer)


def test_as_many_queries_for_one_row_as_for_many(city):
    def counted() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as out:
            content = report_workbook(city.officer, every=True)
        table = Reports(content)
        for row in range(table.head + 1, table.sheet.max_row + 1):
            table.sheet.cell(row, table.column("done")).value = "Done"
        with CaptureQueriesContext(connection) as back:
            preview = looked(city, table)
        assert len(preview.rows) == table.sheet.max_row - table.head
        return len(out), len(back)

    before = counted()
    for number in range(20):
        city.task(title=f"More {number}")
    file_report(
        task("More 1"), city.finance, city.period(2), by=city.officer, done="x", evidence=[("a.txt", b"x")]
    )
    assert counted() <= (before[0] + 1, before[1] + 1)
