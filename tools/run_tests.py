"""Run all tests: everything on SQLite, then what uses the database on PostgreSQL. Fails when either does.

Arguments are passed on to both runs of pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import postgres, prepared

PROJECT = Path(__file__).parents[1]
#: One more than the build server has cores: tests wait for browsers, servers, and processes that were killed.
WORKERS = ("-n", "3", "--dist", "worksteal")
OUTCOMES = ("failure", "error", "skipped")


def pytest(report: Path, *arguments: str, **environment: str) -> int:
    """One run; its exit code. It writes its outcomes to `report`."""
    command = [sys.executable, "-m", "pytest", *WORKERS, f"--junitxml={report}", *arguments, *sys.argv[1:]]
    return subprocess.run(command, cwd=PROJECT, env=os.environ | environment, check=False).returncode


def outcomes(report: Path) -> Counter[str]:
    """How many tests passed, failed and were skipped."""
    counted: Counter[str] = Counter()
    if report.exists():
        for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314  written by pytest just now
            found = {child.tag for child in case} & set(OUTCOMES)
            counted["failed" if found - {"skipped"} else "skipped" if found else "passed"] += 1
    return counted


def prepare(folder: Path, url: str) -> None:
    """The tables that all tests begin with, on both databases at once."""
    with ThreadPoolExecutor() as pool:
        made = pool.submit(prepared.tables, folder), pool.submit(prepared.tables_on_postgres, folder, url)
    for one in made:
        one.result()


def main() -> int:
    """Both runs and their sum, in the words of pytest's last line."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder) / "sqlite.xml", Path(folder) / "postgresql.xml"]
        os.environ[prepared.FOLDER] = folder
        url, let_go = postgres.start(Path(folder) / "postgres")
        prepare(Path(folder), url)
        print("== All tests, on SQLite ==", flush=True)
        codes = [pytest(reports[0], THROUGHLINE_DATABASE_URL="")]
        print("== What uses the database, on PostgreSQL ==", flush=True)
        codes.append(pytest(reports[1], "--database-only", THROUGHLINE_DATABASE_URL=url))
        let_go()
        total = sum((outcomes(report) for report in reports), Counter())
    words = [f"{total['failed']} failed", f"{total['passed']} passed", f"{total['skipped']} skipped"]
    summed = ", ".join(word for word in words if not word.startswith("0 "))
    print(f"\n===== {summed} in {time.monotonic() - began:.2f}s =====")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
