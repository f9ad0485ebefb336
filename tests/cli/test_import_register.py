"""`throughline import register`."""

from __future__ import annotations

import pytest

from tests.exchange.returned.scene import city, returned, task
from throughline.cli.import_ import parser, run
from throughline.register import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    register, _units = city()
    ((_name, data),) = returned(register, lambda table: table.put("1", aim="Mine").put("2", standard="New"))
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    return path


def imported(*options: object) -> int:
    return run(parser().parse_args(["register", *map(str, options)]))


def test_told_then_done(file, capsys):
    assert imported(file, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "1 Task 1 · Aim:  → Mine" in told
    assert "dry run" in told
    assert task("1").aim == ""
    assert imported(file, "--register", "list", "--by", "") == 0
    assert "2 tasks were changed." in capsys.readouterr().out
    assert (task("1").aim, task("2").standard) == ("Mine", "New")


def test_conflicts_are_decided_for_all(file, capsys):
    actions.edit_task(task("1"), by=None, seen=1, aim="Theirs")
    assert imported(file) == 1
    assert "both sides" in capsys.readouterr().err
    assert task("2").standard == "Standard 2"
    assert imported(file, "--conflicts", "ours") == 0
    assert (task("1").aim, task("2").standard) == ("Theirs", "New")
    assert imported(file, "--conflicts", "workbook") == 0
    assert task("1").aim == "Mine"


def test_what_cannot_be_taken_back_is_refused(file, capsys):
    assert imported(file, "--register", "nowhere") == 1
    file.write_bytes(file.read_bytes()[:3000])
    assert imported(file) == 1
    assert imported(file.with_name("none.xlsx")) == 1
    assert "missing" in capsys.readouterr().err
