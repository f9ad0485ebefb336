"""Persons, posts, and who holds them from when to when."""

from datetime import date, timedelta

import pytest

from tests.builders import organization, task, user
from tests.builders import register as make_register
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.persons import create_person, edit_person
from throughline.organizations.actions.posts import create_post, delete_post, edit_post, set_portfolio
from throughline.organizations.actions.terms import edit_term, end_term, hand_over, remove_term, start_term
from throughline.organizations.models import Membership, Person, Portfolio, Post
from throughline.organizations.queries import holders_on, leaders_in_charge, posts_of, posts_on
from throughline.organizations.refusals import (
    AccountTaken,
    InUse,
    NobodyHolds,
    OverlappingTerms,
    TermBeginsLater,
    TitleTaken,
)
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
MAY = date(2026, 5, 1)


@pytest.fixture
def water():
    return organization("water")


@pytest.fixture
def post(water):
    return create_post(water, "Director", by=None, is_head=True)


@pytest.fixture
def ada():
    return create_person("Ada", by=None, phone="123")


@pytest.fixture
def eve():
    return create_person("Eve", by=None)


def test_a_hand_over_leaves_no_day_without_a_holder_and_none_with_two(post, ada, eve):
    old = start_term(ada, post, started_on=NEW_YEAR, by=None)
    hand_over(post, to=eve, on=MAY, by=None, why="retired")
    assert Membership.objects.get(pk=old.pk).ended_on == MAY - timedelta(days=1)
    assert [holders_on(day)[post.pk] for day in (NEW_YEAR, MAY - timedelta(days=1), MAY)] == [ada, ada, eve]
    assert post.holder_on(MAY) == eve
    assert post.pk not in holders_on(NEW_YEAR - timedelta(days=1))


def test_a_hand_over_needs_somebody_who_was_there_before(post, ada, eve):
    with pytest.raises(NobodyHolds):
        hand_over(post, to=eve, on=MAY, by=None)
    start_term(ada, post, started_on=MAY, by=None)
    with pytest.raises(TermBeginsLater):
        hand_over(post, to=eve, on=MAY, by=None)
    assert holders_on(MAY) == {post.pk: ada}


def test_two_holders_at_once_are_refused(post, ada, eve):
    term = start_term(ada, post, started_on=NEW_YEAR, ended_on=MAY, by=None)
    for start, end in (
        (MAY, None),
        (date(2025, 1, 1), NEW_YEAR),
        (date(2026, 2, 1), date(2026, 2, 1)),
        (date(2025, 1, 1), None),
    ):
        with pytest.raises(OverlappingTerms) as refused:
            start_term(eve, post, started_on=start, ended_on=end, by=None)
        assert "Ada" in str(refused.value)
    after = start_term(eve, post, started_on=MAY + timedelta(days=1), by=None)
    with pytest.raises(OverlappingTerms):
        end_term(term, ended_on=after.started_on, by=None, seen=1)
    with pytest.raises(OverlappingTerms):
        edit_term(after, by=None, seen=1, started_on=MAY)
    assert Membership.objects.count() == 2


def test_acting_holders_and_deputies_stand_beside(post, ada, eve):
    bob = create_person("Bob", by=None)
    start_term(ada, post, started_on=NEW_YEAR, ended_on=MAY, by=None)
    start_term(eve, post, started_on=NEW_YEAR, kind="acting", by=None)
    for deputy in (bob, eve):
        start_term(deputy, post, started_on=NEW_YEAR, kind="deputy", by=None)
    with pytest.raises(OverlappingTerms):
        start_term(bob, post, started_on=MAY, kind="deputy", by=None)
    with pytest.raises(OverlappingTerms):
        start_term(bob, post, started_on=MAY, kind="acting", by=None)
    assert holders_on(NEW_YEAR) == {post.pk: ada}
    assert holders_on(MAY + timedelta(days=1)) == {post.pk: eve}
    (shown,) = posts_on(MAY + timedelta(days=1))
    assert (shown.holder, shown.acting, {p.name for p in shown.deputies}) == (eve, True, {"Bob", "Eve"})


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ended_on", {"started_on": MAY, "ended_on": NEW_YEAR}),
        ("started_on", {"started_on": "soon"}),
        ("started_on", {"started_on": None}),
        ("kind", {"started_on": MAY, "kind": "emperor"}),
    ],
)
def test_bad_terms(post, ada, field, values):
    with pytest.raises(Invalid) as refused:
        start_term(ada, post, by=None, **values)
    assert refused.value.field == field
    assert not Membership.objects.exists()


