"""Backup and restore: one file, neutral of the database, all or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tests import builders
from tests.server import Server
from throughline.documents.models import Document
from throughline.exchange import backup_refusals as refusals
from throughline.exchange import restoring
from throughline.exchange.backup import write_backup
from throughline.exchange.restoring import finish_restore, restore
from throughline.history import heads
from throughline.history.act import act
from throughline.history.models import AuditRecord, Installation
from throughline.history.sealer import seal
from throughline.history.verify import verify
from throughline.indicators.models import Indicator, Observation
from throughline.jobs.actions import ask
from throughline.jobs.worker import Worker
from throughline.lib import clock
from throughline.organizations.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "uploads"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Callable[..., Any]:
    """Calls a function whose commits take effect, inside a test's transaction."""

    def call(function, *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return call


@pytest.fixture
def city(committed) -> Organization:
    """Something of each kind: trees, decimals, JSON, times, a file, a deletion, a job."""
    city = builders.organization("city", level=1, aliases=["City", {"n": 1e16, "文": "本市"}])
    unit = builders.organization("unit", parent=city)
    anna = builders.user("anna", "administrator", name="安娜")
    builders.task(
        builders.register(organization=city), lead=unit, weight=Decimal("2.5"), title="Café — 桥\n第二行"
    )
    with act("test.observe", by=anna) as this:
        gdp = this.create(Indicator(code="gdp", name="GDP", unit="bn"))
        this.create(
            Observation(
                indicator=gdp,
                organization=city,
                period_kind="year",
                starts_on="2026-01-01",
                ends_on="2026-12-31",
                value=Decimal("123456789.1234"),
                observed_at=datetime(2026, 3, 1, 4, 5, 6, 789, tzinfo=UTC),
                observed_by=anna,
            )
        )
        this.create(document(anna))
        gone = this.create(Person(name="Gone"))
        this.delete(gone)
    ask("test.any", anna, page=7)
    committed(seal)
    return city


def document(by) -> Document:
    file = ContentFile(b"%PDF \x00\xff as it came", name="plan.pdf")
    values = {"title": "Plan", "file_name": "plan.pdf", "sha256": "0" * 64, "size": 22, "kind": "pdf"}
    return Document(**values, file=file, text="Text", uploaded_at=clock.now(), uploaded_by=by)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def values(content: bytes) -> Any:
    try:
        return [json.loads(line) for line in content.splitlines()]
    except ValueError:
        return content


#: A restore writes these: its own record, what that one is signed with, and the installation's new name.
WRITTEN = {"data/history.AuditRecord.jsonl", "data/history.Installation.jsonl"}


def assert_same_content(one: Path, other: Path) -> None:
    before, after = members(one), members(other)
    same = {name for name in before if name.startswith(("data/", "uploads/"))} - WRITTEN
    assert {name for name in after if name.startswith(("data/", "uploads/"))} == same | WRITTEN
    for name in same:
        # PostgreSQL's jsonb orders keys and writes 1e16 in digits: equal as values, not as text.
        assert values(after[name]) == values(before[name]), name
    for name in WRITTEN:
        assert after[name].startswith(before[name])


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change a backup's members as somebody with a zip tool can."""
    content = members(path)
    change(content)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


@pytest.fixture
def backup(city, committed, tmp_path: Path) -> Path:
    return committed(write_backup, tmp_path / "backup.zip").path


def test_a_restore_in_place_brings_back_what_was_there(backup, city, committed, tmp_path, data_dir):
    with act("test.after", by=None) as this:
        this.delete(Person.objects.create(name="Not in the backup", version=1))
        city.name = "Changed after the backup"
        this.save(city)
    (next((data_dir / "uploads").rglob("plan.pdf"))).write_bytes(b"overwritten")
    restored = committed(restore, backup, replace=True)
    assert restored.uploads == 1
    assert Organization.objects.get(code="city").name == "City"
    assert Observation.objects.get().value == Decimal("123456789.1234")
    with Document.objects.get().file.open() as file:
        assert file.read() == b"%PDF \x00\xff as it came"
    assert verify().problems == []
    assert_same_content(backup, committed(write_backup, tmp_path / "again.zip").path)


def test_a_restore_is_an_act_that_begins_new_heads(backup, committed, data_dir):
    before = Installation.objects.get().key
    old_heads = heads.path().read_bytes()
    committed(restore, backup, replace=True)
    assert AuditRecord.objects.get(act="history.restore").why.endswith(before)
    new = Installation.objects.order_by("-pk")[0].key
    lines = [json.loads(line) for line in heads.path().read_text().splitlines()]
    assert {line["installation"] for line in lines} == {new}
    assert lines[-1]["sequence"] == AuditRecord.objects.count()
    assert (data_dir / f"chain-heads-of-{before}.jsonl").read_bytes() == old_heads
    (kept,) = data_dir.glob("chain-heads-until-*.jsonl")
    assert kept.read_bytes() == old_heads
    assert len(list(data_dir.glob("uploads-until-*"))) == 1
    assert not list(data_dir.glob("restore-*"))


def test_keys_of_deleted_things_are_not_given_again(backup, committed):
    gone = Person.history_model.objects.filter(gone=True).get().id
    committed(restore, backup, replace=True)
    with act("test.new", by=None) as this:
        assert this.create(Person(name="New")).pk > gone
    assert verify().problems == []


def test_what_is_here_is_not_overwritten_by_mistake(backup):
    before = AuditRecord.objects.count()
    with pytest.raises(refusals.NotEmpty):
        restore(backup)
    assert AuditRecord.objects.count() == before


def test_a_running_server_is_not_restored_under_its_feet(backup):
    Worker()._pulse()
    with pytest.raises(refusals.ServerRuns):
        restore(backup, replace=True)


def test_a_file_that_is_there_is_not_overwritten(city, committed, tmp_path):
    (tmp_path / "there.zip").write_text("precious")
    with pytest.raises(refusals.FileExists):
        committed(write_backup, tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_text() == "precious"


def change_a_row(content: dict[str, bytes]) -> None:
    content["data/register.Task.jsonl"] = content["data/register.Task.jsonl"].replace(b"Caf", b"Cof")


def cut_rows(content: dict[str, bytes]) -> None:
    content["data/history.AuditRecord.jsonl"] = b""


def drop_a_member(content: dict[str, bytes]) -> None:
    del content["data/accounts.User.jsonl"]


def add_a_member(content: dict[str, bytes]) -> None:
    content["uploads/../../evil.sh"] = b"#!"


def change_with_its_checksum(content: dict[str, bytes]) -> None:
    change_a_row(content)
    manifest = json.loads(content["manifest.json"])
    name = "data/register.Task.jsonl"
    manifest["members"][name]["sha256"] = hashlib.sha256(content[name]).hexdigest()
    content["manifest.json"] = json.dumps(manifest).encode()


CHANGES = [change_a_row, cut_rows, drop_a_member, add_a_member, change_with_its_checksum]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_backup_is_refused_before_anything_is_written(backup, change, data_dir):
    rewrite(backup, change)
    before = sorted(Organization.objects.values_list())
    with pytest.raises(refusals.BackupBroken):
        restore(backup, replace=True)
    assert sorted(Organization.objects.values_list()) == before
    assert not list(data_dir.glob("restore-*"))


def test_other_files_are_no_backups(city, tmp_path):
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
    for name in ("text.zip", "photos.zip"):
        with pytest.raises(refusals.NotABackup):
            restore(tmp_path / name, replace=True)


def test_a_torn_backup_is_refused(backup):
    backup.write_bytes(backup.read_bytes()[:-200])
    with pytest.raises((refusals.NotABackup, refusals.BackupBroken)):
        restore(backup, replace=True)


def test_a_backup_of_other_tables_says_which_version_to_take(backup):
    def other_version(content: dict[str, bytes]) -> None:
        manifest = json.loads(content["manifest.json"])
        manifest["throughline"] = "9.9"
        manifest["models"]["register.Task"]["fields"].append("more")
        content["manifest.json"] = json.dumps(manifest).encode()

    rewrite(backup, other_version)
    with pytest.raises(refusals.BackupOfAnotherVersion, match=r"9\.9"):
        restore(backup, replace=True)


def test_without_the_key_a_restore_is_refused(backup, settings):
    settings.SECRET_KEY = "the key of another installation"
    with pytest.raises(refusals.KeyDiffers):
        restore(backup, replace=True)


def test_a_key_in_the_backup_takes_the_place_of_the_one_here(city, committed, tmp_path, settings, data_dir):
    path = committed(write_backup, tmp_path / "all.zip", with_key=True).path
    key, settings.SECRET_KEY = settings.SECRET_KEY, "the key of another installation"
    (data_dir / "secret.key").write_text("the key of another installation")
    committed(restore, path, replace=True)
    assert settings.SECRET_KEY == (data_dir / "secret.key").read_text() == key
    assert (data_dir / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len(list(data_dir.glob("secret-until-*.key"))) == 1
    assert verify().problems == []


def test_a_key_in_the_environment_is_not_replaced(city, committed, tmp_path, settings, monkeypatch):
    path = committed(write_backup, tmp_path / "all.zip", with_key=True).path
    settings.SECRET_KEY = "the key of another installation"
    monkeypatch.setenv("THROUGHLINE_SECRET_KEY", settings.SECRET_KEY)
    with pytest.raises(refusals.KeySetOtherwise):
        restore(path, replace=True)


def test_a_backup_is_for_its_owner_only_and_holds_no_key_unless_asked(backup):
    assert backup.stat().st_mode & 0o777 == 0o600
    assert "secret.key" not in members(backup)


def test_a_failure_in_the_middle_leaves_everything_as_it_was(backup, committed, monkeypatch, data_dir):
    with act("test.after", by=None) as this:
        this.create(Person(name="Here now"))
    upload = next((data_dir / "uploads").rglob("plan.pdf"))
    upload.write_bytes(b"here now")

    def fail(_models: Any) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(restoring, "reset_sequences", fail)
    with pytest.raises(RuntimeError):
        committed(restore, backup, replace=True)
    assert Person.objects.get().name == "Here now"
    assert upload.read_bytes() == b"here now"
    assert not list(data_dir.glob("restore-*"))
    committed(seal)
    assert verify().problems == []


def test_files_are_put_into_place_at_the_next_start_when_the_power_went_before(
    backup, committed, monkeypatch, data_dir
):
    shutil.rmtree(data_dir / "uploads")
    with monkeypatch.context() as context:
        context.setattr(restoring, "finish_restore", lambda: None)
        committed(restore, backup, replace=True)
    assert len(list(data_dir.glob("restore-*"))) == 1
    finish_restore()
    finish_restore()
    assert len(list((data_dir / "uploads").rglob("plan.pdf"))) == 1
    assert verify().problems == []


@pytest.fixture
def elsewhere(installation: Callable[..., Server], settings) -> Callable[..., Server]:
    """Other installations with the same key, for the command line."""
    return lambda **options: installation(**options, THROUGHLINE_SECRET_KEY=settings.SECRET_KEY)


@pytest.fixture
def moved(backup, elsewhere) -> Server:
    """The backup restored by the command into an empty SQLite installation."""
    target = elsewhere()
    told = target.run("restore", str(backup)).stdout
    assert "Restored" in told
    return target


@pytest.mark.slow
def test_the_command_restores_into_an_empty_installation_which_passes_verify(moved, backup, tmp_path):
    assert "as it was written" in moved.run("verify").stdout
    moved.run("backup", str(tmp_path / "again.zip"))
    assert_same_content(backup, tmp_path / "again.zip")
    refused = moved.run("restore", str(backup), check=False)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


@pytest.mark.slow
def test_sqlite_to_postgresql_and_back(backup, elsewhere, postgres_url, tmp_path):
    postgres, sqlite = elsewhere(database_url=postgres_url), elsewhere()
    postgres.run("restore", str(backup))
    assert "as it was written" in postgres.run("verify").stdout
    postgres.run("backup", str(tmp_path / "postgres.zip"))
    assert_same_content(backup, tmp_path / "postgres.zip")
    sqlite.run("restore", str(tmp_path / "postgres.zip"))
    assert "as it was written" in sqlite.run("verify").stdout
    sqlite.run("backup", str(tmp_path / "back.zip"))
    assert_same_content(tmp_path / "postgres.zip", tmp_path / "back.zip")
