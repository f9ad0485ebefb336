"""Accounts and roles as administrators keep them, and how far a role reaches."""

import pytest
from django.db.models import Q

from tests.builders import organization, user
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import CONDITIONS, EVERYTHING, NOTHING, allowed, check, may
from throughline.accounts.refusals import NameTaken
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.accounts import (
    activate_user,
    create_user,
    deactivate_user,
    edit_user,
    make_one_time_link,
)
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.actions.organizations import move_organization
from throughline.organizations.actions.posts import create_post
from throughline.organizations.models import Grant, Organization
from throughline.organizations.reach import reach_of
from throughline.organizations.refusals import (
    AccountClosed,
    GrantedAlready,
    LastAdministrator,
    LeaderMissing,
    NotASecretary,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return organization("city", level=1)


@pytest.fixture
def water(city):
    return organization("water", city)


@pytest.fixture
def pumps(water):
    return organization("pumps", water)


def test_a_name_is_taken_in_any_spelling():
    create_user("Ada.L", "Ada", by=None)
    assert User.objects.get().username == "ada.l"
    for name in ("ada.l", "ADA.L", "ａｄａ．ｌ", " ada.l "):
        with pytest.raises(NameTaken):
            create_user(name, "Other", by=None)
    other = create_user("eve", "Eve", by=None)
    with pytest.raises(NameTaken):
        edit_user(other, by=None, seen=1, username="Ada.L")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "a b"),
        ("username", "x" * 81),
        ("username", "\x00"),
        ("name", " "),
        ("language", "tlh"),
    ],
)
def test_bad_accounts(field, value):
    with pytest.raises(Invalid) as refused:
        create_user(**{"username": "ada", "name": "Ada", field: value}, by=None)
    assert refused.value.field == field
    assert not User.objects.exists()
    assert not AuditRecord.objects.exists()


def test_two_editors_of_one_account():
    ada = create_user("ada", "Ada", by=None)
    edit_user(User.objects.get(), by=None, seen=1, name="Ada L.")
    with pytest.raises(ChangedMeanwhile):
        edit_user(ada, by=None, seen=1, name="Ada Lovelace")
    with pytest.raises(TypeError):
        edit_user(ada, by=None, seen=2, is_active=False)


def test_the_last_administrator_stays():
    first, second = user("first", "administrator"), user("second", "administrator")
    user("closed", "administrator", is_active=False)
    user("below", "administrator", organization=organization())
    deactivate_user(second, by=first)
    for last in (
        lambda: deactivate_user(first, by=first),
        lambda: withdraw_grant(first.grants.get(), by=first),
        lambda: deactivate_user(first, by=None),
    ):
        with pytest.raises(LastAdministrator):
            last()
    first = User.objects.get(username="first")
    assert first.is_active
    activate_user(second, by=first)
    withdraw_grant(first.grants.get(), by=second)
    with pytest.raises(NotAllowed):
        create_user("x", "X", by=User.objects.get(username="first"))


def test_a_secretary_acts_for_a_leader(city):
    mayor = create_post(city, "Mayor", by=None, is_leader=True)
    ada = user("ada")
    with pytest.raises(LeaderMissing):
        give_grant(ada, Role.SECRETARY, by=None, organization=city)
    with pytest.raises(NotASecretary):
        give_grant(ada, Role.VIEWER, by=None, acts_for=mayor)
    give_grant(ada, Role.SECRETARY, by=None, organization=city, acts_for=mayor)
    assert reach_of(ada).acts_for == (mayor.pk,)


def test_grants_are_given_once_and_to_open_accounts(water):
    ada = user("ada")
    give_grant(ada, "viewer", by=None, organization=water)
    with pytest.raises(GrantedAlready):
        give_grant(ada, "viewer", by=None, organization=water)
    give_grant(ada, "viewer", by=None)
    with pytest.raises(Invalid):
        give_grant(ada, "emperor", by=None)
    deactivate_user(ada, by=None)
    with pytest.raises(AccountClosed):
        give_grant(ada, "auditor", by=None)
    assert Grant.objects.count() == 2


