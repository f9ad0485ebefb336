"""`throughline import directory`: what it prints, and the file of links that it leaves."""

import pytest
from openpyxl import load_workbook

from tests.builders import user
from throughline.accounts.actions.links import use_one_time_link
from throughline.accounts.models import OneTimeLink
from throughline.exchange.directory import command
from throughline.formats.sheets import Column, Sheet, workbook
from throughline.history.models import AuditRecord
from throughline.organizations.models import Organization

pytestmark = pytest.mark.django_db


def book(**sheets):
    return workbook(
        [Sheet(title, [Column(name) for name in rows[0]], rows[1:]) for title, rows in sheets.items()]
    )


DIRECTORY = {
    "Organizations": [("Code", "Name"), ("gov", "City Government")],
    "Accounts": [
        ("User name", "Name", "Role", "Within"),
        ("finance", "Ada", "viewer", "gov"),
        ("eve", "Eve", "auditor", ""),
    ],
}


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "directory.xlsx"
    path.write_bytes(book(**DIRECTORY))
    return path


def run(file, **options):
    return command(file, address=lambda secret: secret, **options)


def test_a_dry_run_writes_nothing(file, capsys):
    assert run(file, dry_run=True) == 0
    assert "3 create" in capsys.readouterr().out
    assert names_in(file.parent) == ["directory.xlsx"]
    assert not Organization.objects.exists()


def test_links_go_into_a_file_for_its_owner_only(file):
    user("keeper", "administrator")
    assert run(file, by="keeper") == 0
    links = file.with_name("directory-links.xlsx")
    assert links.stat().st_mode & 0o777 == 0o600
    secret = load_workbook(links).active.cell(3, 3).value
    assert use_one_time_link(secret, "a sunny day in may").username == "finance"
    assert AuditRecord.objects.filter(act="organizations.import_directory", by_name="Keeper").exists()
    assert run(file) == 0
    assert names_in(file.parent) == ["directory-links.xlsx", "directory.xlsx"]


def test_problems_are_printed_and_nothing_is_left_behind(file, capsys):
    file.write_bytes(book(Posts=[("Organization", "Post"), ("nowhere", "Head")]))
    assert run(file) == 1
    assert "Posts, row 2, Organization" in capsys.readouterr().err
    assert names_in(file.parent) == ["directory.xlsx"]


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"a,b\n1,2\n"])
def test_unfit_files_are_refused_in_words(file, content, capsys):
    file.write_bytes(content)
    assert run(file) == 1
    assert len(capsys.readouterr().err) > 20


def test_unknown_files_and_names_are_refused_in_words(file, capsys):
    assert run(file.with_name("other.xlsx")) == 1
    assert run(file, by="nobody") == 1
    assert "nobody" in capsys.readouterr().err
    assert not OneTimeLink.objects.exists()


def test_somebody_without_the_right_is_refused(file, capsys):
    user("reader", "viewer")
    assert run(file, by="reader") == 1
    assert not Organization.objects.exists()
