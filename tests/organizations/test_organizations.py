"""Organizations made, edited, moved, put in order, ended."""

from datetime import date

import pytest

from tests.builders import organization, user
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.organizations import (
    create_organization,
    edit_organization,
    end_organization,
    move_organization,
    reorder_organizations,
)
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.models import Membership, Organization
from throughline.organizations.queries import tree
from throughline.organizations.refusals import (
    CodeTaken,
    MovedUnderItself,
    NotStanding,
    StillHasParts,
    TermBeginsLater,
    TooDeep,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return create_organization("Averholm City", by=None, kind="government")


@pytest.fixture
def finance(city):
    return create_organization("Finance", by=None, parent=city, code="finance")


@pytest.fixture
def budget(finance):
    return create_organization("Budget", by=None, parent=finance)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_new_organization_finds_its_place(city, finance, budget):
    assert [(one.code, one.level, one.depth) for one in tree()] == [
        ("averholm-city", 1, 0),
        ("finance", 2, 1),
        ("budget", 3, 2),
    ]
    assert create_organization("Budget", by=None, parent=finance).code == "budget-2"
    assert create_organization("汐州市教育局", by=None, parent=city).code == "汐州市教育局"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("code", "a b"),
        ("code", "x" * 61),
        ("kind", "kingdom"),
        ("level", 0),
        ("level", -1),
        ("level", 10**9),
        ("level", "two"),
        ("official_order", -1),
        ("official_order", 10**12),
        ("started_on", "31 February"),
        ("aliases", "Finance"),
        ("aliases", ["x" * 201]),
        ("aliases", [str(n) for n in range(31)]),
    ],
)
def test_bad_values_are_refused_by_field_and_nothing_is_written(city, field, value):
    records = AuditRecord.objects.count()
    with pytest.raises(Invalid) as refused:
        create_organization(**{"name": "Water", field: value}, parent=city, by=None)
    assert refused.value.field == field
    assert str(refused.value)
    assert (Organization.objects.count(), AuditRecord.objects.count()) == (1, records)


def test_an_end_before_the_founding_is_refused(finance):
    with pytest.raises(Invalid) as refused:
        edit_organization(finance, by=None, seen=1, started_on=date(2026, 1, 1), ends_on=date(2025, 1, 1))
    assert refused.value.field == "ends_on"


def test_a_code_is_used_once(city, finance):
    with pytest.raises(CodeTaken):
        create_organization("Other", by=None, parent=city, code="finance")
    with pytest.raises(CodeTaken):
        edit_organization(city, by=None, seen=city.version, code="finance")


def test_two_editors_of_one_organization(finance):
    one, other = fresh(finance), fresh(finance)
    edit_organization(one, by=None, seen=1, short_name="Fin")
    with pytest.raises(ChangedMeanwhile):
        edit_organization(other, by=None, seen=1, short_name="Money")
    assert fresh(finance).short_name == "Fin"


def test_names_that_are_no_fields_are_the_callers_mistake(finance):
    with pytest.raises(TypeError):
        edit_organization(finance, by=None, seen=1, trail="/")


def test_a_move_takes_along_what_is_below(city, finance, budget):
    county = create_organization("County", by=None, parent=city)
    move_organization(finance, parent=county, by=None, seen=finance.version)
    assert [(one.code, one.level) for one in tree()] == [
        ("averholm-city", 1),
        ("county", 2),
        ("finance", 3),
        ("budget", 4),
    ]
    moved = fresh(budget)
    assert moved.ancestor_keys == [city.pk, county.pk, finance.pk]
    assert moved.version == 2
    assert moved.versions().last().trail == moved.trail
    assert list(fresh(county).descendants().order_by("level")) == [finance, budget]


def test_a_move_to_the_top_and_back(city, finance, budget):
    move_organization(finance, parent=None, by=None, seen=1)
    assert (fresh(finance).trail, fresh(budget).level) == ("/", 2)
    move_organization(fresh(finance), parent=city, by=None, seen=2)
    assert fresh(budget).ancestor_keys == [city.pk, finance.pk]


@pytest.mark.parametrize("target", ["itself", "child", "grandchild"])
def test_nothing_moves_under_itself(city, finance, budget, target):
    section = create_organization("Section", by=None, parent=budget)
    below = {"itself": finance, "child": budget, "grandchild": section}[target]
    records = AuditRecord.objects.count()
    with pytest.raises(MovedUnderItself):
        move_organization(finance, parent=below, by=None, seen=1)
    # The object in hand may be old: what counts is where it stands now.
    stale = fresh(finance)
    stale.trail = "/999/"
    with pytest.raises(MovedUnderItself):
        move_organization(stale, parent=below, by=None, seen=1)
    assert AuditRecord.objects.count() == records
    assert fresh(finance).parent == city


