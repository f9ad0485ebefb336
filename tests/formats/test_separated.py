from __future__ import annotations

import csv
import io
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.made import quoted_badly
from throughline.formats.extract import Extract, extract


def read(text: str, name: str = "a.csv") -> Extract:
    found = extract(text.encode(), name)
    assert quoted_badly(found) == []
    return found


def values(text: str, name: str = "a.csv") -> list[list[str]]:
    (table,) = read(text, name).tables
    return [[cell.text for cell in row] for row in table.rows]


def test_the_text_is_the_file_itself() -> None:
    text = 'No.,Action\r\n1,"Build, by 2027"\r\n'
    assert read(text).text == text


def test_quoted_values_and_their_spans() -> None:
    text = 'No.,Action,Lead\r\n1,"He said ""go"", twice",A\r\n'
    (table,) = read(text).tables
    cell = table.rows[1][1]
    assert cell.text == 'He said "go", twice'
    assert text[cell.start : cell.end] == 'He said ""go"", twice'
    assert table.header_rows == 1


def test_lines_inside_a_value() -> None:
    assert values('a,b\n"one\ntwo",3\n') == [["a", "b"], ["one\ntwo", "3"]]


def test_delimiters() -> None:
    assert values("任务;单位\n建设;住建局\n") == [["任务", "单位"], ["建设", "住建局"]]
    assert values("任务\t单位\n建设, 改造\t住建局\n", "a.tsv") == [["任务", "单位"], ["建设, 改造", "住建局"]]
    assert values("a|b\n1,5|2,5\n") == [["a", "b"], ["1,5", "2,5"]]
    assert values("sep=;\na;b\n1,5;2\n") == [["a", "b"], ["1,5", "2"]]


def test_short_rows_are_filled_up_and_blank_ones_left_out() -> None:
    assert values("a,b,c\n1\n\n,,\n1,2,3\n") == [["a", "b", "c"], ["1", "", ""], ["1", "2", "3"]]


def test_a_title_above_the_names() -> None:
    (table,) = read("2026 plan,,\nNo.,Action,Lead\n1,Build,A\n").tables
    assert table.header_rows == 2


def test_names_that_are_years() -> None:
    (table,) = read("Indicator,2024,2025\nGDP,1,2\n").tables
    assert table.header_rows == 1


def test_no_names_at_all() -> None:
    (table,) = read("1,Build,A\n2,Open,B\n").tables
    assert table.header_rows == 0


def test_repeated_names_are_dropped() -> None:
    assert values("No.,Action\n1,Build\nNo.,Action\n2,Open\n") == [
        ["No.", "Action"],
        ["1", "Build"],
        ["2", "Open"],
    ]


def test_a_stray_opening_quote_costs_its_row_only() -> None:
    found = read('No.,Action,Lead\n1,"Build a park,A\n2,"Open, soon",B\n3,Plant,C\n')
    rows = [[cell.text for cell in row] for row in found.tables[0].rows]
    assert rows == [
        ["No.", "Action", "Lead"],
        ["1", '"Build a park', "A"],
        ["2", "Open, soon", "B"],
        ["3", "Plant", "C"],
    ]
    assert [(w.code, w.params["row"]) for w in found.warnings] == [("stray_quote", 2)]


def test_a_quote_that_is_never_closed() -> None:
    found = read('a,b\n1,"x\n2,y\n3,z\n')
    assert [[c.text for c in row] for row in found.tables[0].rows] == [
        ["a", "b"],
        ["1", '"x'],
        ["2", "y"],
        ["3", "z"],
    ]
    assert found.warnings[0].code == "stray_quote"


def test_quotes_inside_a_quoted_value_that_were_not_doubled() -> None:
    found = read('a,b\n"the "big" plan, 2026",1\n')
    assert found.tables[0].rows[1][0].text == 'the "big" plan, 2026'
    assert found.warnings[0].code == "stray_quote"


def test_inches_inside_a_plain_value() -> None:
    found = read('a,b\n12" pipe,1\n')
    assert found.tables[0].rows[1][0].text == '12" pipe'
    assert found.warnings == ()


def test_a_file_full_of_quotes_is_read_in_linear_time() -> None:
    for line in ('a,"b,c\n', '"a""b,""c\n', 'x,"",""y"",\n', '"'):
        data = line * (500_000 // len(line))
        started = time.process_time()
        extract(("h,i\n" + data).encode(), "a.csv")
        assert time.process_time() - started < 4


ROWS = st.lists(
    st.lists(st.text(st.sampled_from('ab ,;"\r\n任务\t|'), max_size=6), min_size=2, max_size=4),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_what_the_standard_library_writes_comes_back(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["name", "other"], *rows])
    table = read("sep=,\n" + buffer.getvalue()).tables[0]
    width = len(table.rows[0])
    expected = [row + [""] * (width - len(row)) for row in rows if any(cell.strip() for cell in row)]
    header = ["name", "other"] + [""] * (width - 2)
    squeezed = ["".join(cell.split()) for cell in header]
    kept = [row for row in expected if ["".join(cell.split()) for cell in row] != squeezed]
    assert [[cell.text for cell in row] for row in table.rows if row[0].text != "name"] == [
        row for row in kept if row[0] != "name"
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab,;"\r\n\t'), min_size=1, max_size=60))
def test_any_text_is_read_with_true_spans(text: str) -> None:
    found = extract(("a" + text).encode(), "a.csv")
    assert quoted_badly(found) == []
