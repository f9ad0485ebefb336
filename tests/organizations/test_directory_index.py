"""Names matched against the directory of a day."""

from datetime import date

import pytest

from throughline.organizations.actions.organizations import create_organization, end_organization
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.queries import directory_index, match_organization, match_post, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def chinese():
    city = create_organization("汐州市人民政府", by=None, short_name="市政府", kind="government")
    reform = create_organization(
        "汐州市发展和改革委员会", by=None, parent=city, short_name="市发展改革委", aliases=["市发改委"]
    )
    school = create_organization("汐州市教育局", by=None, parent=city, short_name="市教育局")
    posts = {
        "mayor": create_post(city, "市长", by=None, is_leader=True),
        "reform": create_post(reform, "主任", by=None, is_head=True),
        "school": create_post(school, "局长", by=None, is_head=True),
        "clerk": create_post(school, "科员", by=None),
        "clerk-2": create_post(reform, "科员", by=None),
    }
    start_term(create_person("邵启蒙", by=None), posts["school"], started_on=date(2020, 1, 1), by=None)
    return posts


@pytest.fixture
def english():
    city = create_organization("Averholm City Government", by=None)
    finance = create_organization(
        "Averholm Department of Finance", by=None, parent=city, short_name="Finance Department"
    )
    posts = {
        "mayor": create_post(city, "Mayor", by=None),
        "finance": create_post(finance, "Director", by=None, is_head=True),
    }
    start_term(
        create_person("George Pellinore", by=None), posts["finance"], started_on=date(2020, 1, 1), by=None
    )
    return posts


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("市长", "mayor"),
        ("市教育局局长", "school"),
        ("教育局局长", "school"),
        ("市教育局长", "school"),
        ("汐州市教育局主要负责人", "school"),
        ("邵启蒙", "school"),
        ("邵启蒙局长", "school"),
        ("局长邵启蒙", "school"),
        ("市教育局局长 邵启蒙", "school"),
        ("市发展改革委主任", "reform"),
        ("发改委主任", "reform"),
        ("市发展和改革委员会主任", "reform"),
        ("市发展改革委科员", "clerk-2"),
    ],
)
def test_chinese_posts(chinese, name, post):
    assert match_post(name).exact == chinese[post]


def test_a_title_that_several_have_is_not_decided(chinese):
    match = match_post("科员")
    assert match.exact is None
    assert {post for post, _ in match.near} == {chinese["clerk"], chinese["clerk-2"]}


def test_a_near_post_is_suggested(chinese):
    assert match_post("市发展改革局局长").exact is None
    assert chinese["reform"] in [post for post, _ in match_post("市发展改革局主任").near]


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("Mayor", "mayor"),
        ("the Mayor", "mayor"),
        ("Director of Finance", "finance"),
        ("Finance Director", "finance"),
        ("Director, Department of Finance", "finance"),
        ("Head of the Finance Department", "finance"),
        ("George Pellinore", "finance"),
        ("Director George Pellinore", "finance"),
    ],
)
def test_english_posts(english, name, post):
    assert match_post(name).exact == english[post]


def test_the_day_decides_who_is_meant_and_what_exists(chinese):
    school = match_organization("教育局").exact
    assert directory_index(date(2019, 1, 1)).match_post("邵启蒙").exact is None
    end_organization(school, ended_on=date(2026, 1, 1), by=None, seen=1)
    assert directory_index(date(2026, 1, 1)).match_organization("教育局").exact is None
    assert directory_index(date(2025, 12, 31)).match_organization("教育局").exact == school


def test_the_directory_is_read_in_few_queries(chinese, english, django_assert_num_queries):
    with django_assert_num_queries(3):
        index = directory_index()
    with django_assert_num_queries(0):
        assert index.match_organization("Department of Finance").exact.short_name == "Finance Department"
        assert index.match_post("教育局局长").exact.title == "局长"
    with django_assert_num_queries(1):
        assert len(tree()) == 5
