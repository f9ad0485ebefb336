"""What a written name means: pure, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.organizations.matching import NameIndex, likeness, place_of, plain_key, reduced_keys

CHINESE = {
    "gov": ["汐州市人民政府", "市政府"],
    "office": ["汐州市人民政府办公室", "市政府办"],
    "reform": ["汐州市发展和改革委员会", "市发展改革委", "市发改委"],
    "education": ["汐州市教育局", "市教育局"],
    "market": ["汐州市市场监督管理局", "市市场监管局"],
    "farming": ["汐州市农业农村局", "市农业农村局"],
    "county": ["栖梧县人民政府", "栖梧县"],
    "county-farming": ["栖梧县农业农村局"],
    "street": ["潮平区渡口街道办事处", "渡口街道"],
    "society": ["汐州市人力资源和社会保障局", "市人社局"],
}
ENGLISH = {
    "gov": ["Averholm City Government", "City Government"],
    "finance": ["Averholm Department of Finance", "Finance Department"],
    "education": ["Averholm Department of Education", "Education Department"],
    "wrenfield": ["Wrenfield County Government", "Wrenfield County"],
    "wrenfield-farming": ["Wrenfield County Agriculture Bureau"],
    "slatebeck": ["Slatebeck County Government", "Slatebeck County"],
    "data": ["Averholm City Data Centre", "City Data Centre"],
}
zh = NameIndex(CHINESE.items(), place_of("汐州市人民政府"))
en = NameIndex(ENGLISH.items(), place_of("Averholm City Government"))


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("汐州市教育局", "education"),
        ("市教育局", "education"),
        ("教育局", "education"),
        ("汐州教育局", "education"),
        (" 市 教 育 局 ", "education"),
        ("市教育局(牵头)", "education"),
        ("市教育局（牵头）", "education"),
        ("市教育局。", "education"),
        ("市發展改革委", "reform"),
        ("发展和改革委员会", "reform"),
        ("发展改革委", "reform"),
        ("汐州市发改委", "reform"),
        ("市人民政府办公室", "office"),
        ("市政府办公室", "office"),
        ("市人民政府", "gov"),
        ("市政府", "gov"),
        ("市场监督管理局", "market"),
        ("市场监管局", "market"),
        ("栖梧县政府", "county"),
        ("渡口街道办", "street"),
        ("潮平区渡口街道", "street"),
        ("农业农村局", "farming"),
        ("栖梧县农业农村局", "county-farming"),
        ("市人力资源社会保障局", "society"),
    ],
)
def test_chinese_names(name, thing):
    assert zh.match(name).exact == thing


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("Department of Finance", "finance"),
        ("the department of finance", "finance"),
        ("FINANCE DEPARTMENT", "finance"),
        ("Averholm Finance Dept.", "finance"),
        ("City Department of Finance (lead)", "finance"),
        ("Ｆｉｎａｎｃｅ　Department", "finance"),
        ("Government of Averholm", "gov"),
        ("Government of Wrenfield County", "wrenfield"),
        ("Data Center", "data"),
    ],
)
def test_english_names(name, thing):
    assert en.match(name).exact == thing


@pytest.mark.parametrize(
    ("index", "name", "thing"),
    [
        (zh, "市教育委", "education"),
        (zh, "市发展改革局", "reform"),
        (zh, "人社保局", "society"),
        (zh, "市监局", "market"),
        (en, "Departmnt of Finance", "finance"),
        (en, "Education Division", "education"),
    ],
)
def test_near_names_are_suggested_not_taken(index, name, thing):
    match = index.match(name)
    assert match.exact is None
    assert thing in [near for near, _ in match.near]
    assert all(0.5 <= score < 1 for _, score in match.near)


def test_the_nearest_comes_first_and_what_is_far_not_at_all():
    match = zh.match("市教育厅")
    assert match.near[0][0] == "education"
    assert [score for _, score in match.near] == sorted((score for _, score in match.near), reverse=True)
    assert en.match("Zoological Society").near == []


def test_a_name_that_means_several_is_not_decided():
    index = NameIndex([("a", ["市财政局", "财政局"]), ("b", ["县财政局", "财政局"])])
    match = index.match("财政局")
    assert match.exact is None
    assert match.near == [("a", 1.0), ("b", 1.0)]
    assert index.match("县财政局").exact == "b"


@pytest.mark.parametrize("name", ["", "  ", "()", "—", "\x00", "x" * 100_000, "市" * 5000, "\ud800"])
def test_nothing_is_meant_by_nothing(name):
    for index in (zh, en):
        match = index.match(name)
        assert (match.exact, match.near) == (None, [])


@given(st.sampled_from(sorted(CHINESE)), st.integers(0, 1), st.sampled_from(["", " ", "　", "、", "·"]))
def test_a_known_name_is_found_whatever_stands_between(thing, which, blank):
    name = CHINESE[thing][which % len(CHINESE[thing])]
    assert zh.match(blank.join(name)).exact == thing


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(name):
    for index in (zh, en):
        match = index.match(name)
        assert len({thing for thing, _ in match.near}) == len(match.near)
        assert match.exact is None or match.near == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_mutual_and_bounded(one, other):
    one, other = plain_key(one), plain_key(other)
    assert 0 <= likeness(one, other) <= 0.99


@given(st.text(max_size=40))
def test_keys_are_stable(name):
    assert plain_key(plain_key(name)) == plain_key(name)
    assert all(reduced_keys(name))


def test_places():
    assert place_of("汐州市人民政府") == {"汐州市", "汐州", "市"}
    assert place_of("Averholm City Government") == {"averholm"}
    assert place_of("Government of the Isle of Wend") >= {"wend"}
