"""Measure on SQLite, then on a PostgreSQL from a wheel; what was measured is kept in bench/results/."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tests import postgres

PROJECT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "throughline.cli.main", "bench", "--results", "bench/results", *sys.argv[1:]]


def main() -> int:
    """Both runs; the worse exit code."""
    codes = [subprocess.run(COMMAND, cwd=PROJECT, check=False).returncode]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as its own user
        url, let_go = postgres.start(Path(folder) / "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "ALTER SYSTEM RESET ALL"
            )  # what is written is on the disk, unlike in the tests
            connection.execute("SELECT pg_reload_conf()")
        database = postgres.create_database(url, "bench")
        codes.append(subprocess.run([*COMMAND, "--database", database], cwd=PROJECT, check=False).returncode)
        let_go()
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
