# ruff: noqa: DTZ001  a sheet has no time zone
from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats import made
from throughline.formats.errors import UnreadableFile
from throughline.formats.sheets import Column, Sheet, csv_text, read_sheet, workbook
from throughline.lib import clock

TASKS = Sheet(
    "台账",
    [
        Column("No.", 6, "integer"),
        Column("任务", 40),
        Column("进度", 10, "percent"),
        Column("Due", 12, "date"),
        Column("At", 18, "datetime"),
        Column("Cost", 14, "money"),
        Column("Share", 10, "number"),
        Column("Done", 8),
    ],
    [
        (
            1,
            "建设公园\n第二行",
            58,
            date(2026, 6, 30),
            datetime(2026, 6, 30, 14, 5),
            Decimal("12.50"),
            0.1 + 0.2,
            True,
        ),
        (2, "=HYPERLINK(1)", Decimal("58.5"), None, None, -3, Decimal("12345678901234567890.5"), False),
        (None, "", 0, date(1850, 1, 1), datetime(2026, 1, 1, 8, tzinfo=UTC), None, float("inf"), None),
    ],
)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_values_have_real_types() -> None:
    sheet = opened(workbook([TASKS])).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0] == [
        1,
        "建设公园\n第二行",
        58,
        datetime(2026, 6, 30),
        datetime(2026, 6, 30, 14, 5),
        12.5,
        0.3,
        True,
    ]
    assert rows[1] == [2, "=HYPERLINK(1)", 58.5, None, None, -3, "12345678901234567890.5", False]
    assert rows[2] == [None, None, 0, "1850-01-01", datetime(2026, 1, 1, 8), None, "inf", None]
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet["C2"].number_format == 'General"%"'


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "http://x.y", "{=1}", "1e5", "00123"]
)
def test_text_stays_text(text: str) -> None:
    data = workbook([Sheet("a", [Column("a")], [(text,)])])
    cell = opened(data).active["A2"]
    assert cell.data_type == "s"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


@pytest.mark.parametrize("streaming", [False, True])
def test_text_that_looks_like_the_files_own_markup(streaming: bool) -> None:
    texts = [("<r><t>a</t></r>",), ("<r></is></c></r>",), ("<r>",), ("\0<r>&</r>",)]
    made = opened(workbook([Sheet("a", [Column("a")], texts)], streaming=streaming)).active
    assert [made.cell(row, 1).value.strip() for row in (2, 3, 4, 5)] == [
        text.replace("\0", "") for (text,) in texts
    ]


def test_what_is_typed_into_an_empty_cell_looks_like_its_column() -> None:
    columns = opened(workbook([TASKS])).active.column_dimensions
    assert columns["D"].number_format == "yyyy-mm-dd"
    assert columns["B"].alignment.wrap_text
    assert columns["B"].border.bottom.style == "thin"


def test_the_look() -> None:
    sheet = opened(workbook([TASKS])).active
    assert sheet["A1"].font.bold
    assert sheet["B2"].alignment.wrap_text
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H4"
    assert sheet.column_dimensions["B"].width == pytest.approx(40, abs=1)
    assert sheet.print_title_rows == "$1:$1"


def test_a_note_stands_above_and_is_skipped_when_read() -> None:
    data = workbook([Sheet("a", [Column("x"), Column("y")], [("1", "2")], note="As of 30 June\nDraft")])
    sheet = opened(data).active
    assert sheet["A1"].value == "As of 30 June\nDraft"
    assert sheet.freeze_panes == "A3"
    (read,) = read_sheet(data, "a.xlsx")
    assert (read.header, read.header_row, [(row.number, row.values) for row in read.rows]) == (
        ("x", "y"),
        2,
        [(3, ("1", "2"))],
    )


