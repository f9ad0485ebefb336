"""The pages of administration: accounts, rights, calendars, the import, the history, jobs, the state of the system."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.town import HTMX, Town, town
from throughline.accounts.choices import Role
from throughline.accounts.models import OneTimeLink, User
from throughline.accounts.models.access import fingerprint
from throughline.calendars.actions import create_calendar, set_local_day
from throughline.calendars.models import Calendar, LocalDay
from throughline.formats.sheets import Column, Sheet, read_sheet, workbook
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.jobs.actions import ask
from throughline.jobs.background import VERIFY
from throughline.jobs.claims import claim
from throughline.jobs.models import Job
from throughline.jobs.progress import progress
from throughline.jobs.run import run
from throughline.organizations.actions.organizations import edit_organization
from throughline.organizations.models import Grant, Organization
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


# ---- calendars ----


def test_a_year_shows_holidays_make_up_days_and_local_days(place, admin):
    calendar = create_calendar("cn", "China", by=None)
    set_local_day(calendar, date(2025, 6, 17), works=False, name="Harbour Day", by=None)
    page = text_of(place.client("auditor").get("/administration/calendars/cn/?year=2025"))
    assert "Spring Festival" in page
    assert "Make-up day" in page
    assert "Harbour Day" in page
    assert page.count('<table class="month">') == 12
    assert "may still change" not in page
    assert "may still change" in text_of(admin.get("/administration/calendars/cn/?year=2040"))


@pytest.mark.parametrize(("year", "status"), [("1900", 422), ("9999", 422), ("now", 200), ("", 200)])
def test_a_year_that_no_calendar_covers_is_told(admin, year, status):
    create_calendar("cn", "China", by=None)
    assert admin.get("/administration/calendars/cn/", {"year": year}).status_code == status


def test_local_days_are_set_and_removed(admin):
    calendar = create_calendar("cn", "China", by=None)
    path = "/administration/calendars/cn/"
    answer = admin.post(path, {"act": "day", "day": "2026-05-06", "works": "off", "name": "Harbour Day"})
    assert answer["Location"] == f"{path}?year=2026"
    day = LocalDay.objects.get(calendar=calendar)
    assert not day.works
    assert admin.post(path, {"act": "day", "day": "2026-05-06", "works": "work"}).status_code == 302
    assert LocalDay.objects.get(calendar=calendar).works
    assert admin.post(path, {"act": "remove", "key": day.pk}).status_code == 302
    assert admin.post(path, {"act": "remove", "key": day.pk}).status_code == 404
    for wrong in (
        {"day": "1700-01-01", "works": "off"},
        {"day": "x", "works": "off"},
        {"day": "2026-05-06", "works": "?"},
    ):
        assert admin.post(path, {"act": "day", **wrong}).status_code == 422
    assert not LocalDay.objects.exists()


def test_a_calendar_is_made_and_edited(admin):
    path = "/administration/calendars/"
    assert admin.post(path, {"slug": "lux", "name": "Luxembourg", "country": "lu"}).status_code == 302
    calendar = Calendar.objects.get(slug="lux")
    again = admin.post(path, {"slug": "lux", "name": "Second", "country": "LU"})
    assert again.status_code == 422
    assert "is taken by another calendar" in text_of(again)
    assert admin.post(path, {"slug": "xx", "name": "Nowhere", "country": "XX"}).status_code == 422
    values = {"slug": "lux", "name": "Lëtzebuerg", "country": "LU", "row_version": calendar.version}
    assert admin.post(f"{path}lux/edit/", values).status_code == 302
    assert admin.post(f"{path}lux/edit/", values).status_code == 422


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


# ---- the import of the directory ----


def upload(client: Client, *rows, sheet: str = "Organizations", header=("Name", "Part of")):
    columns = [Column(title, 20) for title in header]
    data = workbook([Sheet(sheet, columns, list(rows), "")])
    return client.post("/administration/import/", {"file": SimpleUploadedFile("units.xlsx", data)})


def shown(client: Client) -> str:
    page = text_of(client.get("/administration/import/preview/"))
    return re.search(r'name="shown" value="(\w+)"', page)[1]


def test_a_workbook_is_looked_at_then_taken_over(admin, data_dir):
    assert upload(admin, ("Port Office", "city")).status_code == 302
    page = text_of(admin.get("/administration/import/preview/"))
    assert "Port Office" in page
    assert not Organization.objects.filter(name="Port Office").exists()
    done = admin.post("/administration/import/preview/", {"act": "apply", "shown": shown(admin)})
    assert done.status_code == 200
    assert Organization.objects.get(name="Port Office").parent.code == "city"
    assert list((data_dir / "imports").iterdir()) == []
    assert admin.get("/administration/import/preview/").status_code == 404


def test_what_has_to_be_mended_is_told_by_sheet_row_and_column(admin):
    upload(admin, ("Port Office", "Nowhere"), ("", "city"))
    page = text_of(admin.get("/administration/import/preview/"))
    assert "2 cells have to be mended first" in page
    assert "Organizations" in page
    assert "Import all of it" not in page
    refused = admin.post("/administration/import/preview/", {"act": "apply", "shown": "x"})
    assert refused.status_code == 422
    assert not Organization.objects.filter(name="Port Office").exists()


def test_a_directory_that_changed_since_the_preview_is_shown_again(admin):
    upload(admin, ("Port Office", "city"))
    seen = shown(admin)
    builders.organization("port", Organization.objects.get(code="city"), name="Port Office")
    answer = admin.post("/administration/import/preview/", {"act": "apply", "shown": seen})
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in text_of(answer)


def test_a_workbook_may_be_left(admin, data_dir):
    upload(admin, ("Port Office", "city"))
    assert "waits to be confirmed" in text_of(admin.get("/administration/import/"))
    assert admin.post("/administration/import/preview/", {"act": "drop"}).status_code == 302
    assert list((data_dir / "imports").iterdir()) == []


def test_new_accounts_get_links_that_are_kept_nowhere(admin):
    upload(admin, ("zhou", "Zhou Ning", "viewer"), sheet="Accounts", header=("User name", "Name", "Role"))
    done = text_of(admin.post("/administration/import/preview/", {"act": "apply", "shown": shown(admin)}))
    link = re.search(r"http://testserver/link/([\w-]+)/", done)
    assert OneTimeLink.objects.get(user__username="zhou").secret == fingerprint(link[1])
    signed = re.search(r'name="links" value="([^"]+)"', done)[1]
    answer = admin.post("/administration/import/links/", {"links": signed})
    assert "attachment" in answer["Content-Disposition"]
    (sheet,) = read_sheet(answer.content, "links.xlsx")
    assert link[0] in [str(value) for row in sheet.rows for value in row.values]
    assert admin.post("/administration/import/links/", {"links": signed[:-2]}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("units.xlsx", b"PK\x03\x04 nothing", "end of the file is missing"),
        ("units.exe", b"MZ\x90\x00" + b"\x00" * 200, "program"),
        ("units.csv", b"Colour,Size\nred,1\n", "template"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_with_a_reason(admin, name, content, told):
    response = admin.post("/administration/import/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert told in text_of(response)


def test_an_empty_upload_is_told(admin):
    assert admin.post("/administration/import/", {}).status_code == 422
    assert (
        admin.post("/administration/import/", {"file": SimpleUploadedFile("x.csv", b"")}).status_code == 422
    )


def test_the_workbook_to_start_from_is_the_directory_itself(place, admin):
    answer = admin.get(reverse("directory_workbook"))
    names = [sheet.name for sheet in read_sheet(answer.content, "directory.xlsx")]
    assert len(names) == 3
    data = SimpleUploadedFile("directory.xlsx", answer.content)
    admin.post("/administration/import/", {"file": data})
    assert "stands in the directory already" in text_of(admin.get("/administration/import/preview/"))
