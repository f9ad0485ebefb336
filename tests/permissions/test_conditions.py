"""A condition gives no row twice: it joins only tables of which one row belongs to each."""

from __future__ import annotations

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import CONDITIONS
from throughline.register.models import Task

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
