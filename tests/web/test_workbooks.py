"""A register's workbooks in the browser: split, brought back, looked at, decided, taken over."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders
from tests.exchange.returned.scene import Table, city, returned, task
from throughline.accounts.choices import Role
from throughline.exchange.returned import background
from throughline.jobs import claims
from throughline.jobs.models import Job
from throughline.jobs.run import run
from throughline.register import actions

pytestmark = pytest.mark.django_db
PAGE = "/registers/list/workbook/"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def register():
    return city()[0]


@pytest.fixture
def office(register) -> Client:
    client = Client()
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=register.organization))
    return client


def upload(client: Client, *files: tuple[str, bytes]) -> str:
    """The address of the preview."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post(PAGE, {"files": sent})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def work() -> None:
    """The worker's next job."""
    job = claims.claim("test")
    assert job is not None
    run(job)


def text(answer) -> str:
    return answer.content.decode()


def shown(page: str) -> str:
    return re.search(r'name="shown" value="(\w+)"', page)[1]


def test_looked_at_decided_and_taken_over(office, register, data_dir):
    files = returned(
        register, lambda table: table.put("1", aim="Mine", standard="Dry feet", due="2026-08-01")
    )
    actions.edit_task(task("1"), by=None, seen=1, aim="Theirs")
    address = upload(office, *files)
    page = text(office.get(address))
    assert "Dry feet" in page
    assert "Theirs" in page
    asked = {"act": "take", "shown": shown(page)}
    answer = office.post(address, asked)
    assert answer.status_code == 422
    assert "Decide each" in text(answer)
    key = f"cell:{task('1').pk}:aim"
    answer = office.post(address, {**asked, key: "0"})
    assert "say why" in text(answer)
    assert f'name="{key}" value="0" checked' in text(answer)
    answer = office.post(address, {**asked, key: "0", "why": "Agreed"}, follow=True)
    assert "1 task was changed." in text(answer)
    assert (task("1").aim, task("1").standard, str(task("1").due_on)) == ("Mine", "Dry feet", "2026-08-01")
    assert list((data_dir / "returned").iterdir()) == []


def test_what_changed_since_the_look_is_told_and_nothing_is_taken(office, register):
    address = upload(
        office, *returned(register, lambda table: table.put("1", aim="Mine").put("2", aim="Mine"))
    )
    page = text(office.get(address))
    actions.edit_task(task("1"), by=None, seen=1, aim="Theirs")
    answer = office.post(address, {"act": "take", "shown": shown(page)})
    assert answer.status_code == 422
    assert "look again" in text(answer)
    assert "Theirs" in text(answer)
    assert task("2").aim == ""


def test_files_are_left_out_and_taken_in_again(office, register):
    files = returned(register, lambda table: table.put("1", aim="A"), lambda table: table.put("1", aim="B"))
    address = upload(office, *files, ("corrupt.xlsx", files[0][1][:2000]))
    page = text(office.get(address))
    assert "1 to decide" in page
    assert "The end of the file is missing" in page
    office.post(address, {"act": "files", "file": ["2.xlsx"]})
    page = text(office.get(address))
    assert "to decide" not in page
    assert "<s>1.xlsx</s>" in page
    office.post(address, {"act": "take", "shown": shown(page)})
    assert task("1").aim == "B"


def test_a_zip_of_workbooks(office, register):
    files = returned(register, lambda table: table.put("1", aim="A"), lambda table: table.put("2", aim="B"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, data in files:
            packed.writestr(f"返回/{name}", data)
        packed.writestr("__MACOSX/._1.xlsx", b"x")
        packed.writestr("返回/~$1.xlsx", b"x")
    page = text(office.get(upload(office, ("all.zip", buffer.getvalue()))))
    assert "2 cells change" in page
    assert "~$1.xlsx" not in page


def test_a_bomb_and_a_broken_zip_are_refused(office, register):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.xlsx", b"\0" * 50_000_000)
    for name, data in (("bomb.zip", buffer.getvalue()), ("broken.zip", b"PK\x03\x04" + b"x" * 100)):
        answer = office.post(PAGE, {"files": [SimpleUploadedFile(name, data)]})
        assert answer.status_code == 422
        assert "file" in text(answer)


def test_somebody_elses_files_are_not_there(office, register):
    address = upload(office, *returned(register, lambda table: table.put("1", aim="A")))
    other = Client()
    other.force_login(builders.user("other", Role.SUPERVISION_OFFICE, organization=register.organization))
    assert other.get(address).status_code == 404
    assert office.get(PAGE + "nonsense/").status_code == 404
    office.post(address, {"act": "drop"})
    assert office.get(address).status_code == 404


def test_large_files_are_looked_at_and_taken_over_by_jobs(office, register, monkeypatch):
    monkeypatch.setattr(background, "AT_ONCE", 0)
    address = upload(office, *returned(register, lambda table: table.put("1", aim="A")))
    answer = office.get(address)
    assert answer["Location"].startswith("/jobs/")
    assert office.get(address)["Location"] == answer["Location"]
    work()
    page = text(office.get(answer["Location"]))
    assert address in page
    page = text(office.get(address))
    assert "1 cell changes" in page
    answer = office.post(address, {"act": "take", "shown": shown(page)})
    assert answer["Location"].startswith("/jobs/")
    work()
    assert "1 task was changed." in text(office.get(answer["Location"]))
    assert task("1").aim == "A"
    assert Job.objects.filter(state="done").count() == 2


def test_a_workbook_for_each_unit(office, register):
    packed = zipfile.ZipFile(io.BytesIO(office.get("/registers/list/units.zip").content))
    names = packed.namelist()
    assert [name.rpartition("-")[0] for name in names] == ["Water", "Roads"]
    water = Table(packed.read(names[0]))
    numbers = [row[0] for row in water.sheet.iter_rows(min_row=water.head + 1, values_only=True)]
    assert numbers == ["1", "2"]
    answer = office.get("/registers/list/units.zip?text=nothing", follow=True)
    assert "nothing to hand out" in text(answer)
