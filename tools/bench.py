"""Measure on SQLite, then on a PostgreSQL from a wheel; what was measured is kept in bench/results/.

The plan's data set always; officers who all report at once with `--officers 500`; the country's data set beside a
thousand tasks with `--country 1000000`, which takes half an hour and 10 GB; a workbook with `--workbook 100000`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tests import postgres

PROJECT = Path(__file__).parents[1]
RESULTS = ["--results", "bench/results"]


def main() -> int:
    """All runs on both databases; the worst exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--officers", type=int, default=0)
    parser.add_argument("--country", type=int, default=0)
    parser.add_argument("--workbook", type=int, default=0)
    options, others = parser.parse_known_args()
    codes = [_run(command) for command in _commands(options, others, dict.fromkeys(NAMES, ""))]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as its own user
        url, let_go = postgres.start(Path(folder) / "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "ALTER SYSTEM RESET ALL"
            )  # what is written is on the disk, unlike in the tests
            connection.execute("SELECT pg_reload_conf()")
        databases = {name: postgres.create_database(url, name) for name in NAMES}
        codes += [_run(command) for command in _commands(options, others, databases)]
        let_go()
    return max(codes)


NAMES = ("bench", "officers", "small", "country", "workbook")


def _commands(options: argparse.Namespace, others: list[str], databases: dict[str, str]) -> list[list[str]]:
    commands = [["throughline.cli.main", "bench", *RESULTS, "--database", databases["bench"], *others]]
    if options.officers:
        number = str(options.officers)
        given = ["--officers", number, "--database", databases["officers"]]
        commands.append(["bench.officers", *given, *RESULTS])
    if options.country:
        given = ["--database", databases["country"], "--small-database", databases["small"]]
        commands.append(["bench.country", "--tasks", str(options.country), *given, *RESULTS])
    if options.workbook:
        given = ["--database", databases["workbook"]]
        commands.append(["bench.workbook", "--rows", str(options.workbook), *given, *RESULTS])
    return commands


def _run(command: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", *command], cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
