"""The same rights as on the pages: whatever a page shows to somebody the API tells them, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.api.scene import Api, content
from throughline.accounts.choices import Role
from throughline.history.act import act
from throughline.plans.models import PlanGrant
from throughline.register.models import RegisterGrant

#: Addresses of the API, and of the page that shows the same.
SAME = {
    "/registers/{slug}": "/registers/{slug}/",
    "/tasks/export.{kind}": "/tasks/export.csv",
    "/registers/{slug}/tasks": "/registers/{slug}/",
    "/registers/{slug}/periods": "/registers/{slug}/",
    "/registers/{slug}/column-sets": "/registers/{slug}/",
    "/registers/{slug}/comparison": "/registers/{slug}/compare/",
    "/registers/{slug}/export.{kind}": "/registers/{slug}/export.csv",
    "/tasks/{key}": "/tasks/{key}/",
    "/tasks/{key}/history": "/tasks/{key}/history/",
    "/throughline/task/{key}": "/tasks/{key}/",
    "/throughline/document/{key}": "/documents/{key}/",
    "/throughline/clause/{key}": "/clauses/{key}/",
    "/throughline/target/{key}": "/indicators/green/",
    "/reports/{key}": "/reports/{key}/",
    "/evidence/{key}": "/evidence/{key}/",
    "/circulars/{key}": "/circulars/{key}/",
    "/papers/{key}": "/papers/{key}/",
    "/papers/{key}/file": "/papers/{key}/file/",
    "/scans/{key}/file": "/papers/scans/{key}/",
    "/templates/{key}/file": "/papers/templates/{key}/file.docx",
    "/number-series/{key}/numbers": "/papers/numbers/{key}/",
    "/rule-sets": "/rules/",
    "/plans/{slug}": "/plans/{slug}/",
    "/plans/{slug}/alignment": "/plans/{slug}/alignment/",
    "/plans/{slug}/clauses": "/plans/{slug}/",
    "/editions/{key}/clauses": "/editions/{key}/",
    "/clauses/{key}": "/clauses/{key}/",
    "/indicators/{code}": "/indicators/{code}/",
    "/projects/{code}": "/projects/{code}/",
    "/documents/{key}": "/documents/{key}/",
    "/documents/{key}/text": "/documents/{key}/text/",
    "/documents/{key}/file": "/documents/{key}/file/",
    "/organizations/{code}": "/organizations/{code}/",
    "/organizations/{code}/requests": "/organizations/{code}/load/",
    "/posts/{key}": "/posts/{key}/",
    "/persons/{key}": "/persons/{key}/",
    "/persons/{key}/absences": "/persons/{key}/",
    "/persons/{key}/hand-over": "/persons/{key}/hand-over/",
    "/hand-overs/{key}": "/hand-overs/{key}/",
    "/areas/{key}/across": "/areas/{key}/",
    "/organizations/{code}/across": "/organizations/{code}/across/",
    "/posts/{key}/across": "/posts/{key}/across/",
    "/registers/{slug}/closing": "/registers/{slug}/close/",
    "/registers/{slug}/reconciliation": "/registers/{slug}/year-end/",
    "/history": "/history/",
    "/roles": "/administration/roles/",
    "/acts": "/administration/roles/",
    "/roles/{slug}/grants": "/administration/roles/of/{slug}/",
}


def readers(city):
    """An account for every role over the city, over a bureau, over another city, and for one register or plan."""
    other = builders.organization("other", level=1)
    found = {"stranger": city.users["stranger"]}
    for role in Role:
        for name, unit in (("city", city.city), ("bureau", city.transport), ("other", other)):
            found[f"{role} {name}"] = builders.user("", role, organization=unit)
    for name in ("register", "plan"):
        user = found[f"guest of the {name}"] = builders.user()
        with act("test.grant", by=None) as this:
            if name == "register":
                this.create(RegisterGrant(user=user, role=Role.VIEWER, register=city.register))
            else:
                this.create(PlanGrant(user=user, role=Role.VIEWER, plan=city.plan))
    return found


def seen(caller, addresses) -> set[str]:
    """The addresses that answer; whatever is refused is refused as missing or not allowed."""
    found = set()
    for address in addresses:
        answer = caller(address)
        content(answer)
        assert answer.status_code in (200, 403, 404), (address, answer.status_code)
        if answer.status_code == 200:
            found.add(address)
    return found


@pytest.fixture
def places(city):
    """The same addresses with this city's keys."""
    own = {"/throughline/document/{key}": city.document, "/throughline/clause/{key}": city.clause}
    own["/throughline/target/{key}"] = city.target
    made = {}
    for address, page in SAME.items():
        row = own.get(address)
        made[address.replace("{key}", str(row.pk)) if row else city.fill(address)] = (
            page.replace("{key}", str(row.pk)) if row else city.fill(page)
        )
    return made


@pytest.mark.slow
def test_whoever_sees_the_page_gets_the_answer_and_nobody_else(city, places):
    for name, user in readers(city).items():
        browser = Client()
        browser.force_login(user)
        pages = seen(browser.get, set(places.values()))
        api = seen(Api(user).get, places)
        assert api == {address for address, page in places.items() if page in pages}, name


LISTS = (
    *("/registers", "/tasks", "/reports", "/ratings", "/circulars", "/plans", "/documents", "/projects"),
    "/registers/tasks/tasks",
)


def test_lists_hold_only_what_may_be_seen(city):
    stranger = Api(city.users["stranger"])
    for address in LISTS[:-1]:
        told = stranger.get(address).json()
        assert (told if isinstance(told, list) else told["rows"]) == [], address
    assert stranger.get("/overview").json()["total"]["total"] == 0
    assert stranger.get("/owed").json() == []
    viewer = Api(builders.user("", Role.VIEWER, organization=city.city))
    for address in set(LISTS) - {"/documents"}:
        told = viewer.get(address).json()
        assert len(told if isinstance(told, list) else told["rows"]) == 1, address


def test_a_rating_is_told_outside_the_circle_only_once_it_is_circulated(city):
    inside, outside = Api(city.users[Role.UNIT_OFFICER]), Api(city.users[Role.VIEWER])
    assert [one["state"] for one in inside.get("/ratings").json()["rows"]] == ["proposed", "circulated"]
    for address in ("/ratings", f"/tasks/{city.task.pk}"):
        told = outside.get(address).json()
        ratings = told["rows"] if address == "/ratings" else told["ratings"]
        assert [one["state"] for one in ratings] == ["circulated"], address
    assert outside.get("/ratings", state="proposed").json()["rows"] == []


def test_the_load_of_a_unit_is_for_whoever_has_a_role_over_it(city):
    for role, unit, status in (
        (Role.UNIT_OFFICER, city.finance, 200),
        (Role.VIEWER, city.city, 200),
        (Role.VIEWER, city.transport, 403),
    ):
        caller = Api(builders.user("", role, organization=unit))
        assert caller.get("/organizations/finance/load").status_code == status


def test_clauses_tell_only_the_tasks_in_sight(city):
    with act("test.grant", by=None) as this:
        guest = builders.user()
        this.create(PlanGrant(user=guest, role=Role.VIEWER, plan=city.plan))
    assert Api(guest).get(f"/clauses/{city.clause.pk}").json()["tasks"] == [city.task.pk]
    officer = builders.user("", Role.UNIT_OFFICER, organization=builders.organization("parks", city.city))
    told = Api(officer).get(f"/clauses/{city.clause.pk}").json()
    assert (told["tasks"], told["targets"]) == ([], [city.target.pk])
