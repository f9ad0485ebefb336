"""Numbers at the same moment, by threads and by processes, on both databases: none is given twice."""

from pathlib import Path

import pytest

from tests.racing import outcomes, surprises

SCRIPT = Path(__file__).with_name("races.py")
EXPECTED = {
    "eight_take": {"+".join(["done"] * 8)},
    "voided_twice": {"NumberIsVoid+done"},
    "processes_take": {"done"},
}


@pytest.mark.slow
def test_on_sqlite(installation):
    assert surprises(outcomes(SCRIPT, installation()), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(installation, postgres_url):
    server = installation(database_url=postgres_url)
    assert surprises(outcomes(SCRIPT, server), EXPECTED) == {}
