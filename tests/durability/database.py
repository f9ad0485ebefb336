"""What stands in an installation's database, asked beside the program: also when its server was killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from tests.server import Server
from tests.waiting import until

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Database:
    """SQLite's file in the data folder, or PostgreSQL."""

    def __init__(self, server: Server) -> None:
        self._url = server.variables.get("THROUGHLINE_DATABASE_URL", "")
        self._file = server.data_dir / "throughline.sqlite3"

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """The rows of a SELECT that both databases understand."""
        if self._url:
            with psycopg.connect(self._url) as connection:
                return connection.execute(question).fetchall()
        with closing(sqlite3.connect(self._file, timeout=60)) as connection:
            return connection.execute(question).fetchall()

    def one(self, question: str) -> Any:
        """The only value of a SELECT."""
        ((value,),) = self.rows(question)
        return value

    def being_written(self) -> bool:
        """Whether somebody holds a transaction open that has written, or on SQLite is about to."""
        if self._url:
            return bool(self.one(f"SELECT count(*) {OTHERS} AND backend_xid IS NOT NULL"))
        with closing(sqlite3.connect(self._file, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            connection.execute("ROLLBACK")
            return False

    def wait_until_alone(self) -> None:
        """Until PostgreSQL has noticed that its clients are dead, and taken back what they had not finished."""
        if self._url:
            until(lambda: not self.one(f"SELECT count(*) {OTHERS}"), "the end of all sessions", seconds=60)