def test_names_of_sheets_are_made_acceptable() -> None:
    titles = ["a/b:c*d?[e]", "x" * 40, "X" * 40, "", "'quoted'", "History", "一" * 40]
    names = opened(workbook([Sheet(title, [Column("a")], []) for title in titles])).sheetnames
    assert len({name.lower() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)


def test_what_no_cell_can_hold() -> None:
    data = workbook([Sheet("a", [Column("a")], [("a\0b\x07c\ud800",), ("x" * 40_000,)])])
    sheet = opened(data).active
    assert sheet["A2"].value == "abc"
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A3"].value.endswith("…")


def test_rows_must_be_as_wide_as_the_columns() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        workbook([Sheet("a", [Column("a"), Column("b")], [("x",)])])


def test_the_file_is_dated_by_the_clock() -> None:
    with clock.travel(datetime(2025, 3, 4, 5, 6, tzinfo=UTC)):
        assert opened(workbook([TASKS])).properties.created == datetime(2025, 3, 4, 5, 6)


def test_csv_for_excel() -> None:
    text = csv_text([["任务", "n"], ['a,\n"b"', Decimal("1E+2")], [None, date(2026, 6, 30)], [True, 1.5]])
    assert text == '\ufeff任务,n\r\n"a,\n""b""",100\r\n,2026-06-30\r\nTrue,1.5\r\n'


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@x", "\tx", "\rx", "＝1", "－x", "-1+2", "+86 10"])
def test_csv_values_that_look_like_formulas(text: str) -> None:
    made_text = csv_text([["no", "name"], [1, text]])
    assert f"'{text}" in made_text
    (sheet,) = read_sheet(made_text.encode(), "a.csv")
    assert sheet.rows[0].values == ("1", text)


@pytest.mark.parametrize("text", ["-5", "+3.5", "-1,200", "-2.5%", "plain", "a=b", "'quoted"])
def test_csv_values_that_do_not(text: str) -> None:
    (sheet,) = read_sheet(csv_text([["name"], [text]]).encode(), "a.csv")
    assert sheet.rows[0].values == (text,)


VALUE = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.booleans(),
    st.floats(-1e9, 1e9).map(lambda value: round(value, 4)),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co")), min_size=1, max_size=10
    ).filter(str.strip),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=6))
def test_what_is_written_is_read_back(rows: list[tuple[object, object]]) -> None:
    rows = [("first", *row) for row in rows]
    columns = [Column("a"), Column("b", 10, "number"), Column("c", 10, "number")]
    (sheet,) = read_sheet(workbook([Sheet("s", columns, rows)]), "a.xlsx")
    assert [row.values for row in sheet.rows] == [tuple(map(_as_excel_keeps_it, row)) for row in rows]
    assert [row.number for row in sheet.rows] == list(range(2, len(rows) + 2))


def _as_excel_keeps_it(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def test_rows_of_a_csv_keep_their_numbers() -> None:
    (sheet,) = read_sheet(b'No.,Action\n1,Build\n\n,,\n2,"Open, \nsoon"\n3\n', "a.csv")
    assert sheet.header == ("No.", "Action")
    assert [(row.number, row.values) for row in sheet.rows] == [
        (2, ("1", "Build")),
        (5, ("2", "Open, \nsoon")),
        (6, ("3", None)),
    ]


def test_names_in_two_levels_and_merged_values() -> None:
    def fill(book: made.xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "2026年台账")
        sheet.merge_range("A3:A4", "任务")
        sheet.merge_range("B3:C3", "单位")
        sheet.write_row("B4", ["牵头", "配合"])
        sheet.merge_range("A5:A6", "建设")
        sheet.write_row("B5", ["甲", "乙"])
        sheet.write_row("B6", ["丙"])

    (sheet,) = read_sheet(made.book(fill), "a.xlsx")
    assert (sheet.header, sheet.header_row) == (("任务", "单位/牵头", "单位/配合"), 3)
    assert [(row.number, row.values) for row in sheet.rows] == [
        (5, ("建设", "甲", "乙")),
        (6, ("建设", "丙", None)),
    ]


def test_names_that_are_numbers() -> None:
    (sheet,) = read_sheet(b"code,1,2\nA,5,6\n", "a.csv")
    assert sheet.header == ("code", "1", "2")
    assert sheet.rows[0].values == ("A", "5", "6")


def test_only_names() -> None:
    (sheet,) = read_sheet(b"a,b\n", "a.csv")
    assert (sheet.header, sheet.rows) == (("a", "b"), ())


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b" \n ", "a.csv", "empty"),
        (b"words", "a.txt", "no_rows"),
        (made.pdf([made.pdf_text(["x"])]), "a.pdf", "no_rows"),
        (made.word(lambda d: d.add_paragraph("x")), "a.docx", "no_rows"),
        (made.book(lambda b: b.add_worksheet()), "a.xlsx", "empty"),
        (b"MZ\0\0", "a.xlsx", "executable"),
        (b"a,b\n" * 10, "a.json", "unknown_kind"),
    ],
)
def test_files_without_rows(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_sheet(data, name)
    assert refused.value.code == code
    assert str(refused.value)
