"""The pages of the directory: who sees and changes what, refusals in the form, the tree and the search."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import builders
from tests.web.town import HTMX, Town, town
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.organizations.actions.organizations import edit_organization
from throughline.organizations.actions.posts import create_post, set_portfolio
from throughline.organizations.models import Grant, Membership, Organization
from throughline.web.views import directory

pytestmark = pytest.mark.django_db

ROLES = ("administrator", "auditor", "viewer", "officer", "county")


@pytest.fixture
def place() -> Town:
    return town()


def text_of(response) -> str:
    return response.content.decode()


# ---- who may open what ----

READ = (
    "/directory/",
    "/directory/?text=water",
    "/directory/persons/",
    "/organizations/water/",
    "/directory/workbook.xlsx",
)


@pytest.mark.parametrize("role", ROLES)
def test_every_account_reads_the_directory(place, role):
    client = place.client(role)
    own = [f"/posts/{place.posts['city'].pk}/", f"/persons/{place.persons['city'].pk}/"]
    assert [client.get(path).status_code for path in (*READ, *own)] == [200] * 7


def test_nobody_reads_it_without_an_account(client):
    response = client.get("/directory/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("role", "top", "east", "water"),
    [
        ("administrator", 200, 200, 200),
        ("county", 200, 200, 404),
        ("auditor", 403, 404, 404),
        ("viewer", 403, 404, 404),
        ("officer", 403, 404, 404),
    ],
)
def test_administrators_change_it_within_their_reach(place, role, top, east, water):
    client = place.client(role)
    assert client.get(reverse("organization_new")).status_code == top
    assert client.get(reverse("person_new")).status_code == top
    pages = ("organization_edit", "organization_move", "organization_end", "organization_roles", "post_new")
    for name in pages:
        assert client.get(reverse(name, args=["east"])).status_code == east, name
        assert client.get(reverse(name, args=["water"])).status_code == water, name
    post = place.posts["water"].pk
    for name in ("post_edit", "post_portfolio", "post_hand_over", "term_new"):
        assert client.get(reverse(name, args=[post])).status_code == water, name
    term = place.posts["water"].memberships.get()
    assert client.get(reverse("term_edit", args=[term.pk])).status_code == water
    assert client.get(reverse("person_edit", args=[term.person_id])).status_code == water


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("auditor", 200), ("viewer", 403), ("officer", 403), ("county", 403)],
)
def test_histories_are_for_administrators_and_auditors_everywhere(place, role, status):
    client = place.client(role)
    assert client.get(reverse("organization_history", args=["water"])).status_code == status
    assert client.get(reverse("post_history", args=[place.posts["water"].pk])).status_code == status


@pytest.mark.parametrize(
    "path", ["/organizations/none/", "/posts/999999/", "/persons/999999/", "/terms/99999999999999999999/"]
)
def test_what_is_not_there_is_a_404(place, path):
    assert place.client("administrator").get(path).status_code == 404


# ---- the tree and the search ----


def test_the_tree_stands_in_official_order_with_heads_and_telephones(place):
    page = text_of(place.client("viewer").get("/directory/"))
    names = ["City Government", "Water Bureau", "Finance Bureau", "East County", "Harbour Town"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "Lu Zhiyuan" in page
    assert 'href="tel:0570-8800"' in page


def test_the_leader_in_charge_stands_beside_the_organization(place):
    set_portfolio(place.posts["city"], [place.units["fin"]], by=None)
    page = text_of(place.client("viewer").get("/directory/"))
    row = page[page.index("Finance Bureau") :].split("</tr>")[0]
    assert "Lu Zhiyuan" in row


def test_an_organization_that_ended_is_not_in_the_tree_but_keeps_its_page(place):
    edit = builders.organization("gone", place.units["city"], name="Gone Office", ended_on=date(2020, 1, 1))
    client = place.client("viewer")
    assert "Gone Office" not in text_of(client.get("/directory/"))
    assert "ended on" in text_of(client.get(f"/organizations/{edit.code}/"))
    assert "Gone Office" in text_of(client.get("/directory/?ended=1"))


def test_a_large_tree_opens_branch_by_branch(place, monkeypatch):
    monkeypatch.setattr(directory, "SHOWN_AT_ONCE", 3)
    client = place.client("viewer")
    page = text_of(client.get("/directory/"))
    assert "Harbour Town" not in page
    assert "1 part<" in page
    opened = text_of(client.get("/directory/?under=east", **HTMX))
    assert opened.index("East County") < opened.index("Harbour Town")
    assert "<html" not in opened


def test_the_tree_takes_as_many_queries_with_many_organizations(place, django_assert_max_num_queries):
    for number in range(30):
        unit = builders.organization(f"more-{number}", place.units["city"], level=2)
        create_post(unit, "Head", by=None, is_head=True)
    client = place.client("viewer")
    client.get("/directory/")
    with django_assert_max_num_queries(12):
        client.get("/directory/")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("xiaolan", "Qian Xiaolan"),
        ("8810", "Qian Xiaolan"),
        ("WATER director", "Director"),
        ("ｗａｔｅｒ", "Water Bureau"),
    ],
)
def test_somebody_is_found_by_name_telephone_post_or_unit(place, written, found):
    page = text_of(place.client("viewer").get("/directory/", {"text": written}))
    assert found in page
    assert "Sun Li" not in page


def test_an_organization_is_found_by_another_name_in_either_script(place):
    water = place.units["water"]
    edit_organization(water, by=None, seen=water.version, aliases=["水利局"], name="Water Bureau")
    page = text_of(place.client("viewer").get("/directory/", {"text": "水利"}))
    assert "Water Bureau" in page


def test_who_left_is_found_without_a_post(place):
    term = place.posts["fin"].memberships.get()
    Membership.objects.filter(pk=term.pk).update(ended_on=date(2024, 6, 30))
    page = text_of(place.client("viewer").get("/directory/", {"text": "Sun"}))
    assert "Persons without a post today" in page


def test_the_search_answers_htmx_with_the_list_alone(place):
    page = text_of(place.client("viewer").get("/directory/", {"text": "nobody at all"}, **HTMX))
    assert "<html" not in page
    assert "Nothing matches" in page


def test_an_empty_directory_says_what_to_do(client):
    client.force_login(builders.user("first", "administrator"))
    assert "import the whole directory" in text_of(client.get("/directory/"))
    assert "Nobody yet" in text_of(client.get("/directory/persons/"))


# ---- organizations ----


def new_organization(**values):
    return {"name": "Port Office", "kind": "department", "parent": "", "aliases": "", **values}


def test_a_new_organization_stands_below_its_parent(place):
    values = new_organization(parent=place.units["city"].pk, aliases="Harbour Master\n\n港口办")
    response = place.client("administrator").post(reverse("organization_new"), values)
    made = Organization.objects.get(name="Port Office")
    assert response["Location"] == f"/organizations/{made.code}/"
    assert (made.parent, made.level, made.aliases) == (place.units["city"], 2, ["Harbour Master", "港口办"])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": " "}, "This field is required"),
        ({"code": "water"}, "is taken by another organization"),
        ({"code": "a b"}, "Enter a valid"),
        ({"kind": "empire"}, "Select a valid choice"),
        ({"started_on": "2026-05-01", "ends_on": "2026-04-01"}, "before the founding"),
        ({"aliases": "\n".join(f"name {n}" for n in range(40))}, "other names"),
        ({"name": "x" * 201}, "at most 200"),
        ({"office_mail": "a@example.org, b@example.org"}, "Enter a valid email"),
        ({"office_mail": '"ab"@example.org'}, "one plain address"),
    ],
)
def test_a_wrong_value_comes_back_in_the_form_and_nothing_is_written(place, values, told):
    before = Organization.objects.count(), AuditRecord.objects.count()
    response = place.client("administrator").post(reverse("organization_new"), new_organization(**values))
    assert response.status_code == 422
    assert told in text_of(response)
    assert (Organization.objects.count(), AuditRecord.objects.count()) == before


def test_a_county_administrator_makes_parts_of_the_county_only(place):
    client = place.client("county")
    assert client.post(reverse("organization_new"), new_organization()).status_code == 422
    outside = new_organization(parent=place.units["water"].pk)
    assert client.post(reverse("organization_new"), outside).status_code == 422
    inside = new_organization(parent=place.units["town"].pk)
    assert client.post(reverse("organization_new"), inside).status_code == 302
    assert Organization.objects.get(name="Port Office").parent == place.units["town"]


def edited(unit, **values):
    shown = {
        "name": unit.name,
        "kind": unit.kind,
        "code": unit.code,
        "aliases": "",
        "row_version": unit.version,
    }
    return {**shown, **values}


def test_two_people_edit_one_organization(place):
    water = place.units["water"]
    client = place.client("administrator")
    edit_organization(water, by=None, seen=water.version, short_name="Water")
    response = client.post(
        "/organizations/water/edit/", edited(water, name="Mine", row_version=water.version - 1)
    )
    assert response.status_code == 422
    assert "Somebody changed this meanwhile" in text_of(response)
    assert Organization.objects.get(code="water").name == "Water Bureau"


def test_an_edit_without_a_version_is_refused_as_a_stale_one(place):
    response = place.client("administrator").post(
        "/organizations/water/edit/", edited(place.units["water"], row_version="x")
    )
    assert response.status_code == 422


def test_an_organization_cannot_be_moved_under_its_own_child(place):
    east, below = place.units["east"], place.units["town"]
    values = {"parent": below.pk, "row_version": east.version, "why": ""}
    response = place.client("administrator").post("/organizations/east/move/", values)
    assert response.status_code == 422
    assert "can&#x27;t be part of itself" in text_of(response)
    assert Organization.objects.get(code="east").parent == place.units["city"]


def test_a_move_takes_along_what_is_below_with_its_reason(place):
    east = place.units["east"]
    values = {"parent": place.units["fin"].pk, "row_version": east.version, "why": "Reform of 2026"}
    assert place.client("administrator").post("/organizations/east/move/", values).status_code == 302
    assert Organization.objects.get(code="town").level == 4
    assert AuditRecord.objects.get(act="organizations.move_organization").why == "Reform of 2026"


def test_an_organization_with_parts_does_not_end(place):
    values = {"ended_on": "2026-01-01", "row_version": place.units["east"].version, "why": ""}
    response = place.client("administrator").post("/organizations/east/end/", values)
    assert response.status_code == 422
    assert "is still part of this organization" in text_of(response)


def test_an_end_closes_terms_and_can_be_taken_back(place):
    client, water = place.client("administrator"), place.units["water"]
    today = clock.today()
    values = {"ended_on": today.isoformat(), "row_version": water.version, "why": ""}
    assert client.post("/organizations/water/end/", values).status_code == 302
    assert place.posts["water"].memberships.get().ended_on == today - timedelta(days=1)
    assert "Take the end back" in text_of(client.get("/organizations/water/"))
    assert client.post("/organizations/water/end/", {"act": "reopen"}).status_code == 302
    assert Organization.objects.get(code="water").ended_on is None


def test_the_official_order_is_changed_step_by_step(place):
    client = place.client("administrator")
    fin = place.units["fin"].pk
    answer = client.post("/organizations/city/order/", {"act": "up", "key": fin}, **HTMX)
    page = text_of(answer)
    assert "<html" not in page
    assert page.index("Finance Bureau") < page.index("Water Bureau")
    assert [one.code for one in place.units["city"].children.official()] == ["fin", "water", "east"]
    # The first can't go further up, and an unknown one nowhere.
    for values in ({"act": "up", "key": fin}, {"act": "down", "key": "none"}, {}):
        assert client.post("/organizations/city/order/", values).status_code == 302
    assert [one.code for one in place.units["city"].children.official()] == ["fin", "water", "east"]


def test_the_order_is_for_administrators_within_reach(place):
    assert place.client("viewer").get("/directory/order/").status_code == 403
    assert place.client("county").get("/directory/order/").status_code == 403
    assert place.client("county").get("/organizations/east/order/").status_code == 200
    assert place.client("county").get("/organizations/city/order/").status_code == 404


def test_a_page_tells_what_the_unit_answers_for_as_far_as_the_reader_may_see(place):
    register = builders.register("plan", place.units["city"])
    builders.task(register, place.units["water"], title="Dredge the canal", rating="red")
    builders.task(register, place.units["fin"], title="Balance the books")
    officer = place.client("officer")
    page = text_of(officer.get("/organizations/water/"))
    assert "Dredge the canal" in page
    assert "rating-red" in page
    assert "Balance the books" not in text_of(officer.get("/organizations/fin/"))
    assert "Balance the books" in text_of(place.client("viewer").get("/organizations/fin/"))


def test_a_script_in_a_name_is_only_text(place):
    water = place.units["water"]
    edit_organization(water, by=None, seen=water.version, short_name="<script>alert(1)</script>")
    for path in (
        "/organizations/water/",
        "/directory/",
        "/directory/?text=script",
        "/organizations/water/edit/",
    ):
        assert "<script>alert" not in text_of(place.client("administrator").get(path)), path


# ---- roles within an organization ----


def test_a_county_administrator_gives_and_withdraws_roles_of_the_county(place):
    client = place.client("county")
    values = {"user": "VIEWER ", "role": "unit_officer", "acts_for": ""}
    assert client.post("/organizations/town/roles/", values).status_code == 302
    grant = Grant.objects.get(user=place.users["viewer"], organization=place.units["town"])
    assert "Unit officer" in text_of(client.get("/organizations/town/roles/"))
    again = client.post("/organizations/town/roles/", values)
    assert again.status_code == 422
    assert "already has the role" in text_of(again)
    assert client.post("/organizations/town/roles/", {"act": "withdraw", "key": grant.pk}).status_code == 302
    assert not Grant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"user": "nobody"}, "No account has the user name"),
        ({"role": "king"}, "Select a valid choice"),
        ({"role": "secretary"}, "Choose the leader"),
    ],
)
def test_a_role_that_cannot_be_given_is_told_in_the_form(place, values, told):
    response = place.client("county").post(
        "/organizations/town/roles/", {"user": "viewer", "role": "viewer", **values}
    )
    assert response.status_code == 422
    assert told in text_of(response)


def test_a_role_of_another_organization_is_not_withdrawn_here(place):
    other = Grant.objects.get(user=place.users["officer"])
    response = place.client("county").post("/organizations/town/roles/", {"act": "withdraw", "key": other.pk})
    assert response.status_code == 404
    assert Grant.objects.filter(pk=other.pk).exists()
