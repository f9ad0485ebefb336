"""The three-way comparison of a cell, and cells as plain texts. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.exchange.returned import values
from throughline.exchange.returned.compare import Said, Verdict, displaced, judge

texts = st.sampled_from(["", "a", "b", "c"])
said = st.builds(Said, st.one_of(st.none(), texts), texts, texts)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "verdict", "taken"),
    [
        ("a", "a", "a", Verdict.SAME, ()),
        ("a", "b", "a", Verdict.HERE, ()),
        ("a", "b", "b", Verdict.AGREED, ()),
        ("a", "a", "b", Verdict.CHANGED, ("b",)),
        ("a", "b", "c", Verdict.CONFLICT, ("c",)),
        (None, "a", "b", Verdict.CONFLICT, ("b",)),
        (None, "a", "a", Verdict.SAME, ()),
    ],
)
def test_one_workbook(base, theirs, mine, verdict, taken):
    judged = judge([Said(base, theirs, mine)])
    assert (judged.verdict, judged.values) == (verdict, taken)


def test_two_workbooks_that_say_different_things_are_a_conflict():
    assert judge([Said("a", "a", "b"), Said("a", "a", "c")]).values == ("b", "c")
    assert judge([Said("a", "a", "b"), Said("a", "a", "c")]).verdict == Verdict.CONFLICT
    assert judge([Said("a", "a", "b"), Said("a", "a", "a"), Said("a", "a", "b")]).verdict == Verdict.CHANGED


@given(st.lists(said, min_size=1, max_size=4))
def test_what_a_workbook_left_alone_is_never_taken(cells):
    judged = judge(cells)
    assert set(judged.values) <= {one.mine for one in cells if one.mine != one.base}
    assert bool(judged.values) == (judged.verdict in (Verdict.CHANGED, Verdict.CONFLICT))
    if judged.verdict == Verdict.CHANGED:
        assert len(judged.values) == 1
        (value,) = judged.values
        takers = [one for one in cells if one.mine == value != one.base and one.theirs != value]
        assert takers
        assert all(one.base == one.theirs for one in takers)


@given(st.lists(said, min_size=1, max_size=4))
def test_the_order_of_the_workbooks_decides_nothing(cells):
    there, back = judge(cells), judge(cells[::-1])
    assert there.verdict == back.verdict
    assert set(there.values) == set(back.values)


@given(st.permutations(range(5)))
def test_rows_sorted_without_their_keys_are_known(order):
    left = [(str(n), f"Task {n}") for n in range(5)]
    moved = displaced([(left[place], left[there]) for place, there in enumerate(order)])
    assert moved == [place for place, there in enumerate(order) if place != there]


def test_renumbering_is_no_displacement():
    assert displaced([(("1", "A"), ("2", "A")), (("2", "B"), ("1", "B"))]) == []
    assert displaced([(("1", "A"), ("1", "C")), (("2", "B"), ("2", "B"))]) == []


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 6, 30),
        datetime(2026, 6, 30),  # noqa: DTZ001  as spreadsheet programs know it
        46203,
        46203.0,
        "2026-06-30",
        "２０２６－０６－３０",
        "2026/6/30",
        "2026.6.30",
        " 2026年6月30日 ",
        "２０２６年６月３０日",
        "2026-06-30 00:00:00",
    ],
)
def test_a_day_however_it_is_written(cell):
    assert values.day(cell) == "2026-06-30"


@pytest.mark.parametrize("cell", ["2026-13-45", "end of June", "持续推进", "6/30/2026", "2026"])
def test_words_and_doubtful_days_stay_words(cell):
    assert values.day(cell) == cell


@pytest.mark.parametrize("cell", [12.5, Decimal("12.50"), "12.5", "１２.５", " 12.5% ", "12.50"])
def test_a_number_however_it_is_written(cell):
    assert values.number(cell) == "12.5"


@pytest.mark.parametrize(
    ("cell", "told"),
    [(None, ""), (3.0, "3"), (1.1, "1.1"), (True, "TRUE"), (" a \r\n b ", "a\n b"), ("1_000", "1_000")],
)
def test_words(cell, told):
    assert values.text(cell) == told


@given(
    st.one_of(
        st.none(), st.text(max_size=40), st.floats(), st.integers(), st.dates(), st.datetimes(), st.times()
    )
)
def test_plain_values_are_texts_that_stay_as_they_are(cell):
    for plain in values.PLAIN.values():
        once = plain(cell)
        assert isinstance(once, str)
        if isinstance(cell, str):
            assert plain(once) == once
