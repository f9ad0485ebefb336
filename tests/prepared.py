"""What is dear to make and the same for all tests of a run: made once, by whoever asks first, and copied by everybody.

The workers of a run, and both runs of tools/run_tests.py, share a folder for it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests import postgres
from tests.server import Server

if TYPE_CHECKING:
    import pytest

#: Where tools/run_tests.py keeps the folder of both its runs.
FOLDER = "TESTS_PREPARED"
#: The database with empty tables, on the server of the run.
TEMPLATE = "migrated"


def folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers share."""
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER])
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def tables(shared: Path) -> Path:
    """The data folder of an installation on SQLite with empty tables; to be copied, never to be used."""
    return once(shared / "migrated", lambda made: Server(made).run("migrate"))


def tables_on_postgres(shared: Path, server: str) -> Path:
    """The data folder of such an installation on PostgreSQL; its database is TEMPLATE."""

    def make(made: Path) -> None:
        url = postgres.create_database(server, TEMPLATE)
        Server(made, {"THROUGHLINE_DATABASE_URL": url}).run("migrate")

    return once(shared / "migrated-on-postgres", make)


def once(made: Path, make: Callable[[Path], object]) -> Path:
    """The folder, filled by `make` if nobody has yet; others who ask meanwhile wait for it."""
    with _alone(made.with_suffix(".lock")):
        if not made.exists():
            half = made.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            make(half)
            half.rename(made)
    return made


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
