"""An installation with empty tables on each database."""

from __future__ import annotations

import pytest

from tests.server import Server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest) -> Server:
    """An installation with empty tables on each database."""
    if request.param == "postgresql":
        return request.getfixturevalue("migrated_postgres")
    return request.getfixturevalue("installation")(like=request.getfixturevalue("migrated"))
