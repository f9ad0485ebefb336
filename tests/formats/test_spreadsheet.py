# ruff: noqa: DTZ001  a sheet has no time zone
from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats import made
from tests.formats.made import book, book_xml, quoted_badly
from throughline.formats.extract import Extract, extract
from throughline.formats.number_display import number_format, shown, value_of


def read(data: bytes) -> Extract:
    found = extract(data, "a.xlsx")
    assert quoted_badly(found) == []
    return found


def texts(data: bytes) -> list[list[str]]:
    (table,) = read(data).tables
    return [[cell.text for cell in row] for row in table.rows]


def test_a_register_as_offices_keep_it() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("2026年台账")
        sheet.merge_range("A1:D1", "2026年重点工作台账")
        sheet.merge_range("A2:A3", "序号")
        sheet.merge_range("B2:B3", "任务")
        sheet.merge_range("C2:D2", "责任单位")
        sheet.write_row("C3", ["牵头", "配合"])
        sheet.write_row("A4", [1])
        sheet.merge_range("B4:B5", "建设公园")
        sheet.write_row("C4", ["住建局", "财政局\n发改委"])
        sheet.write_row("A5", [2])
        sheet.write_row("C5", ["城管局"])

    found = read(book(fill))
    assert found.title == "2026年重点工作台账"
    (table,) = found.tables
    assert (table.name, table.header_rows) == ("2026年台账", 3)
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["序号", "任务", "责任单位", "责任单位"],
        ["序号", "任务", "牵头", "配合"],
        ["1", "建设公园", "住建局", "财政局\n发改委"],
        ["2", "建设公园", "城管局", ""],
    ]
    assert table.rows[4][1] == table.rows[3][1]
    assert found.text.splitlines()[3] == "1\t建设公园\t住建局\t财政局 发改委"
    assert found.text.splitlines()[4] == "2\t\t城管局\t"


def test_values_as_a_person_sees_them() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        formats = [
            "yyyy-mm-dd",
            'yyyy"年"m"月"',
            "yyyy-mm-dd hh:mm",
            "hh:mm",
            "0%",
            "0.00%",
            '0.0"万元"',
            "000000",
            "#,##0.00",
        ]
        values = [46203, 46174, 46203.5, 0.75, 0.58, 0.1234, 58.5, 42, 1234567.5]
        for column, (value, code) in enumerate(zip(values, formats, strict=True)):
            sheet.write_number(0, column, value, workbook.add_format({"num_format": code}))
        sheet.write_row(1, 0, [True, 3, 3.0, 0.1 + 0.2, 1e-7, "text", 12345678901234])

    assert texts(book(fill)) == [
        [
            "2026-06-30",
            "2026-06",
            "2026-06-30 12:00",
            "18:00:00",
            "58%",
            "12.34%",
            "58.5万元",
            "000042",
            "1234567.5",
        ],
        ["TRUE", "3", "3", "0.3", "0.0000001", "text", "12345678901234", "", ""],
    ]


def test_formulas_give_their_stored_result() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '="a"&"b"', None, "ab")

    assert texts(book(fill)) == [["2", "ab"]]


def test_formulas_without_a_result_are_told() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Total", "=1+1"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = read(buffer.getvalue())
    assert [(w.code, dict(w.params)) for w in found.warnings] == [
        ("formulas_without_values", {"sheet": "Sheet", "count": 1})
    ]


def test_hidden_sheets_are_skipped_and_told() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("Seen").write("A1", "yes")
        hidden = workbook.add_worksheet("Unseen")
        hidden.write("A1", "no")
        hidden.hide()

    found = read(book(fill))
    assert found.text == "yes\n"
    assert [(w.code, w.params["sheet"]) for w in found.warnings] == [("hidden_sheet", "Unseen")]


def test_several_sheets_in_their_order() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        for name in ("B", "A"):
            workbook.add_worksheet(name).write("C5", name.lower())

    found = read(book(fill))
    assert found.text == "b\n\na\n"
    assert [table.name for table in found.tables] == ["B", "A"]


