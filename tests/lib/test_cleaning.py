"""Texts of people are bounded in one place, with a sentence that says how much fits."""

from __future__ import annotations

import pytest

from throughline.lib.cleaning import LONGEST, bounded
from throughline.lib.refusal import Invalid


def test_a_text_that_fits_is_given_back_as_it_is():
    assert bounded("reason", "岁" * LONGEST) == "岁" * LONGEST
    assert bounded("note", "four", 4) == "four"


def test_a_longer_one_is_refused_by_the_name_of_its_field():
    with pytest.raises(Invalid, match="At most 4 characters fit here") as refused:
        bounded("note", "fives", 4)
    assert refused.value.field == "note"


def test_the_refusal_may_say_where_the_rest_goes():
    with pytest.raises(Invalid, match=r"^3: put it into a file$"):
        bounded("done", "four", 3, said="%(most)s: put it into a file")
