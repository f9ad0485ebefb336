"""What `make test` says and asks for is true."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tools import run_tests

PROJECT = Path(__file__).parents[2]
NOBODY = 65534
REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
<testcase name="d"><skipped/></testcase><testcase name="e"><system-out/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def folder_for_all():
    """A folder that everybody may look into; pytest's own are private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_passed_failed_and_skipped_are_counted_from_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    assert run_tests.outcomes(tmp_path / "report.xml") == {"passed": 2, "failed": 2, "skipped": 1}


def test_a_run_that_wrote_no_report_counts_nothing(tmp_path):
    assert run_tests.outcomes(tmp_path / "report.xml") == {}


def test_who_may_not_install_is_told_in_one_line_what_is_missing(folder_for_all):
    (folder_for_all / "id").symlink_to("/usr/bin/id")
    done = subprocess.run(
        ["/bin/sh", "-s"],
        input=(PROJECT / "tools" / "system_packages.sh").read_text(encoding="utf-8"),
        env={"PATH": str(folder_for_all)},
        user=NOBODY if os.geteuid() == 0 else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("make test needs")
    assert "default-jre-headless" in done.stderr
    assert done.stderr.count("\n") == 1
