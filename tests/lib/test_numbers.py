"""Numbers in both languages."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.lib.numbers import NotANumber, number_after, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200万", 12_000_000),
        ("3.65万亿", 3_650_000_000_000),
        ("1,234.5", 1234.5),
        ("58", 58),
        ("二〇二五", 2025),
        ("十五", 15),
        ("一百零五", 105),
        ("两千三百万", 23_000_000),
        ("一亿二千万", 120_000_000),
        ("三点五", 3.5),
        ("1.5 million", 1_500_000),
        ("two hundred and fifty thousand", 250_000),
        ("twenty-five", 25),
        ("$5"[1:], 5),
    ],
)
def test_written_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "we", "昆明", "12 parrots", "..", "一部署"])
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


@given(st.integers(min_value=0, max_value=10**13))
def test_grouped_figures_read_back(value: int) -> None:
    assert parse_number(f"{value:,}") == value


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_says_why_not(text: str) -> None:
    with suppress(NotANumber):
        assert isinstance(parse_number(text), int | float)


@pytest.mark.parametrize(
    ("number", "this_year", "following"),
    [
        ("清督通〔2025〕9号", 2025, "清督通〔2025〕10号"),
        ("清督通〔2025〕9号", 2026, "清督通〔2026〕1号"),
        ("清督通〔2025〕12号", 2026, "清督通〔2026〕1号"),
        ("No. 07", 2026, "No. 08"),
        ("2025", 2025, ""),
        ("Circular of March", 2025, ""),
    ],
)
def test_a_document_number_is_followed_by_the_next(number: str, this_year: int, following: str) -> None:
    assert number_after(number, year=2025, this_year=this_year) == following
