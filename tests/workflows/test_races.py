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
def test_on_sqlite(installation):
    assert surprises(outcomes(SCRIPT, installation()), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(installation, postgres_url):
    server = installation(database_url=postgres_url)
    assert surprises(outcomes(SCRIPT, server), EXPECTED) == {}