def test_two_editors_of_one_term(post, ada):
    term = start_term(ada, post, started_on=NEW_YEAR, by=None)
    end_term(Membership.objects.get(pk=term.pk), ended_on=MAY, by=None, seen=1)
    with pytest.raises(ChangedMeanwhile):
        end_term(term, ended_on=date(2026, 6, 1), by=None, seen=1)
    with pytest.raises(ChangedMeanwhile):
        remove_term(Membership(pk=term.pk, post=post, person=ada, version=1), by=None)
    remove_term(Membership.objects.get(pk=term.pk), by=None)
    assert not Membership.objects.exists()


def test_an_organization_has_each_title_once(water, post):
    with pytest.raises(TitleTaken):
        create_post(water, " Director ", by=None)
    other = create_post(water, "Deputy director", by=None)
    with pytest.raises(TitleTaken):
        edit_post(other, by=None, seen=1, title="Director")
    assert create_post(organization(), "Director", by=None)
    assert [one.post.title for one in posts_on(organization=water)] == ["Director", "Deputy director"]
    with pytest.raises(Invalid):
        create_post(water, "", by=None)


def test_portfolios(water, post):
    roads, schools = organization("roads"), organization("schools")
    vice = create_post(
        organization("city"), "Vice mayor", by=None, is_leader=True, in_charge_of=[water, roads]
    )
    set_portfolio(vice, [roads, schools, roads], by=None)
    assert {entry.organization for entry in Portfolio.objects.filter(post=vice)} == {roads, schools}
    assert leaders_in_charge() == {roads.pk: vice, schools.pk: vice}
    assert Portfolio.history_model.objects.filter(gone=True).count() == 1


def test_only_a_post_that_nothing_refers_to_is_deleted(water, post, ada):
    unused = create_post(water, "Porter", by=None, in_charge_of=[water])
    delete_post(unused, by=None)
    assert not Post.objects.filter(pk=unused.pk).exists()
    start_term(ada, post, started_on=NEW_YEAR, by=None)
    accountable = create_post(water, "Clerk", by=None)
    row = task(make_register(organization=water), lead=water)
    Task.objects.filter(pk=row.pk).update(accountable=accountable)
    for used in (post, accountable):
        with pytest.raises(InUse):
            delete_post(used, by=None)
    assert Post.objects.count() == 2


def test_a_person_and_their_account(ada, eve, post):
    login = user("ada")
    edit_person(ada, by=None, seen=1, user=login)
    with pytest.raises(AccountTaken):
        edit_person(eve, by=None, seen=1, user=login)
    with pytest.raises(AccountTaken):
        create_person("Other", by=None, user=login)
    start_term(ada, post, started_on=NEW_YEAR, by=None)
    assert posts_of(login, MAY) == [post]
    assert posts_of(login, date(2025, 1, 1)) == []


def test_history_does_not_keep_telephones(ada):
    assert not hasattr(Person.history_model(), "phone")
    assert Person.objects.get(pk=ada.pk).phone == "123"


def test_who_keeps_persons_and_posts(water, post, ada, eve):
    other = organization("other")
    keeper = user("", "administrator", organization=water)
    elsewhere = user("", "administrator", organization=other)
    start_term(ada, post, started_on=NEW_YEAR, by=keeper)
    edit_person(ada, by=keeper, seen=1, name="Ada L.")
    edit_person(Person.objects.get(pk=eve.pk), by=elsewhere, seen=1, name="Eve M.")  # holds nothing yet
    for forbidden in (
        lambda: edit_person(ada, by=elsewhere, seen=2, name="X"),
        lambda: edit_person(ada, by=keeper, seen=2, user=user("ada")),
        lambda: create_person("X", by=keeper, user=user("x")),
        lambda: create_person("X", by=user("", "plan_office")),
        lambda: create_post(water, "X", by=elsewhere),
        lambda: edit_post(post, by=elsewhere, seen=1, title="X"),
        lambda: delete_post(post, by=elsewhere),
        lambda: set_portfolio(post, [], by=elsewhere),
        lambda: start_term(eve, post, started_on=MAY, by=elsewhere, kind="deputy"),
        lambda: hand_over(post, to=eve, on=MAY, by=elsewhere),
        lambda: remove_term(Membership.objects.get(), by=user("", "auditor")),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert Person.objects.get(pk=ada.pk).name == "Ada L."
