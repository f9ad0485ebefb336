"""The year's end from several sides at the same moment, on both databases: nothing is carried twice or by half."""

from pathlib import Path

import pytest

from tests.racing import outcomes, surprises

SCRIPT = Path(__file__).with_name("year_end_races.py")

#: What the acts may come to, whoever is first.
EXPECTED = {
    "carried_over_by_three": {"done+done+done"},
    "made_twice": {"done+done+done"},
    "closed_while_carried_over": {"StillOpen+done", "done+done"},
    "said_and_decided": {"done+done"},
    "decided_by_two_who_saw_the_same": {"ChangedMeanwhile+done"},
}


@pytest.mark.slow
def test_on_sqlite(installation, migrated):
    assert surprises(outcomes(SCRIPT, installation(like=migrated)), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(migrated_postgres):
    assert surprises(outcomes(SCRIPT, migrated_postgres), EXPECTED) == {}
