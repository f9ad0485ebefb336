"""Own roles in the workbook of the directory: offered, written and read by their names."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from tests import builders
from tests.exchange.test_directory import book
from throughline.accounts.models import User
from throughline.exchange.directory import apply_directory, directory_workbook, read_directory
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.own_roles import make_role, retire_role
from throughline.organizations.models import Grant

pytestmark = pytest.mark.django_db

HEADINGS = ("User name", "Name", "Role", "Within")


@pytest.fixture
def clerk():
    builders.organization("city", level=1)
    return make_role("clerk", "supervision_office", by=None, name_en="Supervision clerk", name_zh="督查科员")


def taken(*rows):
    plan = read_directory(book(Accounts=[HEADINGS, *rows]), "roles.xlsx", by=None)
    return plan, [(one.row, one.message) for one in plan.errors]


@pytest.mark.parametrize("written", ["clerk", "Supervision clerk", "supervision  CLERK", "督查科员"])
def test_it_is_read_by_any_of_its_names(clerk, written):
    plan, errors = taken(("ann", "Ann", written, "city"))
    assert errors == []
    apply_directory(plan, by=None)
    grant = Grant.objects.get(user__username="ann")
    assert (grant.role, grant.own_role) == ("supervision_office", clerk)
    again, errors = taken(("ann", "Ann", written, "city"))
    assert (errors, again.changed) == ([], 0)


def test_the_built_in_role_is_another_one(clerk):
    plan, _errors = taken(("ann", "Ann", "clerk", "city"), ("ann", "Ann", "Supervision office", "city"))
    apply_directory(plan, by=None)
    assert {one.role_key for one in Grant.objects.all()} == {"clerk", "supervision_office"}


def test_what_is_no_role_is_told_with_those_there_are(clerk):
    _plan, errors = taken(("ann", "Ann", "Jester", "city"))
    assert "Jester" in errors[0][1]
    assert "Viewer" in errors[0][1]
    assert "Supervision clerk" in errors[0][1]


def test_a_retired_role_is_given_to_nobody(clerk):
    retire_role(clerk, by=None, seen=clerk.version)
    _plan, errors = taken(("ann", "Ann", "clerk", "city"))
    assert "retired" in errors[0][1]
    assert not User.objects.filter(username="ann").exists()


def test_it_is_written_by_its_name_and_comes_back_unchanged(clerk):
    give_grant(builders.user("ann"), "clerk", by=None)
    for language, name in (("en", "Supervision clerk"), ("zh-hans", "督查科员")):
        with translation.override(language):
            data = directory_workbook(by=None)
            cells = {cell.value for sheet in load_workbook(io.BytesIO(data)) for row in sheet for cell in row}
            assert name in cells
            plan = read_directory(data, "again.xlsx", by=None)
            assert (plan.errors, plan.created, plan.changed) == ([], 0, 0)
