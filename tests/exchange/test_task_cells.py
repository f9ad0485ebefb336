from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.exchange.task_cells import BadCell, completion, day, names, start, text_of, weight

DATED = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A局、B委", ["A局", "B委"]),
        ("市教育局，市发改委; 市财政局", ["市教育局", "市发改委", "市财政局"]),
        ("各县（市、区）政府，市发改委", ["各县（市、区）政府", "市发改委"]),
        ("市教育局（牵头）/市财政局", ["市教育局", "市财政局"]),
        ("市教育局\n市教育局", ["市教育局"]),
        (
            "Minister of Labour; Minister of Innovation, Science and Industry",
            ["Minister of Labour", "Minister of Innovation, Science and Industry"],
        ),
        ("Minister\u00a0of\u00a0Transport", ["Minister of Transport"]),
        ("无", []),
        ("/", []),
        (None, []),
    ],
)
def test_names_are_parted_as_each_language_does(cell, expected):
    assert names(cell) == expected


def test_a_comma_parts_latin_names_only_where_each_part_is_known():
    known = {"Finance", "Transport"}.__contains__
    assert names("Finance, Transport", known=known) == ["Finance", "Transport"]
    assert names("Finance, Trade", known=known) == ["Finance, Trade"]
    assert names("Finance + Trade", "+") == ["Finance", "Trade"]


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reader(written):
    for name in names(written):
        assert name == name.strip() != ""
    try:
        completion(written, DATED)
        weight(written)
    except BadCell:
        pass


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2026, 6, 30), {"due_on": date(2026, 6, 30), "completion": "date"}),
        (datetime(2026, 6, 30), {"due_on": date(2026, 6, 30), "completion": "date"}),  # noqa: DTZ001  as a workbook has it
        ("2026-06-30", {"due_on": date(2026, 6, 30), "completion": "date"}),
        ("2026年6月底前", {"due_on": date(2026, 6, 30), "due_text": "2026年6月底前", "completion": "date"}),
        ("12月", {"due_on": date(2026, 12, 31), "due_text": "12月", "completion": "date"}),
        ("持续推进", {"due_on": None, "due_text": "持续推进", "review_rhythm": "", "completion": "ongoing"}),
        (
            "每季度",
            {"due_on": None, "due_text": "每季度", "review_rhythm": "quarter", "completion": "ongoing"},
        ),
        ("适时", {"due_on": None, "due_text": "适时"}),
        ("", {}),
        ("/", {}),
    ],
)
def test_completion_times(cell, expected):
    assert completion(cell, DATED) == expected


def test_days_that_no_calendar_has_are_refused():
    for wrong in ("2026-02-30", "2026/13/01", "31/12/2026"):
        with pytest.raises(BadCell):
            day(wrong)
    with pytest.raises(BadCell):
        start("soon", DATED)
    assert start("2026年3月", DATED) == date(2026, 3, 1)


def test_weights():
    assert weight("2.5") == weight("2.5分") == weight(2.5)
    for wrong in ("-1", "much", "NaN", "inf"):
        with pytest.raises(BadCell):
            weight(wrong)


def test_numbers_stand_as_people_write_them():
    assert text_of(3.0) == "3"
    assert text_of("—") == ""
