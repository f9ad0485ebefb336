"""Commands that need a database, called as the command line calls them."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.cli import demo, setting_up
from throughline.cli.main import main
from throughline.history.models import AuditRecord
from throughline.organizations.models import Grant, Organization
from throughline.register.models import RuleSet, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings, monkeypatch) -> Path:
    """Set up already: a command would activate the installation's language for the tests that follow."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    monkeypatch.setattr(setting_up, "set_up", lambda: None)
    return tmp_path


def test_the_database_is_up_to_date(capsys):
    assert main(["migrate"]) == 0
    assert main(["migrate", "--check"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_database_behind_is_named_and_nothing_begins(monkeypatch, capsys):
    monkeypatch.setattr(setting_up, "pending_migrations", lambda: 3)
    assert main(["serve"]) == 1
    assert "3 steps behind" in capsys.readouterr().err
    monkeypatch.setattr(setting_up, "has_tables", lambda: False)
    assert main(["serve"]) == 1
    assert "throughline createadmin" in capsys.readouterr().err


def test_an_administrator_gets_a_link_that_works_once(capsys):
    assert main(["createadmin", "anna", "Anna Li", "--address", "https://plan.example.org/"]) == 0
    anna = User.objects.get(username="anna")
    assert Grant.objects.filter(user=anna, role=Role.ADMINISTRATOR, organization=None).count() == 1
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("https://plan.example.org/link/")
    assert Client().get(link.removeprefix("https://plan.example.org")).status_code == 200


def test_the_first_administrator_finds_rule_sets_for_ratings_and_later_ones_change_none(capsys):
    main(["createadmin", "anna"])
    assert RuleSet.objects.count() == 4
    RuleSet.objects.exclude(slug="ratio").delete()
    main(["createadmin", "bo"])
    assert [one.slug for one in RuleSet.objects.all()] == ["ratio"]


def test_an_administrator_who_is_locked_out_is_let_in_again(capsys):
    main(["createadmin", "anna"])
    User.objects.update(is_active=False)
    assert main(["createadmin", "Anna"]) == 0
    assert User.objects.get().is_active
    assert Grant.objects.count() == 1


def test_a_password_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("a long and winding road\n"))
    assert main(["createadmin", "anna", "--password-stdin"]) == 0
    assert User.objects.get().check_password("a long and winding road")
    assert "road" not in capsys.readouterr().out


def test_a_bad_password_leaves_no_account(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["createadmin", "anna", "--password-stdin"]) == 1
    assert not User.objects.exists()
    assert not AuditRecord.objects.exists()
    assert "password" in capsys.readouterr().err.lower()


def test_verify_tells_and_fails_when_something_was_changed(capsys):
    builders.organization(name="Finance")
    assert main(["verify"]) == 0
    assert "as it was written" in capsys.readouterr().out
    Organization.objects.update(name="Changed past the history")
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("live ")
    assert "Problems found: 1" in told


def test_the_tick_tells_what_it_did(capsys):
    builders.task(builders.register("plan-2026"))
    assert main(["tick", "--as-of", "2026-05-31"]) == 0
    first = capsys.readouterr().out
    assert "2026-05-31" in first
    assert main(["tick", "--as-of", "2026-05-31"]) == 0
    assert "Nothing was left to do" in capsys.readouterr().out


def test_a_day_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["tick", "--as-of", "yesterday"])
    assert "2026-03-31" in capsys.readouterr().err


def test_backup_and_restore_by_command(tmp_path, capsys):
    builders.organization("fin", name="Finance")
    path = tmp_path / "backup.zip"
    assert main(["backup", str(path)]) == 0
    assert "The key is not in it" in capsys.readouterr().out
    assert main(["restore", str(path)]) == 1
    assert "not empty" in capsys.readouterr().err
    Organization.objects.update(name="Changed")
    assert main(["restore", "--replace", str(path)]) == 0
    assert Organization.objects.get().name == "Finance"


def test_export_of_a_register(tmp_path, capsys):
    builders.task(builders.register("plan-2026"), title="Build the bridge")
    path = tmp_path / "register.csv"
    assert main(["export", "register", "--register", "plan-2026", "--output", str(path)]) == 0
    assert "Build the bridge" in path.read_text(encoding="utf-8-sig")
    assert main(["export", "register", "--by", "nobody", "--output", str(path)]) == 1
    assert "nobody" in capsys.readouterr().err
    assert main(["export", "register", "--register", "other", "--output", str(path)]) == 1


def test_import_of_tasks(tmp_path, capsys):
    builders.register("plan-2026", organization=builders.organization("city"))
    path = tmp_path / "tasks.csv"
    path.write_text(
        "Task,Lead,Due\nBuild the bridge,Roads,2026-12-31\nPlant trees,Parks,\n", encoding="utf-8"
    )
    command = ["import", "tasks", str(path), "--register", "plan-2026"]
    assert main([*command, "--dry-run"]) == 0
    assert not Task.objects.exists()
    assert main(command) == 0
    assert Task.objects.get(title="Build the bridge").due_on == date(2026, 12, 31)
    assert "2 tasks on" in capsys.readouterr().out
    assert main([*command, "--mapping", str(tmp_path / "missing.yaml")]) == 1
    assert "missing.yaml" in capsys.readouterr().err


def test_import_of_accounts_prints_no_secret(tmp_path, capsys):
    path = tmp_path / "accounts.csv"
    path.write_text("User name,Name,Role\nli,Li Hua,viewer\n", encoding="utf-8")
    assert main(["import", "accounts", str(path)]) == 0
    assert User.objects.get(username="li").name == "Li Hua"
    assert (tmp_path / "accounts-links.xlsx").stat().st_mode & 0o777 == 0o600


def test_the_mark_of_a_demonstration_keeps_other_folders_safe(tmp_path, capsys):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "throughline.sqlite3").write_text("precious")
    assert main(["demo", "--reset", "--data-dir", str(tmp_path / "own")]) == 1
    assert (tmp_path / "own" / "throughline.sqlite3").read_text() == "precious"
    assert "--data-dir" in capsys.readouterr().err


def test_a_city_that_was_not_built_to_its_end_is_begun_anew(tmp_path):
    folder = tmp_path / "demo"
    assert demo.usable(folder)
    demo.claim(folder, "en")
    assert demo.usable(folder)
    assert not demo.is_built(folder, "en")
    (folder / demo.MARK).write_text(json.dumps({"city": "en", "built": True}))
    assert demo.is_built(folder, "en")
    assert not demo.is_built(folder, "zh")
