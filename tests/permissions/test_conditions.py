"""A condition gives no row twice: lists need no DISTINCT, which would sort whole tables for their first page."""

from __future__ import annotations

from collections import Counter

import pytest

from tests import builders
from tests.permissions.world import DAY, World
from throughline.accounts.choices import Role
from throughline.accounts.permissions import CONDITIONS, allowed
from throughline.history.act import act
from throughline.organizations.models import Grant, Membership, Post
from throughline.plans.models import PlanGrant
from throughline.register.models import Entry, ProjectTask, RegisterGrant, Responsibility, Task

pytestmark = pytest.mark.django_db


def many(query) -> set[str]:
    """The tables of a query of which several rows may belong to one."""
    joins = [join for join in query.alias_map.values() if getattr(join, "join_field", None)]
    return {join.table_name for join in joins if any(path.m2m for path in join.join_field.get_path_info())}


@pytest.mark.parametrize("role", Role.values)
def test_no_condition_multiplies_rows(role):
    city = builders.organization("city", level=1)
    user = builders.user("", role, organization=builders.organization("bureau", city))
    found = {
        act: many(model._base_manager.filter(condition(user)).query)
        for act, (condition, model) in CONDITIONS.items()
        if model is not None
    }
    assert {act: tables for act, tables in found.items() if tables} == {}


def test_what_multiplies_rows_is_seen():
    assert many(Task.objects.filter(responsibilities__role="lead").query) == {"register_responsibility"}


def doubled(world: World) -> None:
    """Of everything a condition may look at, a second one: what joined it would now give each row twice."""
    twin = builders.organization("twin", world.bureau)
    other = builders.register("further", world.city, kind=world.register.kind, plan=world.plan)
    second = builders.task(other, twin)
    with act("test.doubled", by=None) as this:
        this.create(Responsibility(task=world.task, organization=twin, role="joint", position=2))
        this.create(Entry(register=other, task=world.task, is_home=False, number="9", position=9))
        this.create(ProjectTask(project=world.project, task=second))
        post = this.create(Post(organization=twin, title="Deputy"))
        this.create(Membership(person=world.person, post=post, started_on=DAY))


def holder(world: World, role: str):
    """Holds the role in every way at once: here, below, for the plan, for each register, and another role with it."""
    user = builders.user()
    with act("test.holder", by=None) as this:
        for organization in (world.city, world.bureau):
            this.create(Grant(user=user, role=role, organization=organization))
        this.create(Grant(user=user, role=_beside(role), organization=world.city))
        for one in (role, _beside(role)):
            this.create(PlanGrant(user=user, role=one, plan=world.plan))
            this.create(RegisterGrant(user=user, role=one, register=world.register))
    return user


def _beside(role: str) -> str:
    return Role.VIEWER if role != Role.VIEWER else Role.UNIT_OFFICER


def test_every_list_gives_each_row_once_whoever_asks():
    world = World("public")
    doubled(world)
    for role in Role.values:
        user = holder(world, role)
        for name, (_condition, model) in CONDITIONS.items():
            if model is not None:
                rows = Counter(allowed(user, name, model._base_manager.all()).values_list("pk", flat=True))
                assert not [key for key, times in rows.items() if times > 1], (role, name)
