"""An installation with empty tables on each database."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres
from tests.server import Server


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder and the name of its database, both to be copied."""
    name = f"migrated_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = postgres.create_database(postgres_server, name)
    made = Server(tmp_path_factory.mktemp("migrated-on-postgres"), {"THROUGHLINE_DATABASE_URL": url})
    made.run("migrate")
    return made.data_dir, name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest, installation: Callable[..., Server], migrated: Path) -> Server:
    """An installation with empty tables on each database."""
    if request.param == "sqlite":
        return installation(like=migrated)
    folder, template = request.getfixturevalue("migrated_on_postgres")
    name = f"{template}_{abs(hash(request.node.nodeid)):x}"
    url = postgres.create_database(request.getfixturevalue("postgres_server"), name, template=template)
    return installation(database_url=url, like=folder)
