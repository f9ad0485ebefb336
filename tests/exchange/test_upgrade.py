"""What earlier versions wrote, this one takes over: their databases are updated, their backups restored."""

from __future__ import annotations

import json
import tarfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.durability.visitor import Visitor
from tests.exchange.test_backup import members, rewrite
from tests.web.test_links import Walk
from tests.web.whole import TODAY
from throughline.accounts.models import User
from throughline.exchange import backup_format as form
from throughline.exchange import backup_refusals as refusals
from throughline.exchange.restoring import restore
from throughline.history.models import AuditRecord, Versioned, VersionRow
from throughline.history.verify import verify
from throughline.lib import clock

#: One folder a version that was frozen, by tools/freeze.py.
LANDED = sorted((Path(__file__).parent / "landed").iterdir())
LARGEST = 300_000


@pytest.fixture(params=LANDED, ids=lambda folder: folder.name)
def landed(request) -> Path:
    return request.param


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "uploads"
    settings.SECRET_KEY = "the key of this installation"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


@pytest.fixture
def restored(db, landed, django_capture_on_commit_callbacks) -> Any:
    """The landed version's backup in this version's database, a day after it was made."""
    with clock.travel(TODAY + timedelta(days=1)):
        with django_capture_on_commit_callbacks(execute=True):
            told = restore(landed / "backup.zip")
        yield told


def test_what_was_frozen_is_small_and_has_rows_of_everything(landed):
    assert sum(path.stat().st_size for path in landed.iterdir()) < LARGEST
    manifest = json.loads(members(landed / "backup.zip")["manifest.json"])
    assert [label for label, model in manifest["models"].items() if not model["rows"]] == []


def old_rows(backup: Path) -> dict[str, list[dict[str, Any]]]:
    """The backup's rows as it holds them, by model and column."""
    content = members(backup)
    described = json.loads(content["manifest.json"])["models"]
    return {
        label: [
            dict(zip(one["fields"], json.loads(line), strict=True))
            for line in content[f"data/{label}.jsonl"].splitlines()
        ]
        for label, one in described.items()
    }


def now(label: str) -> dict[Any, dict[str, Any]]:
    """The rows of the model now, as a backup would hold them."""
    model = apps.get_model(label)
    names = form.columns(model)
    rows = model._base_manager.values_list(*names)
    return {row[0]: dict(zip(names, json.loads(form.encode(row)), strict=True)) for row in rows}


def assert_kept(label: str, old: list[dict[str, Any]]) -> None:
    """History is as it was, column by column; live rows are, unless an act of the update changed them since."""
    model, rows = apps.get_model(label), now(label)
    key = model._meta.pk.attname
    for row in old:
        kept = rows[row[key]]
        if issubclass(model, Versioned) and kept["version"] != row["version"]:
            continue
        open_before = issubclass(model, VersionRow) and row["valid_to"].startswith("9999")
        told = {name: value for name, value in row.items() if not (open_before and name == "valid_to")}
        assert {name: kept[name] for name in told} == told, (label, row[key])


@pytest.mark.slow
def test_a_backup_of_a_landed_version_is_restored_whole(restored, landed, data_dir):
    assert restored.is_upgraded == (form.migrations() != _manifest(landed)["migrations"])
    assert verify().problems == []
    for label, rows in old_rows(landed / "backup.zip").items():
        if label not in ("history.AuditRecord", "history.Installation"):
            assert_kept(label, rows)
    before = {row["id"]: row["digest"] for row in old_rows(landed / "backup.zip")["history.AuditRecord"]}
    assert before.items() <= dict(AuditRecord.objects.values_list("pk", "digest")).items()
    uploads = [name for name in members(landed / "backup.zip") if name.startswith("uploads/")]
    assert uploads
    assert all((data_dir / name).is_file() for name in uploads)
    assert not list(data_dir.glob("upgrade-*"))
    for name in ("administrator", "supervision", "officer"):
        assert_every_page_opens(name)


def assert_every_page_opens(name: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    walk = Walk(client)
    assert walk.refused == {}
    assert {"register", "task", "report", "organization", "plan"} <= set(walk.from_menu)


def _manifest(landed: Path) -> dict[str, Any]:
    return json.loads(members(landed / "backup.zip")["manifest.json"])


def signed(manifest: dict[str, Any]) -> bytes:
    return json.dumps({**manifest, "signature": form.signature(manifest)}).encode()


def test_a_backup_of_a_newer_version_is_refused(db, landed, tmp_path):
    path = tmp_path / "newer.zip"
    path.write_bytes((landed / "backup.zip").read_bytes())

    def newer(content: dict[str, bytes]) -> None:
        manifest = json.loads(content["manifest.json"])
        manifest |= {"throughline": "9.9", "migrations": [*manifest["migrations"], "register.0999_more"]}
        content["manifest.json"] = json.dumps(manifest).encode()

    rewrite(path, newer)
    with pytest.raises(refusals.BackupOfNewerVersion, match=r"newer Throughline \(9\.9\).*update this"):
        restore(path)


@pytest.mark.slow
def test_a_step_that_fails_restores_nothing(db, tmp_path, settings, data_dir):
    """Rows that the tables of their own version have no room for, signed by whoever has the key."""
    path = tmp_path / "odd.zip"
    path.write_bytes((LANDED[0] / "backup.zip").read_bytes())
    settings.SECRET_KEY = members(path)["secret.key"].decode()

    def odd(content: dict[str, bytes]) -> None:
        manifest = json.loads(content["manifest.json"])
        manifest["models"]["register.Task"]["fields"][1] = "no_such_column"
        manifest["migrations"].remove("delivery.0002_remark_again_extension")
        content["manifest.json"] = signed(manifest)

    rewrite(path, odd)
    with pytest.raises(refusals.BackupNotUpgraded, match="could not be brought to"):
        restore(path)
    assert not User.objects.exists()
    assert not list(data_dir.iterdir())


@pytest.mark.slow
def test_the_database_of_a_landed_version_is_updated_in_place(landed, installation: Callable[..., Any]):
    server = installation()
    with tarfile.open(landed / "data.tar.xz") as archive:
        archive.extractall(server.data_dir, filter="data")
    server.run("migrate")
    assert "as it was written" in server.run("verify").stdout
    after = server.data_dir / "after.zip"
    server.run("backup", str(after))
    with zipfile.ZipFile(after) as archive:
        for label, one in json.loads(archive.read("manifest.json"))["models"].items():
            before = _manifest(landed)["models"].get(label, {"rows": 0})
            assert one["rows"] >= before["rows"], label
    visitor = Visitor(server.start())
    visitor.log_in("supervision")
    assert "12.5" in visitor.get("/registers/tasks/").text
