"""Own roles made, edited, retired, removed; and given, never with more than whoever gives them has."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import may
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.history.queries import history_of
from throughline.history.verify import verify
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations import refusals as refused
from throughline.organizations.actions.accounts import deactivate_user
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.actions.own_roles import (
    edit_role,
    make_role,
    remove_role,
    reopen_role,
    retire_role,
)
from throughline.organizations.models import Grant
from throughline.organizations.roles import withholdable
from throughline.plans.actions.plans import give_plan_grant
from throughline.plans.models import Plan, PlanGrant
from throughline.register.actions.registers import give_register_grant, withdraw_register_grant
from throughline.register.models import RegisterGrant
from throughline.register.queries.holders import given, times_given

pytestmark = pytest.mark.django_db

OFFICE = Role.SUPERVISION_OFFICE
CLERK = {"name_en": "Supervision clerk", "name_zh": "督查科员", "withheld": ["delivery.circulate"]}


@pytest.fixture
def clerk() -> OwnRole:
    return make_role("clerk", OFFICE, by=None, **CLERK)


@pytest.fixture
def city():
    return builders.organization("city", level=1)


def again(user: User) -> User:
    """The account as the next request has it."""
    return User.objects.get(pk=user.pk)


def with_own(role: OwnRole, organization=None) -> User:
    user = builders.user()
    give_grant(user, role.slug, by=None, organization=organization)
    return again(user)


# ---- making and editing ----


def test_it_is_called_in_the_readers_language_or_as_it_is_called_at_all(clerk):
    assert str(clerk) == "Supervision clerk"
    with translation.override("zh-hans"):
        assert str(clerk) == "督查科员"
        assert make_role("officer", OFFICE, by=None, name_en="Officer").name == "Officer"
    assert make_role("keyuan", OFFICE, by=None, name_zh="科员").name == "科员"


def test_what_is_withheld_is_kept_sorted_and_once_and_told_in_words(clerk):
    seen, names = clerk.version, ["register.edit", "delivery.circulate", "register.edit"]
    edit_role(clerk, by=None, seen=seen, withheld=names, why="Decided by the office.")
    clerk.refresh_from_db()
    assert clerk.withheld == ["delivery.circulate", "register.edit"]
    told = [
        change
        for event in history_of(clerk)
        for change in event.changes
        if change.field == "what it withholds"
    ]
    assert told[0].after == "Circulate ratings; Edit registers and their areas, and give roles for them"
    record = AuditRecord.objects.get(act="accounts.edit_role")
    assert (record.subject_name, record.why) == ("Supervision clerk", "Decided by the office.")
    assert verify().problems == []


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"base": "king"}, "base"),
        ({"slug": ""}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"slug": "x" * 41}, "slug"),
        ({"name_en": " ", "name_zh": ""}, "name_en"),
        ({"name_en": "x" * 81}, "name_en"),
        ({"withheld": ["delivery.dance"]}, "withheld"),
        ({"withheld": ["plans.edit"]}, "withheld"),
        ({"withheld": ["register.view"]}, "withheld"),
        ({"withheld": ["organizations.view"]}, "withheld"),
        ({"withheld": "delivery.circulate"}, "withheld"),
        ({"withheld": {"delivery.circulate": True}}, "withheld"),
        ({"withheld": [["delivery.circulate"]]}, "withheld"),
        ({"withheld": 7}, "withheld"),
        ({"withheld": None}, "withheld"),
    ],
)
def test_what_can_not_be_a_role_is_refused(given_, field):
    with pytest.raises(Invalid) as error:
        make_role(**{"slug": "clerk", "base": OFFICE, "by": None, **CLERK, **given_})
    assert error.value.field == field
    assert not OwnRole.objects.exists()


def test_short_names_are_those_of_one_role(clerk):
    for slug in ("clerk", Role.VIEWER):
        with pytest.raises(refused.RoleNameTaken):
            make_role(slug, OFFICE, by=None, name_en="Another")


def test_the_built_in_role_and_the_short_name_stay(clerk):
    for changes in ({"base": Role.ADMINISTRATOR}, {"slug": "boss"}, {"is_retired": True}):
        with pytest.raises(TypeError):
            edit_role(clerk, by=None, seen=1, **changes)


def test_somebody_was_faster(clerk):
    late = OwnRole.objects.get()
    edit_role(clerk, by=None, seen=1, withheld=[])
    for act_ in (edit_role, retire_role, reopen_role, remove_role):
        with pytest.raises(ChangedMeanwhile):
            act_(OwnRole.objects.get(pk=late.pk), by=None, seen=1)
    assert OwnRole.objects.get().withheld == []


def test_only_administrators_everywhere_keep_roles(clerk, city):
    lessened = make_role(
        "half", Role.ADMINISTRATOR, by=None, name_en="Half", withheld=["accounts.manage_roles"]
    )
    others = [
        *(builders.user("", role) for role in Role.values if role != Role.ADMINISTRATOR),
        builders.user("", Role.ADMINISTRATOR, organization=city),
        with_own(lessened),
    ]
    for user in others:
        for attempt in (
            lambda by: make_role("x", Role.VIEWER, by=by, name_en="X"),
            lambda by: edit_role(clerk, by=by, seen=1, withheld=[]),
            lambda by: retire_role(clerk, by=by, seen=1),
            lambda by: reopen_role(clerk, by=by, seen=1),
            lambda by: remove_role(clerk, by=by, seen=1),
        ):
            with pytest.raises(NotAllowed):
                attempt(user)
    assert make_role("x", Role.VIEWER, by=builders.user("", Role.ADMINISTRATOR), name_en="X").pk


# ---- giving it ----


def test_it_is_given_by_its_short_name_everywhere_where_roles_are_given(clerk, city):
    user, register = builders.user(), builders.register("tasks", city)
    with act("test.plan", by=None) as this:
        plan = this.create(Plan(slug="plan", title="Plan", organization=city))
    give_grant(user, "clerk", by=None, organization=city)
    give_grant(user, OFFICE, by=None, organization=city)
    for _twice in range(2):
        give_plan_grant(plan, user, "clerk", by=None)
        give_register_grant(register, user, "clerk", by=None)
        give_register_grant(register, user, OFFICE, by=None)
    assert RegisterGrant.objects.count() == 2
    assert PlanGrant.objects.get().role_key == "clerk"
    with pytest.raises(refused.GrantedAlready, match="Supervision clerk"):
        give_grant(user, "clerk", by=None, organization=city)
    assert times_given()[clerk.pk] == 3
    assert [where for _row, where in given(clerk)] == [city, plan, register]
    assert {row.role for row, _where in given(clerk)} == {OFFICE}
    for giving in (
        lambda: give_grant(user, "king", by=None),
        lambda: give_plan_grant(plan, user, "king", by=None),
        lambda: give_register_grant(register, user, "", by=None),
    ):
        with pytest.raises(Invalid, match="does not exist"):
            giving()


def test_a_retired_role_is_kept_but_given_to_nobody(clerk, city):
    holder, register = with_own(clerk, city), builders.register("tasks", city)
    retire_role(clerk, by=None, seen=clerk.version)
    assert may(holder, "delivery.close_period", None)
    for giving in (
        lambda: give_grant(builders.user(), "clerk", by=None),
        lambda: give_register_grant(register, builders.user(), "clerk", by=None),
    ):
        with pytest.raises(refused.RoleRetired, match="Supervision clerk"):
            giving()
    reopen_role(clerk, by=None, seen=clerk.version)
    assert with_own(clerk).grants.get().own_role == clerk


def test_it_is_removed_only_when_nobody_has_it(clerk, city):
    user, register = builders.user(), builders.register("tasks", city)
    grant = give_register_grant(register, user, "clerk", by=None)
    with pytest.raises(refused.RoleHeld):
        remove_role(OwnRole.objects.get(), by=None, seen=1)
    withdraw_register_grant(grant, by=None)
    remove_role(OwnRole.objects.get(), by=None, seen=1)
    assert not OwnRole.objects.exists()
    gone = [change for line in history_of(register, [(RegisterGrant, "register")]) for change in line.changes]
    assert f"{user}: Supervision office, Tasks" in {change.of for change in gone}
    assert verify().problems == []


def test_a_role_of_which_nothing_can_be_withheld_is_another_name_for_it():
    assert withholdable(Role.VIEWER) == set()
    guest = with_own(make_role("guest", Role.VIEWER, by=None, name_en="Guest"))
    assert may(guest, "register.view")


# ---- nobody hands on what is withheld from themselves ----


def test_whoever_gives_roles_by_an_own_role_gives_none_that_may_what_it_withholds(clerk, city):
    register, holder = builders.register("tasks", city), with_own(clerk, city)
    other = builders.user()
    assert may(holder, "register.edit", register)
    give_register_grant(register, other, "clerk", by=holder)
    give_register_grant(register, other, Role.VIEWER, by=holder)
    for user in (other, holder):
        with pytest.raises(NotAllowed):
            give_register_grant(register, user, OFFICE, by=holder)
    more = make_role("more", OFFICE, by=None, name_en="More", withheld=["delivery.close_task"])
    with pytest.raises(NotAllowed):
        give_register_grant(register, other, more.slug, by=holder)
    full = builders.user("", OFFICE, organization=city)
    give_register_grant(register, other, OFFICE, by=full)
    assert not may(again(holder), "delivery.circulate", register)
    withdraw_register_grant(RegisterGrant.objects.filter(own_role=clerk).get(), by=holder)


def test_administration_is_handed_on_the_same_way(city):
    keeper = with_own(
        make_role("keeper", Role.ADMINISTRATOR, by=None, name_en="Keeper", withheld=["calendars.manage"])
    )
    give_grant(builders.user(), OFFICE, by=keeper, organization=city)
    give_grant(builders.user(), "keeper", by=keeper)
    for organization in (None, city):
        with pytest.raises(NotAllowed):
            give_grant(keeper, Role.ADMINISTRATOR, by=keeper, organization=organization)


def test_an_administrator_with_an_own_role_is_not_the_last_one():
    boss, role = (
        builders.user("boss", Role.ADMINISTRATOR),
        make_role("half", Role.ADMINISTRATOR, by=None, name_en="Half"),
    )
    half = with_own(role)
    with pytest.raises(refused.LastAdministrator):
        withdraw_grant(boss.grants.get(), by=None)
    with pytest.raises(refused.LastAdministrator):
        deactivate_user(boss, by=None)
    withdraw_grant(half.grants.get(), by=None)
    assert list(Grant.objects.values_list("user__username", flat=True)) == ["boss"]
