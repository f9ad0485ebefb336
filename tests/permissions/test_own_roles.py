"""An own role may do exactly what its built-in role may, less what it withholds; wherever it is held."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.permissions.test_table import LETTERS, PUBLIC, REACHES, TABLE, acts_of, column
from tests.permissions.world import World
from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.labels import LABELS
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import CONDITIONS, allowed, allowed_keys, asking, may
from throughline.history.act import act
from throughline.history.past import seen_at
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations import roles
from throughline.organizations.models import Grant, Post
from throughline.organizations.reach import reach_for, reach_of
from throughline.plans.models import PlanGrant
from throughline.register.actions.tasks import record_instruction
from throughline.register.models import RegisterGrant, Task

pytestmark = pytest.mark.django_db

HELD = [reach for reach in REACHES if reach != "no role"]
SECRETARY = Role.SECRETARY
RECORD = "register.record_instruction"


def own(base: str, *withheld: str, slug: str = "ours") -> OwnRole:
    with act("test.role", by=None) as this:
        found = OwnRole.objects.filter(slug=slug).first()
        if found is None:
            return this.create(OwnRole(slug=slug, base=base, name_en="Ours", withheld=sorted(withheld)))
        found.base, found.withheld = base, sorted(withheld)
        return this.save(found)


def letters(role: str, reach: str) -> set[str]:
    """The acts of the table that the role may do so far."""
    letter = next(letter for letter, one in LETTERS.items() if one == role)
    return {name for name, cell in column(reach).items() if letter in cell}


# ---- what can be withheld is found out ----


def test_what_a_role_takes_part_in_is_what_the_table_says():
    everybody = {name for name, cells in TABLE.items() if "-" in cells}
    for role in Role.values:
        assert roles.acts_of(role) == letters(role, "everywhere") - everybody, role


def test_what_every_role_may_do_can_not_be_withheld():
    for role in Role.values:
        assert roles.withholdable(role) <= roles.acts_of(role)
        assert roles.withholdable(role).isdisjoint(PUBLIC - {"documents.view"}), role
    assert roles.withholdable(Role.VIEWER) == set()
    assert {"delivery.circulate", "documents.view"} <= roles.withholdable(Role.SUPERVISION_OFFICE)


def test_every_act_says_what_it_is():
    assert set(LABELS) == set(CONDITIONS)
    told = [str(label) for label in LABELS.values()]
    assert all(told)
    assert len(set(told)) == len(told)


# ---- what an own role may do ----


@pytest.mark.parametrize("reach", HELD)
def test_each_act_can_be_withheld_by_itself(reach):
    """One row of the table after the other, for every role that has it."""
    world = World()
    rows = world.rows()
    for role in Role.values:
        for name in sorted(roles.withholdable(role) & letters(role, reach)):
            holder = world.holder(role, reach, own(role, name))
            assert not may(holder, name, rows[name]), (role, name)
            if rows[name] is not None:
                assert not allowed(holder, name, type(rows[name])._base_manager.all()).exists(), (role, name)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(Role.values), st.sampled_from(HELD), st.data())
def test_it_has_the_acts_of_the_built_in_role_less_those_withheld(db, role, reach, data):
    able = sorted(roles.withholdable(role))
    withheld = data.draw(st.sets(st.sampled_from(able)) if able else st.just(set()))
    disclosure = data.draw(st.sampled_from((Disclosure.INTERNAL, Disclosure.PUBLIC)))
    with tried():
        world = World(disclosure)
        holder = world.holder(role, reach, own(role, *withheld))
        public = PUBLIC if disclosure == Disclosure.PUBLIC else set()
        general = {name for name, cells in TABLE.items() if "-" in cells}
        assert acts_of(holder, world.rows()) == (letters(role, reach) - withheld) | public | general


@contextmanager
def tried():
    """What an example made is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_beside_another_role_each_counts_for_itself():
    world = World()
    user = world.holder(Role.SUPERVISION_OFFICE, "city", own(Role.SUPERVISION_OFFICE, "delivery.circulate"))
    assert not may(user, "delivery.circulate", world.register)
    other = own(Role.SUPERVISION_OFFICE, "delivery.close_register", slug="other")
    with act("test.further", by=None) as this:
        this.create(RegisterGrant(user=user, role=other.base, own_role=other, register=world.register))
    user = User.objects.get(pk=user.pk)
    assert may(user, "delivery.circulate", world.register)
    assert may(user, "delivery.close_register", world.register)
    assert not may(user, "delivery.circulate", world.other_register)