def test_inline_and_rich_strings_readings_escapes_and_missing_references() -> None:
    shared = (
        "<si><r><t>bold </t></r><r><t>plain</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh></si><si><t>a_x000D_b_x005F_c</t></si>"
    )
    rows = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
        '<row><c t="inlineStr"><is><t>in</t></is></c><c t="e"><v>#N/A</v></c><c t="s"><v>99</v></c></row>'
        '<row><c r="B3" t="str"><f>x</f><v>result</v></c><c t="d"><v>2026-06-30</v></c></row>'
    )
    assert texts(book_xml(rows, shared=shared)) == [
        ["bold plain", "東京", "a\rb_c"],
        ["in", "#N/A", ""],
        ["", "result", "2026-06-30"],
    ]


def test_prefixed_names_and_the_other_epoch() -> None:
    data = book_xml('<row><c s="1"><v>44741</v></c></row>')
    sheet = (
        made.part(data, "xl/worksheets/sheet1.xml")
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("xmlns=", "xmlns:x=")
    )
    workbook = made.part(data, "xl/workbook.xml").replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    relations = made.part(data, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="r3" Type="{made.RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    )
    styles = f'<styleSheet xmlns="{made.SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    parts = {
        "xl/worksheets/sheet1.xml": sheet,
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/styles.xml": styles,
    }
    assert texts(made.changed(data, parts)) == [["2026-06-30"]]


def test_print_headers_may_bear_a_mark() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write("A1", "x")
        sheet.set_header('&L&"Arial,Bold"&14机密★1年&RPage &P')

    assert "机密★1年" in read(book(fill)).banners[0]


@pytest.mark.parametrize(
    ("number", "code", "raw", "value", "text"),
    [
        (14, None, "1", date(1900, 1, 1), "1900-01-01"),
        (14, None, "59", date(1900, 2, 28), "1900-02-28"),
        (14, None, "61", date(1900, 3, 1), "1900-03-01"),
        (14, None, "2958465", date(9999, 12, 31), "9999-12-31"),
        (14, None, "99999999", 99999999, "99999999"),
        (14, None, "-5", -5, "-5"),
        (22, None, "46203.000011574", datetime(2026, 6, 30, 0, 0, 1), "2026-06-30 00:00:01"),
        (18, None, "0.5", time(12), "12:00:00"),
        (46, None, "1.5", 1.5, "1.5"),
        (57, None, "46174", date(2026, 6, 1), "2026-06"),
        (0, "[$-804]yyyy/m/d;@", "46203", date(2026, 6, 30), "2026-06-30"),
        (0, "mmm-yy", "46174", date(2026, 6, 1), "2026-06"),
        (0, "[Red]0.0", "1.25", 1.25, "1.25"),
        (0, 'General"%"', "58", 58, "58%"),
        (0, "0.00E+00", "1234", 1234, "1234"),
        (0, '"约"0"人"', "30", 30, "约30人"),
        (0, None, "1E+20", 1e20, "1e+20"),
        (0, None, "NaN", "NaN", "NaN"),
    ],
)
def test_numbers_by_their_format(number: int, code: str | None, raw: str, value: object, text: str) -> None:
    form = number_format(number, code)
    found = value_of(raw, form, from_1904=False)
    assert (found, type(found)) == (value, type(value))
    assert shown(found, form) == text


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=("Cs", "Cc", "Cn", "Co")),
        max_size=8,
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5))
def test_two_other_readers_see_the_same_values(rows: list[list[object]]) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write("A1", "start")
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value)

    from throughline.formats.archive import Archive  # noqa: PLC0415
    from throughline.formats.shapes import DEFAULT_LIMITS  # noqa: PLC0415
    from throughline.formats.workbook import read_workbook  # noqa: PLC0415

    data = book(fill)
    (sheet,) = read_workbook(Archive(data, "xlsx", DEFAULT_LIMITS), DEFAULT_LIMITS).sheets
    ours = {(r, c): cell.value for r, row in sheet.cells.items() for c, cell in row.items()}
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as other:
        theirs = other.get_sheet_by_index(0).to_python(skip_empty_area=False)
    calamine = {
        (r, c): v for r, row in enumerate(theirs, 1) for c, v in enumerate(row, 1) if not _is_blank(v)
    }
    openpyxl_sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    second = {
        (c.row, c.column): c.value for row in openpyxl_sheet.rows for c in row if not _is_blank(c.value)
    }
    assert ours == calamine == second
    assert quoted_badly(read(data)) == []


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
