"""Whether two tasks may be one matter: measured on pairs judged by hand, and rule by rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from throughline.register.sameness import CERTAIN, LIKELY, POSSIBLE, Index, Matter, alike, compared, like

DUE = date(2026, 12, 31)


def judged(language: str) -> list[tuple[bool, str, str]]:
    """Pairs from real plans, half of them the same matter in other words, half of them neighbours of one subject."""
    lines = (Path(__file__).parent / f"same_{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(one == "same", first, second) for one, first, second in (line.split("\t") for line in lines)]


def scores(language: str) -> list[tuple[bool, float]]:
    pairs = judged(language)
    matters = [
        Matter(2 * place + side, text)
        for place, pair in enumerate(pairs, 1)
        for side, text in enumerate(pair[1:])
    ]
    index = Index.of(matters)
    return [
        (same, compared(index.matters[2 * place], index.matters[2 * place + 1], index).score)
        for place, (same, _first, _second) in enumerate(pairs, 1)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("least", "precision", "recall"), [(POSSIBLE, 0.92, 0.93), (LIKELY, 0.92, 0.80), (CERTAIN, 1.0, 0.30)]
)
def test_measured_on_pairs_judged_by_hand(language, least, precision, recall):
    told = scores(language)
    assert len(told) >= 60
    right = sum(same and score >= least for same, score in told)
    wrong = sum(not same and score >= least for same, score in told)
    assert right / (right + wrong) >= precision
    assert right / sum(same for same, _score in told) >= recall


def pair(first: str, second: str, mine: dict | None = None, theirs: dict | None = None):
    one, other = Matter(1, first, **(mine or {})), Matter(2, second, **(theirs or {}))
    return compared(one, other, Index.of([one, other]))


def test_what_speaks_for_it():
    plain = pair("新建绕城公路", "建设绕城公路一期")
    assert (plain.lead, plain.due, plain.numbers) == (None, None, ())
    same = {"lead": 7, "due_on": DUE}
    sure = pair("新建绕城公路12公里", "建设绕城公路一期12公里", same, same)
    assert sure.score > plain.score
    assert (sure.lead, sure.due, sure.numbers) == (True, True, ("12",))


def test_what_speaks_against_it():
    plain = pair("Build 12 km of sea wall", "Sea wall: 12 km built")
    other = pair("Build 12 km of sea wall", "Sea wall: 30 km built")
    assert other.score < plain.score - 0.2
    assert (other.only_first, other.only_second) == (("12",), ("30",))
    elsewhere = pair(
        "新建绕城公路", "新建绕城公路", {"lead": 1, "due_on": DUE}, {"lead": 2, "due_on": date(2027, 1, 1)}
    )
    assert elsewhere.score < 1
    assert (elsewhere.lead, elsewhere.due) == (False, False)
    january, february = "每年1月底前完成上述工作", "每年2月底前完成上述工作"
    assert pair(january, february).score < pair(january, january).score


def test_across_languages_only_figures_days_and_units_agree():
    same = {"lead": 7, "due_on": DUE}
    chinese, english = "改造老旧小区50个，惠及1200户", "Renew 50 old quarters with 1,200 homes"
    assert pair(chinese, english).score == 0
    assert pair(chinese, english, same, {"lead": 7, "due_on": date(2027, 1, 1)}).score == 0
    found = pair(chinese, english, same, same)
    assert POSSIBLE <= found.score <= LIKELY
    assert found.numbers == ("1200", "50")
    matters = [Matter(1, chinese, **same), Matter(2, english, **same), Matter(3, "Open a museum", **same)]
    assert [(p.first, p.second) for p in alike(Index.of(matters))] == [(1, 2)]


def test_pairs_on_a_common_list_or_decided_on_are_left_out():
    both = [
        Matter(1, "新建绕城公路一期", lists=frozenset({1})),
        Matter(2, "建设绕城公路一期", lists=frozenset({1, 2})),
    ]
    index = Index.of(both)
    assert alike(index) == []
    assert [(p.first, p.second) for p in alike(index, across=False)] == [(1, 2)]
    assert alike(index, across=False, apart=frozenset({(1, 2)})) == []
    assert alike(index, across=False, most=0) == []


def test_a_new_wording_is_held_against_the_known_ones():
    known = {
        1: Matter(1, "新建绕城公路一期工程"),
        2: Matter(2, "完善医疗保险制度"),
        3: Matter(3, "绕城公路沿线绿化养护"),
    }
    found = like("建设绕城公路一期", known)
    assert found[0].second == 1
    assert found[0].degree in ("certain", "likely")
    assert 2 not in [one.second for one in found]
    assert like("", known) == like("abc", {}) == []


def test_the_work_grows_with_the_tasks_and_not_with_their_pairs():
    """4 000 tasks from 400 subjects: far fewer than one in a hundred of the eight million pairs are held together."""
    from throughline.lib.likeness import candidates  # noqa: PLC0415

    texts = [
        f"{a}{b}第{n}期工程建设"
        for n in range(10)
        for a in "东西南北中上下左右前后内外新老大小高低远"
        for b in "公路桥梁河堤学校医院公园水库管网厂站"
    ]
    index = Index.of(Matter(key, text) for key, text in enumerate(texts, 1))
    pairs = sum(1 for _pair in candidates(index.texts, index.weights))
    assert pairs < len(texts) ** 2 / 2 / 20
