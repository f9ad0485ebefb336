"""Which texts say the same, in both languages."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.lib.likeness import Text, Weights, candidates, holding, likeness, side_by_side, stem, text_of

WORDS = st.lists(
    st.sampled_from("海堤 公路 改造 sea wall build roads 12 30 学校 schools 2026年 的 , 。 5G".split()),
    max_size=9,
).map(" ".join)


def alike(first, second):
    one, other = text_of(first), text_of(second)
    return likeness(one, other, Weights([one, other]))


def test_the_pieces_of_both_languages():
    found = text_of("建设，绕城的公路 Building the ring roads")
    assert {
        "建设",
        "绕城",
        "城公",
        "公路",
        "build",
        "ring",
        "road",
        "build ring",
        "ring road",
    } == found.pieces
    assert text_of("").pieces == frozenset()


def test_traditional_and_wide_characters_are_the_same():
    assert text_of("建設１２公里繞城公路") == text_of("建设12公里绕城公路")


def test_days_are_no_numbers():
    found = text_of("2026年6月底前新建5G基站3,000个，by 30 June 2026 build 12.5 km in 2027")
    assert found.numbers == {"3000", "12.5"}
    assert found.days == {"2026年6月", "30june2026", "2027"}


@pytest.mark.parametrize(
    "forms",
    [
        ("reduce", "reduces", "reduced", "reducing"),
        ("emission", "emissions"),
        ("plant", "plants", "planting"),
    ],
)
def test_endings_are_taken_off(forms):
    assert len({stem(form) for form in forms}) == 1


def test_the_same_says_all_and_another_nothing():
    assert alike("新建绕城公路", "新建绕城公路") == 1
    assert alike("新建绕城公路", "完善医疗保险") == 0
    assert alike("Build the ring road", "建设绕城公路") == 0


def test_what_is_rare_weighs_more():
    common = [text_of(f"公路项目{word}") for word in ("甲乙", "丙丁", "戊己", "庚辛")]
    weights = Weights(common)
    assert weights.of("公路") < weights.of("甲乙") < weights.of("绕城") + 1e-9


def test_worn_words_weigh_little():
    assert (
        alike("加快推进建设绕城公路", "加快推进建设职业学校") < 0.45 < alike("推进绕城公路", "绕城公路建设")
    )


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_likeness_is_the_same_both_ways_and_a_share(first, second):
    one, other = text_of(first), text_of(second)
    weights = Weights([one, other])
    found = likeness(one, other, weights)
    assert 0 <= found <= 1
    assert found == likeness(other, one, weights)
    if one.pieces == other.pieces and one.pieces:
        assert found > 0.49


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_side_by_side_loses_nothing(first, second):
    left, right = side_by_side(first, second)
    assert "".join(part.text for part in left) == first
    assert "".join(part.text for part in right) == second
    assert (
        [p.text for p in left if p.shared and p.text.isascii()]
        == [p.text for p in right if p.shared and p.text.isascii()]
        or not first.isascii()
        or first.lower() != first
        or second.lower() != second
    )


def test_side_by_side_marks_what_differs():
    left, right = side_by_side("Build 12 km of wall", "Build 30 km of wall")
    assert [part.text for part in left if not part.shared] == ["12"]
    assert [part.text for part in right if not part.shared] == ["30"]


def test_the_index_finds_what_all_pairs_would_find():
    """What blocking leaves out is not alike: held against every pair of a few hundred texts."""
    subjects = "绕城公路 供水管网 农村学校 口袋公园 充电桩 老旧小区 污水处理厂 职业培训 博物馆 体育场".split()
    places = "东城 西城 南城 北城 新区 老区 港区 山区 湖区 开发区".split()
    verbs = ("新建", "改造", "验收")
    texts = {
        number: text_of(f"{place}{verb}{subject}")
        for number, (place, verb, subject) in enumerate(
            (place, verb, subject) for place in places for verb in verbs for subject in subjects
        )
    }
    weights = Weights(texts.values())
    found = set(candidates(texts, weights))
    close = {
        pair for pair in combinations(texts, 2) if likeness(texts[pair[0]], texts[pair[1]], weights) > 0.75
    }
    assert close
    assert close <= found
    assert len(found) < len(texts) ** 2 / 4


def test_texts_of_the_same_pieces_are_met_once_each():
    texts = {
        key: Text(frozenset({"绕城", "公路"}), frozenset(), frozenset(), chinese=True)
        for key in range(1, 400)
    }
    assert set(candidates(texts, Weights(texts.values()))) == {(1, key) for key in range(2, 400)}


def test_what_holds_the_pieces_is_found_without_reading_all():
    known = [(1, "新建繞城公路二期"), (2, "完善医疗保险"), (3, "Ring road, second part")]
    assert holding(text_of("绕城公路"), known) == [1]
    assert holding(text_of("the ring roads"), known) == [3]
    assert holding(text_of(""), known) == []
