"""The map between a working text and the text it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.lib.mapped_text import EditsOverlap, MappedText


@st.composite
def edited(draw: st.DrawFn) -> MappedText:
    mapped = MappedText.identity(draw(st.text(alphabet="ab字\n ", max_size=40)))
    for _ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(mapped)), max_size=6)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        mapped = mapped.replace([(a, b, draw(st.text(alphabet="xy", max_size=3))) for a, b in pairs])
    return mapped


@given(edited())
def test_runs_cover_the_text_in_order(mapped: MappedText) -> None:
    runs = list(mapped.runs())
    assert sum(length for length, _, _ in runs) == len(mapped.text)
    for points in ([start for _, start, _ in runs], [end for _, _, end in runs]):
        assert points == sorted(points)


@given(edited(), st.data())
def test_every_span_lies_in_the_source_and_grows_with_its_text(
    mapped: MappedText, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(mapped)))
    end = data.draw(st.integers(start, len(mapped)))
    first, last = mapped.span(start, end)
    assert 0 <= first <= last <= len(mapped.source)
    assert mapped.quote(start, end) == mapped.source[first:last]
    wider = mapped.span(max(0, start - 1), min(len(mapped), end + 1))
    if start < end:
        assert wider[0] <= first
        assert last <= wider[1]


@given(edited())
def test_untouched_characters_still_read_the_same(mapped: MappedText) -> None:
    for position, character in enumerate(mapped.text):
        if character in "ab字\n ":
            assert mapped.quote(position, position + 1) == character


def test_composition_of_edits() -> None:
    once = MappedText.identity("Direc-\ntor & co").replace([(5, 7, ""), (11, 12, "and")])
    assert once.text == "Director and co"
    twice = once.replace([(0, 8, "Head")])
    assert twice.text == "Head and co"
    assert twice.quote(0, 4) == "Direc-\ntor"
    assert twice.quote(5, 8) == "&"


def test_pieces_leave_out_what_is_between() -> None:
    mapped = MappedText.from_pieces("<p>one</p><p>two</p>", [(3, 6, "one"), (6, 6, "\n"), (13, 16, "two")])
    assert mapped.text == "one\ntwo"
    assert mapped.quote(0, 7) == "one</p><p>two"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(EditsOverlap):
        MappedText.identity("abcdef").replace([(0, 3, "x"), (2, 4, "y")])


def test_an_untouched_text_has_one_run() -> None:
    assert len(list(MappedText.identity("x" * 1_000_000).replace([(5, 6, "x")]).runs())) == 1


def test_what_shares_its_source_is_never_read_character_by_character() -> None:
    joined = MappedText.identity("ab").replace([(0, 2, "xyz")])  # three characters for two
    between = joined.replace([(2, 2, "xy")])
    assert [between.span(at, at + 1) for at in range(len(between))] == [(0, 2)] * 5
    less = between.replace([(0, 3, "")])
    assert [less.span(at, at + 1) for at in range(len(less))] == [(0, 2)] * 2
