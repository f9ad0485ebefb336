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
def test_on_sqlite(installation, migrated):
    assert surprises(outcomes(SCRIPT, installation(like=migrated)), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(migrated_postgres):
    assert surprises(outcomes(SCRIPT, migrated_postgres), EXPECTED) == {}
