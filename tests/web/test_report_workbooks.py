"""Reports by workbook in the browser and by the API: taken away, filled in, looked at, decided, filed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.scene import Api
from tests.delivery.scene import Scene, at, scene
from tests.exchange.returned.test_reports import Reports, february, task
from throughline.delivery.models import Report

pytestmark = pytest.mark.django_db
PAGE, FILE = "/reports/workbook/", "/reports/workbook.xlsx"


@pytest.fixture
def city(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    made = scene()
    for title in ("Dig", "Plant"):
        made.task(title=title)
    made.period(2)
    with at(2026, 2, 20):
        yield made


@pytest.fixture
def officer(city: Scene) -> Client:
    client = Client()
    client.force_login(city.officer)
    return client


def table(officer: Client, address: str = FILE) -> Reports:
    return Reports(officer.get(address).content)


def upload(officer: Client, content: bytes) -> str:
    """The address of the preview."""
    answer = officer.post(PAGE, {"files": [SimpleUploadedFile("feb.xlsx", content)]})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def text(answer) -> str:
    return answer.content.decode()


def shown(page: str) -> str:
    return re.search(r'name="shown" value="(\w+)"', page)[1]


def test_taken_away_filled_in_and_filed(city, officer, tmp_path):
    assert PAGE in text(officer.get("/reports/"))
    address = upload(officer, table(officer).put("Dig", progress=30, done="A third").saved())
    page = text(officer.get(address))
    assert "A third" in page
    assert "1 row was not filled in" in page
    answer = officer.post(address, {"act": "file", "shown": shown(page)}, follow=True)
    assert "1 report is filed. Thank you." in text(answer)
    assert february("Dig").done == "A third"
    assert list((tmp_path / "returned").iterdir()) == []


def test_what_was_filed_meanwhile_is_decided_on_the_page(city, officer):
    content = table(officer).put("Dig", progress=30, done="Mine").put("Plant", done="Sown").saved()
    address = upload(officer, content)
    page = text(officer.get(address))
    city.file(task("Dig"), 2, done="Theirs")
    answer = officer.post(address, {"act": "file", "shown": shown(page)})
    assert answer.status_code == 422
    assert "look again" in text(answer)
    assert "Theirs" in text(answer)
    asked = {"act": "file", "shown": shown(text(answer))}
    answer = officer.post(address, asked)
    assert "Decide for each which one stands" in text(answer)
    key = re.search(r'name="(row:[\d:]+)"', text(answer))[1]
    assert "2 reports are filed" in text(officer.post(address, asked | {key: "workbook"}, follow=True))
    assert Report.objects.get(task=task("Dig"), state="filed").done == "Mine"


def test_faults_are_told_in_the_persons_language_and_dropped(city, officer):
    officer.cookies["django_language"] = "zh-hans"
    with_faults = table(officer)
    names = [cell.value for cell in with_faults.sheet[3 - 1]]
    with_faults.sheet.cell(3, names.index("工作进展") + 1).value = "进展"
    with_faults.sheet.cell(3, names.index("进度（%）") + 1).value = 300
    address = upload(officer, with_faults.saved())
    page = text(officer.get(address))
    assert "进度" in page
    assert "没有可报送的" in page
    assert officer.post(address, {"act": "drop"})["Location"] == PAGE
    assert officer.get(address).status_code == 404
    corrupt = text(officer.get(upload(officer, with_faults.saved()[:900])))
    assert "feb.xlsx" in corrupt


def test_who_reports_for_nothing_and_somebody_elses_files(city, officer):
    address = upload(officer, table(officer).put("Dig", done="x").saved())
    other = Client()
    other.force_login(city.other_officer)
    assert other.get(address).status_code == 404
    city.file(task("Dig"), 2, done="x")
    city.file(task("Plant"), 2, done="x")
    assert "No report waits" in text(officer.get(FILE, follow=True))
    assert table(officer, f"{FILE}?every=1").told("Dig")["done"] == "x"
    office = Client()
    office.force_login(city.supervisor)
    assert [office.get(one).status_code for one in (PAGE, FILE)] == [403, 403]


def test_the_same_by_the_api(city):
    api = Api(city.officer)
    content = Reports(api.get("/reports/workbook").content).put("Dig", progress=30, done="A third").saved()
    told = api.upload("/reports/workbook", "r.xlsx", content).json()
    assert (told["filed"], told["unchanged"]) == (0, 1)
    assert told["rows"][0]["cells"][0] == {
        "column": "progress",
        "title": "Progress (%)",
        "base": "",
        "mine": "30",
    }
    assert api.upload("/reports/workbook", "r.xlsx", content, dry_run="false").json()["filed"] == 1
    # Brought back again: meanwhile somebody filed, which is a conflict.
    assert (
        api.upload("/reports/workbook", "r.xlsx", content).json()["rows"][0]["meanwhile"]["by"] == "Officer"
    )
    answer = api.upload("/reports/workbook", "r.xlsx", content, dry_run="false")
    assert (answer.status_code, answer.json()["code"]) == (422, "FiledMeanwhile")
    given = {"dry_run": "false", "meanwhile": "ours"}
    assert api.upload("/reports/workbook", "r.xlsx", content, **given).json()["filed"] == 0
    answer = api.upload("/reports/workbook", "r.xlsx", content[:900], dry_run="false")
    assert answer.status_code == 422
    assert Api(city.supervisor).get("/reports/workbook").json()["code"] == "NothingToReport"
    foreign = Api(city.other_officer).upload("/reports/workbook", "r.xlsx", content, dry_run="false")
    assert foreign.json()["code"] == "ToBeMended"
    assert Report.objects.count() == 1
