"""Roles over the API: own ones made, edited and retired; roles given and withdrawn, with the rights of the pages."""

from __future__ import annotations

import pytest

from tests import builders
from tests.api.scene import Api
from tests.api.test_writing import answered
from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole
from throughline.accounts.permissions import CONDITIONS
from throughline.history.models import AuditRecord

pytestmark = pytest.mark.django_db

NEW = {"slug": "writer", "base": "plan_office", "name_zh": "起草员", "withheld": ["plans.create"]}


@pytest.fixture
def keeper(city):
    return Api(builders.user("", Role.ADMINISTRATOR))


def test_roles_tell_what_they_may_do(city, keeper):
    told = {one["slug"]: one for one in answered(keeper.get("/roles"), 200, "/roles", "get")}
    assert set(told) == {*Role.values, "clerk"}
    office, clerk = told["supervision_office"], told["clerk"]
    assert (clerk["is_own"], clerk["base"], clerk["name"]) == (True, "supervision_office", "Clerk")
    assert set(office["acts"]) - set(clerk["acts"]) == {"delivery.circulate"} == set(clerk["withheld"])
    acts = {one["act"]: one for one in answered(keeper.get("/acts"), 200, "/acts", "get")}
    assert set(acts) == set(CONDITIONS)
    assert acts["delivery.circulate"]["withholdable_from"] == ["supervision_office"]
    assert acts["register.view"]["withholdable_from"] == []
    headers = {**keeper.headers, "Accept-Language": "zh-hans"}
    chinese = keeper.client.get("/api/v1/acts", headers=headers).json()
    assert {"印发亮灯通报"} <= {one["label"] for one in chinese}


def test_an_own_role_is_made_edited_retired_and_removed(city, keeper):
    made = answered(keeper.post("/roles", NEW), 201, "/roles")
    assert (made["name"], made["withheld"], made["version"]) == ("起草员", ["plans.create"], 1)
    assert answered(keeper.post("/roles", NEW), 409, "/roles")["code"] == "RoleNameTaken"
    refused = answered(
        keeper.post("/roles", NEW | {"slug": "x", "withheld": ["delivery.circulate"]}), 422, "/roles"
    )
    assert refused["field"] == "withheld"
    address, shape = "/roles/writer", "/roles/{slug}"
    change = {"seen": 1, "name_en": "Writer", "name_zh": "起草员", "withheld": []}
    assert answered(keeper.patch(address, change), 200, shape, "patch")["name"] == "Writer"
    assert answered(keeper.patch(address, change), 409, shape, "patch")["code"] == "ChangedMeanwhile"
    for name, retired in (("retire", True), ("reopen", False)):
        seen = OwnRole.objects.get(slug="writer").version
        told = answered(keeper.post(f"{address}/{name}", {"seen": seen}), 200, f"{shape}/{name}")
        assert told["is_retired"] is retired
    assert keeper.post(f"{address}/remove", {"seen": 4}).status_code == 204
    assert keeper.post(f"{address}/remove", {"seen": 4}).status_code == 404


def test_roles_are_given_and_withdrawn(city, keeper):
    user, shape = city.users["stranger"], "/roles/{slug}/grants"
    places = ({}, {"organization": "finance"}, {"plan": city.plan.slug}, {"register_slug": "tasks"})
    for place in places:
        told = answered(keeper.post("/roles/clerk/grants", {"username": user.username, **place}), 201, shape)
        assert (told["role"], told["name"], told["username"]) == ("clerk", "Clerk", user.username)
        assert {name: told[name] for name in place} == place
    mine = answered(Api(user).get("/me"), 200, "/me", "get")["grants"]
    assert {(one["role"], one["own_role"], one["name"]) for one in mine} == {
        ("supervision_office", "clerk", "Clerk")
    }
    held = answered(keeper.get("/roles/clerk/grants"), 200, shape, "get")
    assert [one["kind"] for one in held] == ["organization", "organization", "plan", "register"]
    seen = OwnRole.objects.get().version
    kept = answered(keeper.post("/roles/clerk/remove", {"seen": seen}), 409, "/roles/{slug}/remove")
    assert kept["code"] == "RoleHeld"
    for one in held:
        assert keeper.post(f"/grants/{one['kind']}/{one['id']}/withdraw", {}).status_code == 204
        assert keeper.post(f"/grants/{one['kind']}/{one['id']}/withdraw", {}).status_code == 404
    assert keeper.get("/roles/clerk/grants").json() == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"username": "nobody"}, 404),
        ({"username": "stranger", "organization": "nowhere"}, 404),
        ({"username": "stranger", "organization": "finance", "plan": "plan"}, 422),
        ({"username": "stranger", "acts_for": 999999}, 404),
        ({"username": "city-leader"}, 201),
        ({}, 422),
    ],
)
def test_what_is_given_where_is_looked_at(city, keeper, sent, status):
    assert keeper.post("/roles/clerk/grants", sent).status_code == status
    assert keeper.post("/roles/king/grants", {"username": "stranger"}).status_code == 422


def test_nobody_else_makes_or_gives_them(city):
    acts = AuditRecord.objects.exclude(act="accounts.make_token")
    before = acts.count()
    sent = {"username": "stranger", "register_slug": "tasks"}
    grant = city.users[Role.VIEWER].grants.get()
    for role in set(Role.values) - {Role.ADMINISTRATOR} | {"stranger"}:
        caller = Api(city.users[role])
        for answer in (
            caller.post("/roles", NEW),
            caller.patch("/roles/clerk", {"seen": 1, "name_en": "Boss"}),
            *(caller.post(f"/roles/clerk/{name}", {"seen": 1}) for name in ("retire", "reopen", "remove")),
            caller.get("/roles/clerk/grants"),
            caller.post("/roles/clerk/grants", {"username": "stranger"}),
            caller.post("/roles/clerk/grants", {"username": "nobody"}),
            caller.post(f"/grants/organization/{grant.pk}/withdraw", {}),
        ):
            assert answer.status_code == 403, role
        keeps = role in (Role.PLAN_OFFICE, Role.SUPERVISION_OFFICE)
        if not keeps:
            assert caller.post("/roles/viewer/grants", sent).status_code == 403, role
    assert acts.count() == before
    assert Api(city.users[Role.SUPERVISION_OFFICE]).post("/roles/clerk/grants", sent).status_code == 201