def test_rights_are_given_only_where_one_has_them(city, water, pumps):
    keeper, ada = user("", "administrator", organization=water), user("ada")
    grant = give_grant(ada, "unit_officer", by=keeper, organization=pumps)
    everywhere = give_grant(ada, "viewer", by=None)
    mayor = create_post(city, "Mayor", by=None)
    for forbidden in (
        lambda: give_grant(ada, "administrator", by=keeper),
        lambda: give_grant(keeper, "administrator", by=keeper, organization=city),
        lambda: give_grant(ada, "secretary", by=keeper, organization=pumps, acts_for=mayor),
        lambda: withdraw_grant(everywhere, by=keeper),
        lambda: create_user("x", "X", by=keeper),
        lambda: make_one_time_link(ada, by=keeper),
        lambda: deactivate_user(ada, by=keeper),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    withdraw_grant(grant, by=keeper)
    assert list(ada.grants.all()) == [everywhere]


def test_reach_everywhere_within_a_subtree_and_none(city, water, pumps):
    other = organization("other", city)
    everywhere, within, without = user("", "viewer"), user("", "viewer", organization=water), user("")
    assert reach_of(everywhere).over("organization", Role.VIEWER) is EVERYTHING
    assert reach_of(without).over("", Role.VIEWER) is NOTHING
    assert reach_of(within).over("", Role.AUDITOR) is NOTHING
    found = reach_of(within).over("", Role.AUDITOR, Role.VIEWER)
    assert isinstance(found, Q)
    assert set(Organization.objects.filter(found)) == {water, pumps}
    assert other not in Organization.objects.filter(found)


def test_reach_follows_a_move(city, water, pumps):
    keeper = user("", "administrator", organization=water)
    assert may(keeper, "organizations.manage", pumps)
    move_organization(pumps, parent=city, by=None, seen=1)
    assert not may(User.objects.get(pk=keeper.pk), "organizations.manage", pumps)
    move_organization(Organization.objects.get(pk=water.pk), parent=pumps, by=None, seen=1)
    assert may(User.objects.get(pk=keeper.pk), "organizations.manage", water)


def test_a_key_that_begins_alike_is_another_organization(city):
    """The trail /1/ must not reach what stands below /11/."""
    one = Organization.objects.create(pk=9001, code="a", name="A")
    alike = Organization.objects.create(pk=90010, code="b", name="B")
    below = Organization(pk=90011, code="c", name="C")
    below.place_under(alike)
    below.save()
    keeper = user("", "administrator", organization=one)
    assert set(allowed(keeper, "organizations.manage", Organization.objects.all())) == {one}


ROLES_OF = {
    "accounts.manage": {Role.ADMINISTRATOR},
    "organizations.manage": {Role.ADMINISTRATOR},
    "organizations.manage_person": {Role.ADMINISTRATOR},
    "organizations.view": set(Role),
    "calendars.manage": {Role.ADMINISTRATOR},
    "history.view_all": {Role.ADMINISTRATOR, Role.AUDITOR},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ROLES_OF)
def test_which_role_may_do_what_on_the_ground_floor(act, role):
    holder = user("", role)
    assert may(holder, act) is (role in ROLES_OF[act])
    if role not in ROLES_OF[act]:
        with pytest.raises(NotAllowed):
            check(holder, act)


@pytest.mark.parametrize("act", ["accounts.manage", "calendars.manage", "history.view_all"])
def test_what_concerns_all_is_not_done_from_a_part(act, water):
    for role in ROLES_OF[act]:
        assert not may(user("", role, organization=water), act)


@pytest.mark.parametrize("act", ROLES_OF)
def test_a_closed_account_may_nothing_and_the_system_all(act):
    closed = user("", "administrator", is_active=False)
    assert not may(closed, act)
    assert may(None, act)
    model = CONDITIONS[act][1]
    assert not allowed(closed, act, model.objects.all()).exists()
