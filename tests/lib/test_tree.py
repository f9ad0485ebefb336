"""Nodes listed below each other."""

from hypothesis import given
from hypothesis import strategies as st

from throughline.lib.tree import below_each_other


def test_each_stands_right_after_what_it_belongs_to_siblings_as_they_come():
    rows = [(1, "/"), (2, "/1/"), (3, "/1/"), (9, "/7/8/"), (4, "/1/3/"), (5, "/1/2/"), (6, "/1/2/5/")]
    assert [key for key, _trail in below_each_other(rows)] == [1, 2, 5, 6, 3, 4, 9]
    # Without their parent they stand where the nearest one above them does.
    assert [key for key, _trail in below_each_other(row for row in rows if row[0] != 2)] == [1, 3, 4, 5, 6, 9]
    assert list(below_each_other([])) == []


@st.composite
def trees(draw):
    """Some rows of a tree whose keys are no order, level by level as the official order has them."""
    keys = draw(st.permutations(range(1, draw(st.integers(1, 25)) + 1)))
    trails: dict[int, str] = {}
    for number, key in enumerate(keys):
        above = draw(st.sampled_from([None, *keys[:number]]))
        trails[key] = "/" if above is None else f"{trails[above]}{above}/"
    rows = [row for row in trails.items() if draw(st.booleans())]
    return sorted(rows, key=lambda row: row[1].count("/"))


@given(trees())
def test_none_is_lost_and_no_subtree_is_torn(rows):
    listed = list(below_each_other(rows))
    assert sorted(listed) == sorted(rows)
    for place, (key, trail) in enumerate(listed):
        below = [other for other in listed if f"{trail}{key}/" in other[1]]
        assert listed[place + 1 : place + 1 + len(below)] == [one for one in listed if one in below]
