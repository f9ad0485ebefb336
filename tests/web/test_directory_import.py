"""The directory from a workbook: looked at, mended, taken over, with links that are kept nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.town import Town, town
from throughline.accounts.models import OneTimeLink
from throughline.accounts.models.access import fingerprint
from throughline.formats.sheets import Column, Sheet, read_sheet, workbook
from throughline.organizations.models import Organization

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
