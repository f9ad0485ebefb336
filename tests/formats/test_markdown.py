from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.made import quoted_badly
from throughline.formats.extract import Extract, extract

PLAN = """# Action plan

Text.

Second level
------------

| No. | Action        | Lead |
|:---:|---------------|-----:|
| 1   | Build \\| open | A    |
| 2   | Plant<br>trees |
after

```
# no heading
| no | table |
|----|-------|
```

### Third #
"""


def read(text: str) -> Extract:
    found = extract(text.encode(), "a.md")
    assert found.text == text
    assert quoted_badly(found) == []
    return found


def test_headings() -> None:
    found = read(PLAN)
    assert [(h.level, found.text[h.start : h.end]) for h in found.headings] == [
        (1, "# Action plan"),
        (2, "Second level"),
        (3, "### Third #"),
    ]
    assert found.title == "Action plan"


def test_a_pipe_table() -> None:
    (table,) = read(PLAN).tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["No.", "Action", "Lead"],
        ["1", "Build | open", "A"],
        ["2", "Plant\ntrees", ""],
    ]
    assert table.header_rows == 1
    assert PLAN[table.start : table.end].startswith("| No. |")
    assert PLAN[table.start : table.end].endswith("trees |")


def test_a_table_without_outer_bars_and_with_windows_line_ends() -> None:
    (table,) = read("任务 | 单位\r\n--- | ---\r\n建设 | 住建局\r\n").tables
    assert [[cell.text for cell in row] for row in table.rows] == [["任务", "单位"], ["建设", "住建局"]]


def test_a_bar_in_prose_is_no_table() -> None:
    assert read("either | or\nnext line\n").tables == ()


def test_a_long_line_of_blanks_is_read_in_linear_time() -> None:
    for text in (
        "a|b\n" + " " * 300_000 + "-x",
        "|" * 200_000,
        "a|b\n" + "-|" * 150_000,
        "`" * 300_000,
        "\\" * 300_000,
    ):
        started = time.process_time()
        extract(text.encode(), "a.md")
        assert time.process_time() - started < 2


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab|-:\\\r\n #=`~<br>任"), min_size=1, max_size=80))
def test_any_text_is_read_with_true_spans(text: str) -> None:
    read("a" + text)
