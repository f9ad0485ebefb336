"""Confirmations, imports and edits at the same moment, on both databases: nothing is lost, nothing is half there."""

from pathlib import Path

import pytest

from tests.racing import outcomes, surprises

SCRIPT = Path(__file__).with_name("races.py")

#: What the acts may come to, whoever is first.
EXPECTED = {
    "many_tasks_on_one_register": {"+".join(["done"] * 8)},
    "one_task_edited_twice": {"ChangedMeanwhile+done"},
    "signed_twice": {"AlreadySigned+done"},
    "led_by_two": {"ChangedMeanwhile+done"},
    "each_under_the_other": {"ChangedMeanwhile+done", "Invalid+done"},
    "plans_each_under_the_other": {"ChangedMeanwhile+done", "Invalid+done"},
    "shown_twice": {"AlreadyOnRegister+done"},
    "accepted_twice": {"FindingDecided+done", "Invalid+done"},
    "accepted_by_halves": {"done+done"},
    "accepted_and_undone": {"done+done"},
    "undone_twice": {"done+done"},
    "undone_while_signed": {"BatchInUse+done", "NotThere+done", "ChangedMeanwhile+done"},
    "imported_twice": {"done+done"},
}


@pytest.mark.slow
def test_on_sqlite(installation, migrated):
    assert surprises(outcomes(SCRIPT, installation(like=migrated)), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(migrated_postgres):
    assert surprises(outcomes(SCRIPT, migrated_postgres), EXPECTED) == {}
