"""The archive of a register: opens from a disk, its links lead somewhere, its hashes are right, no secret is in it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import zipfile
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from tests import builders
from tests.delivery.scene import at
from tests.delivery.year import year
from throughline.accounts.choices import Role
from throughline.delivery.actions import accept_report, close_register, judge_goal
from throughline.exchange.archive.names import Names, kept_name
from throughline.exchange.archive.write import write_archive
from throughline.history.act import act
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Grant
from throughline.register.actions import add_area, add_stage_goal, edit_task
from throughline.register.models import Register, Task
from throughline.workflows.carry_over import carry_over

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture
def closed(settings, tmp_path):
    """A closed year with evidence under hostile names, a task that is a formula, one that went on."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    of = year()
    area = add_area(of.register, by=None, title="Water")
    goal = add_stage_goal(area, by=None, due_on=date(2026, 12, 1), text="Every village has a well.")
    with at(2026, 12, 10):
        edit_task(
            of.late, by=None, seen=of.late.version, title='=HYPERLINK("http://x.test")<script>x()</script>'
        )
        files = [
            ("CON.txt", b"one"),
            ("a:b?.txt", b"two"),
            ("A:B?.txt", b"three"),
            ("佐证 材料.txt", "四".encode()),
        ]
        report = of.city.file(of.late, 11, progress=60, evidence=files)
        accept_report(report, by=of.city.supervisor)
        judge_goal(goal, by=None, verdict="partly", statement="All but one.")
    with at(2026, 12, 20):
        of.decide(of.done, kind="")
        of.decide(of.late, kind="not_done", reason="Floods <b>again</b>.")
        of.decide(of.open, kind="carried_over", reason="Frost.", later_on=date(2027, 4, 30))
        carry_over(of.register, of.next(), by=None)
    with at(2026, 12, 31):
        close_register(of.register, by=of.city.supervisor, seen=of.register.version)
    return of


def unpacked(of, tmp_path, **options) -> Path:
    output = tmp_path / "year.zip"
    options.setdefault("by", None)
    with at(2027, 1, 5):
        write_archive(Register.objects.get(pk=of.register.pk), output, **options)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(output) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_every_link_leads_to_a_file_within_and_nothing_is_run(closed, tmp_path):
    folder = unpacked(closed, tmp_path)
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == 3 + 2  # three tasks, the index, the list
    linked = set()
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "<script" not in html
        assert not re.search(r"\son\w+=", html)
        for link in LINK.findall(html):
            target = unquote(unescape(link))
            if target == "data:,":
                continue
            assert not re.match(r"\w+:", target), target
            found = (page.parent / target).resolve()
            assert found.is_file(), (page.name, target)
            linked.add(found)
    assert set(folder.rglob("evidence/*/*")) <= linked
    assert "&lt;script&gt;" in (folder / "register.html").read_text(encoding="utf-8")


def test_its_hashes_are_checked_by_an_ordinary_tool(closed, tmp_path):
    folder = unpacked(closed, tmp_path)
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(manifest["members"]) == files - {"manifest.json", "SHA256SUMS"}
    for path, member in manifest["members"].items():
        content = (folder / path).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (member["sha256"], member["size"])
    assert manifest["closed_on"] == "2026-12-31"
    assert {"sequence", "chain"} == set(manifest["history"])


def test_evidence_is_in_it_byte_for_byte_under_names_that_every_system_keeps(closed, tmp_path):
    folder = unpacked(closed, tmp_path)
    kept = {path.name: path.read_bytes() for path in folder.rglob("evidence/*/*")}
    assert kept == {
        "_CON.txt": b"one",
        "a_b_.txt": b"two",
        "A_B_-2.txt": b"three",
        "佐证 材料.txt": "四".encode(),
    }


def test_its_workbooks_hold_no_formula_and_every_outcome(closed, tmp_path):
    folder = unpacked(closed, tmp_path)
    for name in ("register.xlsx", "reconciliation.xlsx"):
        book = openpyxl.load_workbook(folder / name)
        assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    rows = list(openpyxl.load_workbook(folder / "reconciliation.xlsx").worksheets[0].values)
    assert [row[7] for row in rows[2:]] == ["Done", "Not done", "Carried over"]
    goals = list(openpyxl.load_workbook(folder / "reconciliation.xlsx").worksheets[1].values)
    assert goals[1][3] == "Partly reached"


def test_a_task_tells_its_outcome_its_reports_and_its_history(closed, tmp_path):
    folder = unpacked(closed, tmp_path)
    late = (folder / "tasks" / f"{closed.late.pk}.html").read_text(encoding="utf-8")
    assert "Floods &lt;b&gt;again&lt;/b&gt;." in late
    assert "Report filed" in late
    went = (folder / "tasks" / f"{closed.open.pk}.html").read_text(encoding="utf-8")
    assert "carried over to No. 1 of Tasks 2027" in went
    assert "2026-12-31 → 2027-04-30: Frost." in went


def test_it_holds_what_the_person_may_see_and_only_offices_and_auditors_make_it(closed, tmp_path):
    auditor = builders.user("auditor", Role.AUDITOR, organization=closed.city.city)
    assert len(list(unpacked(closed, tmp_path, by=auditor).rglob("tasks/*.html"))) == 3
    with pytest.raises(NotAllowed):
        write_archive(closed.register, tmp_path / "no.zip", by=closed.city.officer)
    assert not (tmp_path / "no.zip").exists()
    # An auditor of another register, for whom this one is closed.
    other = builders.user("other")
    with act("test.grant", by=None) as this:
        this.create(Grant(user=other, role=Role.AUDITOR, organization=closed.city.finance))
    with pytest.raises(NotAllowed):
        write_archive(closed.register, tmp_path / "no.zip", by=other)


def test_a_file_that_is_gone_is_named_and_a_failure_leaves_nothing(closed, tmp_path, settings):
    next(Path(settings.MEDIA_ROOT).rglob("evidence/**/*.txt")).unlink()
    folder = unpacked(closed, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["missing_files"]) == 1
    assert manifest["missing_files"][0] in (folder / "index.html").read_text(encoding="utf-8")

    def fails(_done: int, _total: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_archive(closed.register, tmp_path / "half.zip", by=None, progress=fails)
    assert not list(tmp_path.glob("*half*"))
    assert Task.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("nul", "_nul"),
        ("COM1.xlsx", "_COM1.xlsx"),
        ("trailing. ", "trailing"),
        ("x" * 300 + ".pdf", "x" * 76 + ".pdf"),
        ("???", "_"),
        ("", "file"),
    ],
)
def test_names_are_kept_as_every_system_can(name, kept):
    assert kept_name(name) == kept


def test_no_name_is_given_twice_whatever_its_case():
    names = Names()
    assert [names.free("a", one) for one in ("B.txt", "b.TXT", "b.txt")] == [
        "a/B.txt",
        "a/b-2.TXT",
        "a/b-3.txt",
    ]