def test_what_was_asked_before_is_forgotten():
    world = World()
    user = world.holder(Role.PLAN_OFFICE, "city", own(Role.PLAN_OFFICE, "register.edit_task"))
    for _again in range(2):
        assert not may(user, "register.edit_task", world.task)
        # Its condition is made of that for editing tasks, which is not what is asked here.
        assert may(user, "projects.edit", world.project)
        assert reach_of(user).has(Role.PLAN_OFFICE)
        assert not reach_for(user, "register.edit_task").has(Role.PLAN_OFFICE)
        assert allowed_keys(user, "register.edit_task", [world.task]) == set()
        assert allowed_keys(user, "register.view_task", [world.task]) == {world.task.pk}
    assert user.asked == frozenset()
    with pytest.raises(ZeroDivisionError), asking(user, "register.edit"):
        raise ZeroDivisionError
    assert user.asked == frozenset()


def test_a_secretary_records_only_for_the_leader_for_whom_it_is_not_withheld():
    world = World()
    with act("test.leaders", by=None) as this:
        mayor, vice = (
            this.create(Post(organization=world.city, title=title, is_leader=True))
            for title in ("Mayor", "Vice mayor")
        )
        user = builders.user()
        silent = own(SECRETARY, RECORD)
        this.create(Grant(user=user, role=SECRETARY, organization=world.city, acts_for=vice))
        this.create(
            Grant(user=user, role=SECRETARY, own_role=silent, organization=world.city, acts_for=mayor)
        )
    assert record_instruction(world.register, by=user, for_=vice, title="Look into it").leader == vice
    with pytest.raises(NotAllowed):
        record_instruction(world.register, by=user, for_=mayor, title="Look into it")


def test_at_the_one_top_it_reaches_over_all_that_it_does_not_withhold():
    top = builders.organization("top", level=1)
    register = builders.register("register", top)
    role = own(Role.SUPERVISION_OFFICE, "delivery.circulate")
    user = builders.user()
    with act("test.grant", by=None) as this:
        this.create(Grant(user=user, role=role.base, own_role=role, organization=top))
        this.create(Grant(user=user, role=Role.VIEWER, organization=top))
    assert reach_for(user, "delivery.close_period").at_top == {Role.SUPERVISION_OFFICE, Role.VIEWER}
    assert reach_for(user, "delivery.circulate").at_top == {Role.VIEWER}
    assert not may(user, "delivery.circulate", register)
    assert may(user, "delivery.close_period", register)


# ---- on a past day, and at what price ----


def test_on_a_past_day_it_is_todays_role():
    world = World()
    role = own(Role.SUPERVISION_OFFICE)
    holder = world.holder(Role.SUPERVISION_OFFICE, "city", role)
    holder_of_plan = world.holder(Role.SUPERVISION_OFFICE, "for the plan", role)
    before = clock.now()
    assert may(holder, "delivery.view_proposed", world.rating)
    own(Role.SUPERVISION_OFFICE, "delivery.view_proposed", "documents.view")
    for key in (holder.pk, holder_of_plan.pk):
        with seen_at(before):
            user = User.objects.get(pk=key)
            assert not may(user, "delivery.view_proposed", world.rating)
            assert may(user, "register.view_task", world.task)


@pytest.mark.parametrize("reach", ["city", "for the plan", "for the register"])
def test_it_is_read_with_the_grants(reach):
    world = World()
    asked = []
    for role in (None, own(Role.SUPERVISION_OFFICE, "delivery.circulate")):
        user = world.holder(Role.SUPERVISION_OFFICE, reach, role)
        with CaptureQueriesContext(connection) as queries:
            for name in ("register.edit_task", "delivery.close_period", "plans.view", "register.edit_task"):
                model = CONDITIONS[name][1]
                list(allowed(user, name, model._base_manager.all()))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_grant_for_a_plan_counts_act_by_act():
    world = World()
    role, office = own(Role.PLAN_OFFICE, "indicators.edit"), builders.user()
    with act("test.plan", by=None) as this:
        this.create(PlanGrant(user=office, role=role.base, own_role=role, plan=world.plan))
    assert not may(office, "indicators.edit", world.indicator)
    assert may(office, "plans.edit", world.plan)
    assert list(allowed(office, "register.edit_task", Task.objects.all())) == [world.task]
    with asking(office, "indicators.edit", "plans.edit"):
        assert not PlanGrant.objects.counting(office).exists()