def test_a_move_of_what_changed_meanwhile_leaves_all_as_it_was(city, finance, budget):
    edit_organization(fresh(finance), by=None, seen=1, name="Finance and Audit")
    with pytest.raises(ChangedMeanwhile):
        move_organization(finance, parent=None, by=None, seen=1)
    assert fresh(budget).trail == f"/{city.pk}/{finance.pk}/"


def test_the_tree_has_a_bottom(city):
    at = city
    Organization.objects.filter(pk=city.pk).update(trail="/" + "1234567/" * 31 + "12345/")
    with pytest.raises(TooDeep):
        create_organization("Deep", by=None, parent=fresh(at))


def test_order_is_official(city):
    names = [
        create_organization(name, by=None, parent=city) for name in ("Water", "Audit", "Roads", "Schools")
    ]
    water, audit, roads, schools = names
    reorder_organizations([roads, water], by=None)
    assert [one.name for one in tree()][1:] == ["Roads", "Audit", "Water", "Schools"]
    reorder_organizations([schools, audit, roads, water], by=None)
    assert [one.name for one in tree()][1:] == ["Schools", "Audit", "Roads", "Water"]
    reorder_organizations([], by=None)
    for wrong in ([water, water], [water, city]):
        with pytest.raises(Invalid):
            reorder_organizations(wrong, by=None)


def test_order_is_made_where_numbers_were_equal(city):
    made = [organization(f"d{n}", city, level=2, official_order=0) for n in range(4)]
    reorder_organizations([made[3], made[1]], by=None)
    assert [one.code for one in tree()][1:] == ["d0", "d3", "d2", "d1"]


def test_a_task_force_ends_with_its_terms(city):
    force = create_organization(
        "Terminal", by=None, parent=city, kind="task_force", ends_on=date(2026, 6, 30)
    )
    post = create_post(force, "Head", by=None)
    term = start_term(create_person("Ada", by=None), post, started_on=date(2026, 1, 1), by=None)
    with pytest.raises(TermBeginsLater):
        end_organization(fresh(force), ended_on=date(2026, 1, 1), by=None, seen=1)
    end_organization(force, ended_on=date(2026, 7, 1), by=None, seen=1, why="handed over")
    assert Membership.objects.get(pk=term.pk).ended_on == date(2026, 6, 30)
    assert force in tree(date(2026, 6, 30))
    assert force not in tree(date(2026, 7, 1))
    with pytest.raises(NotStanding):
        start_term(
            create_person("Eve", by=None), fresh(post), started_on=date(2026, 6, 1), by=None, kind="acting"
        )
    end_organization(force, ended_on=None, by=None, seen=2)
    assert force in tree(date(2026, 7, 1))


def test_what_has_parts_does_not_end_before_them(city, finance, budget):
    with pytest.raises(StillHasParts):
        end_organization(finance, ended_on=date(2026, 7, 1), by=None, seen=1)
    end_organization(budget, ended_on=date(2026, 7, 1), by=None, seen=1)
    end_organization(fresh(finance), ended_on=date(2026, 7, 1), by=None, seen=1)
    assert tree(date(2026, 7, 1)) == [city]


def test_nothing_is_put_under_what_has_ended(city, finance):
    end_organization(finance, ended_on=date(2020, 1, 1), by=None, seen=1)
    with pytest.raises(NotStanding):
        create_organization("New", by=None, parent=finance)
    with pytest.raises(NotStanding):
        move_organization(city, parent=finance, by=None, seen=1)


def test_an_administrator_of_a_subtree_keeps_what_is_below(city, finance, budget):
    keeper = user("", "administrator", organization=finance)
    create_organization("Tax", by=keeper, parent=finance)
    edit_organization(finance, by=keeper, seen=1, short_name="Fin")
    for forbidden in (
        lambda: create_organization("X", by=keeper, parent=city),
        lambda: create_organization("X", by=keeper),
        lambda: edit_organization(city, by=keeper, seen=1, short_name="C"),
        lambda: move_organization(budget, parent=city, by=keeper, seen=1),
        lambda: move_organization(budget, parent=None, by=keeper, seen=1),
        lambda: end_organization(city, ended_on=date(2026, 1, 1), by=keeper, seen=1),
        lambda: reorder_organizations([city], by=keeper),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert fresh(budget).parent == finance


def test_an_organization_has_an_office_mail_address(finance):
    edit_organization(finance, by=None, seen=1, office_mail=" finance@averholm.example ")
    assert fresh(finance).office_mail == "finance@averholm.example"
    assert [one.office_mail for one in finance.versions()] == ["", "finance@averholm.example"]


@pytest.mark.parametrize(
    "written",
    [
        "finance",
        "a@averholm.example, b@averholm.example",
        "a@averholm.example\nBcc: b@averholm.example",
        '"ab"@averholm.example',
        "Finance <a@averholm.example>",
        "x" * 300 + "@averholm.example",
    ],
)
def test_what_is_no_plain_address_is_refused(finance, written):
    with pytest.raises(Invalid) as told:
        edit_organization(finance, by=None, seen=1, office_mail=written)
    assert told.value.field == "office_mail"
