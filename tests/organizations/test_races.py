"""Acts at the same moment, on both databases: one of them is done, the other refused with a reason."""

from pathlib import Path

import pytest

from tests.racing import outcomes, surprises

SCRIPT = Path(__file__).with_name("races.py")

#: What the pair may come to, whoever is first.
EXPECTED = {
    "crossing_moves": {"MovedUnderItself+done"},
    "mutual_closing": {"LastAdministrator+done"},
    "two_holders": {"OverlappingTerms+done"},
    "one_link_twice": {"LinkUsed+done"},
    "two_editors": {"ChangedMeanwhile+done"},
    "one_code_twice": {"CodeTaken+done"},
    "extended_twice": {"done+done"},
    "removed_while_given": {"RoleHeld+done", "RoleRetired+done", "Invalid+done"},
    "retired_while_edited": {"ChangedMeanwhile+done"},
    "one_role_twice": {"RoleNameTaken+done"},
}


@pytest.mark.slow
def test_on_sqlite(installation, migrated):
    assert surprises(outcomes(SCRIPT, installation(like=migrated)), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(migrated_postgres):
    assert surprises(outcomes(SCRIPT, migrated_postgres), EXPECTED) == {}
