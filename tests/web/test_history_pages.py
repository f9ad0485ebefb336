"""The audit page and one act: filters, what changed from what to what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests import builders
from tests.web.town import HTMX, Town, town
from throughline.history.models import AuditRecord
from throughline.organizations.actions.accounts import make_one_time_link
from throughline.organizations.actions.organizations import edit_organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def admin(place) -> Client:
    return place.client("administrator")


def text_of(response) -> str:
    return response.content.decode()


# ---- the history ----


def test_the_history_is_filtered_by_person_act_day_and_word(place, admin):
    water = place.units["water"]
    edit_organization(
        water, by=place.users["administrator"], seen=water.version, peer_group="A", why="Council of 3 May"
    )

    def found(**wanted):
        return "Council of 3 May" in text_of(place.client("auditor").get("/history/", wanted))

    assert found()
    assert found(by="administrator", act="organizations.edit_organization", text="council")
    assert found(about=f"organizations.Organization:{water.pk}")
    assert not found(about=f"organizations.Organization:{place.units['fin'].pk}")
    assert not found(by="viewer")
    assert not found(until="2001-01-01")
    assert not found(act="organizations.move_organization")
    assert 'href="/organizations/water/"' in text_of(admin.get("/history/"))


def test_the_history_leads_to_accounts_only_who_keeps_them(place, admin):
    account = place.users["viewer"]
    make_one_time_link(account, by=place.users["administrator"])
    link = f'href="/administration/accounts/{account.pk}/"'
    key = AuditRecord.objects.filter(subject_model="accounts.User", subject_key=account.pk).latest("pk").pk
    for address in ("/history/", f"/history/{key}/"):
        assert link in text_of(admin.get(address))
        assert link not in text_of(place.client("auditor").get(address))


@pytest.mark.parametrize("wanted", [{"by": "nobody"}, {"since": "soon"}, {"act": "conquer"}])
def test_a_condition_that_means_nothing_is_told(admin, wanted):
    assert admin.get("/history/", wanted).status_code == 422


@pytest.mark.parametrize(
    "about",
    ["x", "nothing.Here:3", "organizations.Organization:x", "organizations.Organization:" + "9" * 30, ":"],
)
def test_an_object_that_is_none_restricts_nothing(admin, about):
    assert admin.get("/history/", {"about": about}).status_code == 200


def test_the_history_goes_on_by_htmx(place, admin):
    for number in range(60):
        builders.organization(f"more-{number}")
    page = text_of(admin.get("/history/"))
    after = re.search(r'hx-get="(\?[^"]*after=\d+)"', page)[1]
    more = text_of(admin.get(f"/history/{after}", **HTMX))
    assert "<html" not in more
    assert more.count("<tr>") > 1


def test_an_act_shows_what_it_changed_from_what_to_what(place, admin):
    water = place.units["water"]
    edit_organization(
        water,
        by=place.users["administrator"],
        seen=water.version,
        short_name="Water",
        why="<script>alert(1)</script>",
    )
    record = AuditRecord.objects.get(act="organizations.edit_organization")
    page = text_of(admin.get(f"/history/{record.pk}/"))
    assert "<ins>Water</ins>" in page
    assert "<script>alert" not in page
    assert place.client("viewer").get(f"/history/{record.pk}/").status_code == 403
    assert admin.get("/history/999999999/").status_code == 404


def test_a_removal_is_told_in_the_story_of_an_object(place, admin):
    term = place.posts["water"].memberships.get()
    admin.post(f"/terms/{term.pk}/", {"act": "remove"})
    page = text_of(admin.get(f"/posts/{place.posts['water'].pk}/history/"))
    assert "removed" in page
    assert "Qian Xiaolan" in page
