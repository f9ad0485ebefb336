"""The pages of administration: accounts, rights, calendars, the import, the history, jobs, the state of the system."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests import builders
from tests.web.town import HTMX, Town, town
from throughline.accounts.choices import Role
from throughline.accounts.models import OneTimeLink, User
from throughline.accounts.models.access import fingerprint
from throughline.calendars.actions import create_calendar
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.jobs.actions import ask
from throughline.jobs.background import VERIFY
from throughline.jobs.claims import claim
from throughline.jobs.models import Job
from throughline.jobs.progress import progress
from throughline.jobs.run import run
from throughline.organizations.models import Grant
from throughline.plans.models import Plan, PlanGrant
from throughline.register.models import RegisterGrant

pytestmark = pytest.mark.django_db

ROLES = ("administrator", "auditor", "viewer", "officer", "county")


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


# ---- who may open what ----


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/administration/", (200, 200, 403, 403, 200)),
        ("/administration/rights/", (200, 200, 403, 403, 200)),
        ("/administration/calendars/", (200, 200, 403, 403, 200)),
        ("/administration/calendars/cn/", (200, 200, 403, 403, 200)),
        ("/administration/calendars/cn/edit/", (200, 404, 404, 404, 404)),
        ("/administration/accounts/", (200, 403, 403, 403, 403)),
        ("/administration/accounts/new/", (200, 403, 403, 403, 403)),
        ("/administration/import/", (200, 403, 403, 403, 403)),
        ("/administration/import/preview/", (404, 403, 403, 403, 403)),
        ("/history/", (200, 200, 403, 403, 403)),
    ],
)
def test_each_page_opens_for_its_roles(place, path, statuses):
    create_calendar("cn", "China", by=None)
    assert tuple(place.client(role).get(path).status_code for role in ROLES) == statuses


@pytest.mark.parametrize("role", ["auditor", "viewer", "officer", "county"])
def test_only_administrators_everywhere_act(place, role):
    create_calendar("cn", "China", by=None)
    client, viewer = place.client(role), place.users["viewer"].pk
    before = AuditRecord.objects.count()
    answers = [
        client.post("/administration/accounts/new/", {"username": "x", "name": "X"}),
        client.post(f"/administration/accounts/{viewer}/", {"act": "link"}),
        client.post(f"/administration/accounts/{viewer}/", {"act": "grant", "role": "administrator"}),
        client.post("/administration/calendars/", {"slug": "x", "name": "X", "country": "CN"}),
        client.post("/administration/calendars/cn/", {"act": "day", "day": "2026-05-06", "works": "off"}),
        client.post("/administration/import/", {"file": SimpleUploadedFile("x.csv", b"Name\nX\n")}),
        client.post("/administration/import/links/", {"links": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 7
    assert AuditRecord.objects.count() == before


def test_the_menu_offers_what_may_be_opened(place):
    assert "/administration/accounts/" not in text_of(place.client("auditor").get("/administration/"))
    assert "/history/" not in text_of(place.client("county").get("/administration/"))
    assert "/administration/" not in text_of(place.client("viewer").get("/directory/"))


# ---- the state of the system ----


def test_the_system_page_tells_how_the_installation_does(admin):
    page = text_of(admin.get("/administration/"))
    assert {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor] in page
    assert "No worker has been heard of lately" in page
    assert "No job yet." in page


def test_a_verification_is_asked_for_done_and_told(place, admin):
    answer = admin.post("/administration/verify/")
    job = Job.objects.get(kind=VERIFY)
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert place.client("viewer").post("/administration/verify/").status_code == 403
    run(claim("worker"))
    assert "were checked" in text_of(admin.get(f"/jobs/{job.pk}/"))
    assert f"/jobs/{job.pk}/" in text_of(admin.get("/administration/"))


def test_a_fault_that_verify_found_is_told_in_its_words(admin):
    job = ask(VERIFY, None)
    told = {"ok": False, "records": 9, "found": 1, "problems": ["Record 7 was changed."]}
    Job.objects.filter(pk=job.pk).update(state="done", result=told)
    page = text_of(admin.get(f"/jobs/{job.pk}/"))
    assert "1 fault was found among 9 records" in page
    assert "Record 7 was changed." in page
    assert "faults found" in text_of(admin.get("/administration/"))


# ---- jobs ----


def test_a_job_tells_its_progress_and_asks_again_by_htmx(place):
    job = ask("documents.read", place.users["officer"], document=3)
    client = place.client("officer")
    assert "Waits for its turn." in text_of(client.get(f"/jobs/{job.pk}/"))
    Job.objects.filter(pk=job.pk).update(state="running")
    progress(job.pk, 3, 12, "Page 3")
    answer = client.get(f"/jobs/{job.pk}/", **HTMX)
    page = text_of(answer)
    assert "<html" not in page
    assert 'value="25"' in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert "no-store" in answer["Cache-Control"]
    Job.objects.filter(pk=job.pk).update(state="done", result={"findings": 2})
    ended = text_of(client.get(f"/jobs/{job.pk}/", **HTMX))
    assert "2 findings to confirm." in ended
    assert 'href="/documents/3/"' in ended
    assert "hx-get" not in ended


def test_a_failed_job_says_why(place):
    job = ask("documents.read", place.users["officer"], document=3)
    Job.objects.filter(pk=job.pk).update(state="failed", error="The file <b>ends</b> in its middle.")
    page = text_of(place.client("officer").get(f"/jobs/{job.pk}/"))
    assert "The file &lt;b&gt;ends&lt;/b&gt; in its middle." in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("administrator", 200), ("auditor", 200), ("viewer", 404), ("county", 404)],
)
def test_a_job_is_seen_by_who_asked_and_who_sees_all(place, role, status):
    job = ask("documents.read", place.users["officer"], document=3)
    assert place.client(role).get(f"/jobs/{job.pk}/").status_code == status
    assert place.client(role).get("/jobs/99999999999999999999999/").status_code == 404


# ---- accounts ----


def account(user: User) -> str:
    return f"/administration/accounts/{user.pk}/"


def test_an_account_is_made_invited_and_used(place, admin, client):
    answer = admin.post(
        "/administration/accounts/new/", {"username": " Zhou ", "name": "Zhou Ning", "language": "zh-hans"}
    )
    user = User.objects.get(username="zhou")
    assert answer["Location"] == account(user)
    shown = admin.post(account(user), {"act": "link"})
    link = re.search(r'data-copy="http://testserver(/link/[^"]+/)"', text_of(shown))[1]
    assert "no-store" in shown["Cache-Control"]
    # The secret is shown this once; only its fingerprint is kept.
    assert link not in text_of(admin.get(account(user)))
    assert OneTimeLink.objects.get(user=user).secret == fingerprint(link.split("/")[2])
    new = {"password": "a long enough one", "again": "a long enough one"}
    assert client.post(link, new).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("a long enough one")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"username": "viewer"}, "is taken"),
        ({"username": ""}, "This field is required"),
        ({"username": "two words"}, "no blanks"),
        ({"name": ""}, "This field is required"),
        ({"language": "tlh"}, "Select a valid choice"),
    ],
)
def test_an_account_that_cannot_be_made_is_told_in_the_form(place, admin, values, told):
    before = User.objects.count()
    response = admin.post("/administration/accounts/new/", {"username": "zhou", "name": "Zhou", **values})
    assert response.status_code == 422
    assert told in text_of(response)
    assert User.objects.count() == before


def test_two_people_edit_one_account(place, admin):
    user = place.users["viewer"]
    values = {"act": "edit", "name": "Vera", "username": "viewer", "row_version": user.version}
    assert admin.post(account(user), values).status_code == 302
    stale = admin.post(account(user), {**values, "name": "Mine"})
    assert stale.status_code == 422
    assert "Somebody changed this meanwhile" in text_of(stale)
    assert User.objects.get(pk=user.pk).name == "Vera"


def test_roles_are_given_and_withdrawn(place, admin):
    user = place.users["viewer"]
    values = {"act": "grant", "role": "plan_office", "organization": place.units["east"].pk, "acts_for": ""}
    assert admin.post(account(user), values).status_code == 302
    grant = Grant.objects.get(user=user, role="plan_office")
    page = text_of(admin.get(account(user)))
    assert "within East County" in page
    assert admin.post(account(user), values).status_code == 422
    assert admin.post(account(user), {"act": "withdraw", "grant": grant.pk}).status_code == 302
    assert admin.post(account(user), {"act": "withdraw", "grant": grant.pk}).status_code == 404


def test_a_secretary_acts_for_a_leader(place, admin):
    user = place.users["viewer"]
    without = admin.post(account(user), {"act": "grant", "role": "secretary"})
    assert without.status_code == 422
    assert "Choose the leader" in text_of(without)
    mayor = place.posts["city"].pk
    assert (
        admin.post(account(user), {"act": "grant", "role": "secretary", "acts_for": mayor}).status_code == 302
    )
    assert "on behalf of" in text_of(admin.get(account(user)))
    other = admin.post(account(user), {"act": "grant", "role": "viewer", "acts_for": mayor})
    assert other.status_code == 422


def test_the_last_administrator_stays(place, admin):
    user = place.users["administrator"]
    grant = user.grants.get()
    for values in ({"act": "close"}, {"act": "withdraw", "grant": grant.pk}):
        refused = admin.post(account(user), values)
        assert refused.status_code == 409
        assert "last administrator" in text_of(refused)
    assert User.objects.get(pk=user.pk).is_active
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_an_account_is_closed_and_opened_again(place, admin):
    user = place.users["viewer"]
    theirs = place.client("viewer")
    assert admin.post(account(user), {"act": "close"}).status_code == 302
    assert theirs.get("/directory/").status_code == 302
    assert admin.post(account(user), {"act": "link"}).status_code == 409
    assert "This account is closed." in text_of(admin.get(account(user)))
    assert admin.post(account(user), {"act": "open"}).status_code == 302
    assert User.objects.get(pk=user.pk).is_active


def test_accounts_are_filtered(place, admin):
    assert "officer" in text_of(admin.get("/administration/accounts/", {"role": "unit_officer"}))
    found = text_of(
        admin.get("/administration/accounts/", {"role": "auditor", "text": "AUD", "state": "open"})
    )
    assert account(place.users["auditor"]) in found
    assert account(place.users["officer"]) not in found
    assert "Nothing matches" in text_of(admin.get("/administration/accounts/", {"state": "closed"}))
    assert admin.get("/administration/accounts/", {"role": "king", "after": "-3"}).status_code == 200


def test_the_list_of_accounts_takes_as_many_queries_with_many(place, admin, django_assert_max_num_queries):
    for number in range(20):
        builders.user(f"user{number}", Role.VIEWER, organization=place.units["east"])
    with django_assert_max_num_queries(9):
        admin.get("/administration/accounts/")


# ---- rights per register and plan ----


@pytest.fixture
def lists(place) -> Town:
    builders.register("lakes", place.units["city"], title="Lakes")
    plan = Plan(slug="five", title="Five years", organization=place.units["city"])
    with act("test.plan", by=None) as this:
        this.create(plan)
    place.users["office"] = builders.user("office", Role.SUPERVISION_OFFICE, organization=place.units["city"])
    return place


@pytest.mark.parametrize("role", ["administrator", "office"])
def test_rights_for_a_register_are_given_by_administrators_and_its_office(lists, role):
    client = lists.client(role)
    values = {"user": "officer", "role": "supervision_office", "register": "lakes", "plan": ""}
    assert client.post("/administration/rights/", values).status_code == 302
    grant = RegisterGrant.objects.get()
    page = text_of(client.get("/administration/rights/"))
    assert "Lakes" in page
    assert "Withdraw" in page
    gone = {"act": "withdraw", "kind": "register", "key": grant.pk}
    assert client.post("/administration/rights/", gone).status_code == 302
    assert not RegisterGrant.objects.exists()


def test_rights_for_a_plan_are_given_and_seen_with_the_account(lists):
    client = lists.client("administrator")
    values = {"user": "officer", "role": "plan_office", "register": "", "plan": "five"}
    assert client.post("/administration/rights/", values).status_code == 302
    assert "Five years" in text_of(client.get(account(lists.users["officer"])))
    gone = {"act": "withdraw", "kind": "plan", "key": PlanGrant.objects.get().pk}
    assert client.post("/administration/rights/", gone).status_code == 302
    assert not PlanGrant.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"register": "", "plan": ""},
        {"register": "lakes", "plan": "five"},
        {"user": "nobody"},
        {"role": "king"},
        {"register": "none"},
    ],
)
def test_a_right_that_says_too_little_or_too_much_is_told(lists, values):
    given = {"user": "officer", "role": "viewer", "register": "lakes", "plan": "", **values}
    assert lists.client("administrator").post("/administration/rights/", given).status_code == 422
    assert not RegisterGrant.objects.exists()


def test_auditors_read_rights_and_give_none(lists):
    lists.client("administrator").post(
        "/administration/rights/", {"user": "officer", "role": "viewer", "register": "lakes", "plan": ""}
    )
    auditor = lists.client("auditor")
    page = text_of(auditor.get("/administration/rights/"))
    assert "Lakes" in page
    assert "Withdraw" not in page
    refused = auditor.post(
        "/administration/rights/",
        {"act": "withdraw", "kind": "register", "key": RegisterGrant.objects.get().pk},
    )
    assert refused.status_code == 403
    assert RegisterGrant.objects.exists()
