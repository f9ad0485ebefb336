"""The report of how well the reader reads: it runs, says the same each time, and is what stands in the docs."""

from __future__ import annotations

from collections import Counter

import pytest

from tools import gold, gold_judging, gold_measures


@pytest.mark.slow
def test_the_report_is_as_measured() -> None:
    """`make gold` after a change of the reader brings it up to date; the scorer's own counts are compared inside."""
    told = gold.report()
    assert told == gold.REPORT.read_text(encoding="utf-8")
    for wanted in ("## Chinese", "## English", "By kind of document", "Held back", "## The 10 worst errors"):
        assert wanted in told
    assert told.count("\n10. ") == 1


def test_a_curve_of_confidence_rises_and_learns_nothing_from_what_it_is_tried_on() -> None:
    seen = [(number / 100, number % 10 < number // 10) for number in range(100)]
    curve = gold_measures.fitted(seen)
    values = [curve(number / 100) for number in range(100)]
    assert values == sorted(values)
    assert 0 < values[0] < 0.2
    assert 0.8 < values[-1] < 1
    made = [gold_judging.Judged({"doc": name, "id": name}, "") for name in "aabbbcdd"]
    one, other = gold_measures.halves(made)
    assert len(one) + len(other) == len(made)
    assert {each.gold["doc"] for each in one} & {each.gold["doc"] for each in other} == set()
    assert one
    assert other


def test_intervals_hold_the_value_and_never_change() -> None:
    made = [
        gold_judging.Judged(
            {"doc": f"d{number % 5}"},
            "",
            Counter(commitment_tp=number % 3 > 0, commitment_fn=number % 3 == 0),
        )
        for number in range(60)
    ]
    measure = gold_measures.f1("commitment")
    low, high = gold_measures.interval(made, measure)
    assert low <= measure(gold_judging.summed(made)) <= high
    assert (low, high) == gold_measures.interval(made, measure)
    assert gold_measures.wilson(9, 10)[0] < 0.9 < gold_measures.wilson(9, 10)[1]
