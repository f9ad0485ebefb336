from __future__ import annotations

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import allowed, may
from throughline.history.act import act
from throughline.register.models import Register, RegisterGrant, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two cities, each with a bureau and a register; the first city's bureau leads a task there."""
    first, second = builders.organization("first", level=1), builders.organization("second", level=1)
    bureau, other = (
        builders.organization("bureau", parent=first),
        builders.organization("other", parent=second),
    )
    registers = builders.register("one", organization=first), builders.register("two", organization=second)
    tasks = builders.task(registers[0], lead=bureau), builders.task(registers[1], lead=other)
    return {"first": first, "bureau": bureau, "registers": registers, "tasks": tasks}


ACTS = {
    "register.view": Register,
    "register.view_task": Task,
    "register.edit": Register,
    "register.edit_task": Task,
    "register.import_tasks": Register,
    "register.move_due_date": Task,
}
READS = {"register.view", "register.view_task"}


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.ADMINISTRATOR, READS),
        (Role.PLAN_OFFICE, set(ACTS)),
        (Role.SUPERVISION_OFFICE, set(ACTS)),
        (Role.UNIT_OFFICER, READS),
        (Role.UNIT_LEADER, READS),
        (Role.CITY_LEADER, READS),
        (Role.SECRETARY, READS),
        (Role.AUDITOR, READS),
        (Role.VIEWER, READS),
    ],
)
def test_a_role_reaches_its_own_city_and_no_further(world, role, acts):
    user = builders.user(f"one-{role}", role, organization=world["first"])
    for name, model in ACTS.items():
        rows = world["registers"] if model is Register else world["tasks"]
        seen = set(allowed(user, name, model.objects.all()))
        assert seen == ({rows[0]} if name in acts else set()), name
        assert may(user, name, rows[0]) is (name in acts)
        assert not may(user, name, rows[1])


def test_a_unit_sees_only_what_it_answers_for(world):
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=world["bureau"])
    extra = builders.task(
        world["registers"][0], lead=builders.organization("neighbour", parent=world["first"])
    )
    assert set(allowed(officer, "register.view_task", Task.objects.all())) == {world["tasks"][0]}
    assert set(allowed(officer, "register.view", Register.objects.all())) == {world["registers"][0]}
    assert not may(officer, "register.view_task", extra)
    assert may(officer, "register.sign_off", world["tasks"][0].responsibilities.get())
    assert not may(officer, "register.sign_off", world["tasks"][1].responsibilities.get())


def test_a_grant_for_one_register_reaches_that_register(world):
    user = builders.user("guest")
    with act("test.grant", by=None) as this:
        this.create(RegisterGrant(user=user, role=Role.SUPERVISION_OFFICE, register=world["registers"][1]))
    assert set(allowed(user, "register.edit_task", Task.objects.all())) == {world["tasks"][1]}
    assert set(allowed(user, "register.view", Register.objects.all())) == {world["registers"][1]}


def test_public_tasks_are_for_every_account(world):
    user = builders.user("guest")
    assert not allowed(user, "register.view_task", Task.objects.all()).exists()
    public = builders.task(world["registers"][1], disclosure="public")
    assert set(allowed(user, "register.view_task", Task.objects.all())) == {public}


def test_roles_held_everywhere_see_everything(world):
    auditor = builders.user("auditor", Role.AUDITOR)
    assert allowed(auditor, "register.view_task", Task.objects.all()).count() == 2
    assert not may(auditor, "register.edit_task", world["tasks"][0])
    assert not may(auditor, "register.manage_rules")
    assert may(builders.user("admin", Role.ADMINISTRATOR), "register.manage_rules")
