"""What every answer of the server carries: headers, downloads, refusals of forms from elsewhere."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from tests import builders
from tests.web.whole import Whole, address, read, text
from throughline.history.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.mark.parametrize("path", ["/login/", "/healthz", "/nowhere/", "/static/nowhere.css"])
def test_every_answer_forbids_what_pages_do_not_need(client, path):
    forbids(client.get(path))


def test_pages_and_downloads_forbid_it_too(city):
    client = city.client("supervision")
    for name in ("home", "register_export", "task", "document_download", "finding_card"):
        response = client.get(address(city, name))
        forbids(response)
        read(response)


def forbids(response: HttpResponse) -> None:
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_pages_carry_no_inline_style_or_script(city):
    client = city.client("supervision")
    for name in ("home", "overview", "register", "task", "document", "ratings", "project", "confirmation"):
        page = text(client.get(address(city, name)))
        assert " style=" not in page, name
        assert " onclick=" not in page, name
        scripts = [tag.split(">")[0] for tag in page.split("<script")[1:]]
        assert all("src=" in tag or "application/json" in tag for tag in scripts), name


@pytest.mark.parametrize(
    ("name", "role", "file"),
    [
        ("document_download", "plan", "harbour.txt"),
        ("evidence_download", "officer", "photo.txt"),
        ("register_export", "viewer", "tasks-20260310.csv"),
    ],
)
def test_files_leave_as_downloads_only(city, name, role, file):
    response = city.client(role).get(address(city, name))
    assert response["Content-Disposition"] == f'attachment; filename="{file}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "html" not in response["Content-Type"]
    assert read(response)


def test_forms_from_elsewhere_are_refused(city):
    client = city.client("supervision", enforce_csrf_checks=True)
    before = AuditRecord.objects.count()
    for name in ("task_edit", "reports_decide", "ratings_confirm", "set_language", "logout", "accept_all"):
        response = client.post(address(city, name), {"title": "Mine"})
        assert response.status_code == 403, name
        assert "The form is too old" in text(response)
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"],
)
def test_log_in_leads_nowhere_else(client, wanted):
    builders.user("viewer")
    values = {"username": "viewer", "password": "correct horse battery", "next": wanted}
    assert client.post("/login/", values)["Location"] == "/"
    assert client.get("/login/", {"next": wanted})["Location"] == "/"


def test_log_in_leads_back_to_the_page_that_was_asked_for(client):
    builders.user("viewer")
    values = {"username": "viewer", "password": "correct horse battery", "next": "/registers/tasks/?sort=due"}
    assert client.post("/login/", values)["Location"] == "/registers/tasks/?sort=due"
