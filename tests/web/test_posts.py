"""The pages of posts, terms of office and persons: hand-over, deputies, portfolio, telephone."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import builders
from tests.web.town import Town, town
from throughline.history.models import AuditRecord
from throughline.organizations.models import Membership, Person, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


def text_of(response) -> str:
    return response.content.decode()


# ---- posts, terms, hand-over ----


def test_a_post_is_made_edited_and_removed_while_nothing_needs_it(place):
    client = place.client("administrator")
    assert client.post("/organizations/water/posts/new/", {"title": "Engineer"}).status_code == 302
    post = Post.objects.get(title="Engineer")
    assert client.post("/organizations/water/posts/new/", {"title": "Engineer"}).status_code == 422
    values = {"title": "Chief engineer", "official_order": 7, "row_version": post.version}
    assert client.post(f"/posts/{post.pk}/edit/", values).status_code == 302
    assert client.post(f"/posts/{post.pk}/edit/", values).status_code == 422
    assert Post.objects.get(pk=post.pk).official_order == 7
    assert client.post(f"/posts/{post.pk}/edit/", {"act": "remove"}).status_code == 302
    used = client.post(f"/posts/{place.posts['water'].pk}/edit/", {"act": "remove"})
    assert used.status_code == 409
    assert "other records refer to it" in text_of(used)


def hand_over(**values):
    return {"person": "", "new_name": "", "new_phone": "", "on": "2026-07-01", "why": "", **values}


def test_a_post_is_handed_over_to_somebody_new_in_one_act(place):
    post = place.posts["water"]
    values = hand_over(new_name="Zhou Ning", new_phone="0570-1", why="Decision 12")
    assert place.client("administrator").post(f"/posts/{post.pk}/hand-over/", values).status_code == 302
    assert post.holder_on(date(2026, 6, 30)).name == "Qian Xiaolan"
    assert post.holder_on(date(2026, 7, 1)).name == "Zhou Ning"
    page = text_of(place.client("viewer").get(f"/posts/{post.pk}/"))
    assert page.index("Zhou Ning") < page.index("Qian Xiaolan")
    whole = AuditRecord.objects.get(act="organizations.hand_over_to_newcomer")
    assert whole.why == "Decision 12"
    assert AuditRecord.objects.filter(part_of=whole.pk).count() == 2


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Choose a person"),
        ({"new_name": "Zhou Ning", "on": "2024-01-15"}, "begins on"),
        ({"new_name": "Zhou Ning", "on": "2020-01-01"}, "Nobody holds the post"),
        ({"new_name": "Zhou Ning", "on": "soon"}, "Enter a valid date"),
        ({"person": "999999"}, "Select a valid choice"),
    ],
)
def test_a_refused_hand_over_leaves_no_newcomer_behind(place, values, told):
    post = place.posts["water"]
    before = Person.objects.count(), Membership.objects.count(), AuditRecord.objects.count()
    response = place.client("administrator").post(f"/posts/{post.pk}/hand-over/", hand_over(**values))
    assert response.status_code == 422
    assert told in text_of(response)
    assert (Person.objects.count(), Membership.objects.count(), AuditRecord.objects.count()) == before


def test_a_deputy_a_correction_and_a_removed_term(place):
    client, post = place.client("administrator"), place.posts["water"]
    values = {**hand_over(), "person": place.persons["fin"].pk, "kind": "deputy", "started_on": "2026-01-01"}
    assert client.post(f"/posts/{post.pk}/terms/new/?kind=deputy", values).status_code == 302
    term = Membership.objects.get(post=post, kind="deputy")
    assert "Sun Li" in text_of(client.get("/organizations/water/"))
    corrected = {
        "kind": "deputy",
        "started_on": "2026-02-01",
        "ended_on": "2026-01-01",
        "row_version": term.version,
    }
    assert client.post(f"/terms/{term.pk}/", corrected).status_code == 422
    assert client.post(f"/terms/{term.pk}/", {**corrected, "ended_on": ""}).status_code == 302
    assert client.post(f"/terms/{term.pk}/", {**corrected, "ended_on": ""}).status_code == 422
    assert client.post(f"/terms/{term.pk}/", {"act": "remove"}).status_code == 302
    assert not Membership.objects.filter(pk=term.pk).exists()


def test_a_second_holder_is_refused(place):
    values = {**hand_over(new_name="Zhou Ning"), "kind": "holder", "started_on": "2026-01-01"}
    response = place.client("administrator").post(f"/posts/{place.posts['water'].pk}/terms/new/", values)
    assert response.status_code == 422
    assert "holds the post" in text_of(response)
    assert not Person.objects.filter(name="Zhou Ning").exists()


def test_the_portfolio_is_ticked(place):
    client, mayor = place.client("administrator"), place.posts["city"]
    path = f"/posts/{mayor.pk}/portfolio/"
    wanted = [place.units["water"].pk, place.units["fin"].pk]
    assert client.post(path, {"organizations": wanted}).status_code == 302
    assert text_of(client.get(path)).count("checked") == 2
    assert client.post(path, {"organizations": ["nonsense"]}).status_code == 422
    assert client.post(path, {}).status_code == 302
    assert mayor.portfolio.count() == 0


def test_a_post_tells_the_tasks_it_answers_for(place):
    register = builders.register("plan", place.units["city"])
    builders.task(register, place.units["water"], title="Dredge the canal", accountable=place.posts["water"])
    page = text_of(place.client("viewer").get(f"/posts/{place.posts['water'].pk}/"))
    assert "Dredge the canal" in page


# ---- persons ----


def test_a_person_is_made_and_edited(place):
    client = place.client("county")
    assert client.post(reverse("person_new"), {"name": "Zhou Ning", "phone": "0570-1"}).status_code == 302
    person = Person.objects.get(name="Zhou Ning")
    values = {"name": "Zhou Ning", "phone": "0570-2", "row_version": person.version}
    assert client.post(f"/persons/{person.pk}/edit/", values).status_code == 302
    assert client.post(f"/persons/{person.pk}/edit/", values).status_code == 422
    assert client.post(reverse("person_new"), {"name": ""}).status_code == 422
    assert "0570-2" in text_of(client.get(f"/persons/{person.pk}/"))


def test_only_who_keeps_accounts_gives_a_person_one(place):
    person = place.persons["fin"]
    page = f"/persons/{person.pk}/edit/"
    values = {
        "name": person.name,
        "phone": "",
        "user": place.users["viewer"].pk,
        "row_version": person.version,
    }
    assert place.client("administrator").post(page, values).status_code == 302
    assert Person.objects.get(pk=person.pk).user == place.users["viewer"]
    page = text_of(
        place.client("administrator").get(f"/directory/persons/new/?account={place.users['officer'].pk}")
    )
    assert 'value="Officer"' in page
    # The account is taken now, and no longer offered.
    other = place.persons["water"]
    taken = {**values, "name": other.name, "row_version": other.version}
    assert place.client("administrator").post(f"/persons/{other.pk}/edit/", taken).status_code == 422


def test_persons_are_listed_with_their_posts_and_found_by_telephone(place):
    client = place.client("viewer")
    assert "Director" in text_of(client.get("/directory/persons/"))
    page = text_of(client.get("/directory/persons/", {"text": "8810"}))
    assert "Qian Xiaolan" in page
    assert "Sun Li" not in page


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "50"])
def test_a_strange_place_in_a_list_shows_a_page(place, after):
    assert place.client("viewer").get("/directory/persons/", {"after": after}).status_code == 200
