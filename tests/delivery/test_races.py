"""Reports and decisions at the same moment, on both databases: nothing is lost, nothing is half there."""

from pathlib import Path

import pytest

from tests.racing import outcomes, surprises

SCRIPT = Path(__file__).with_name("races.py")
ALL_DONE = "+".join(["done"] * 8)

#: What the acts may come to, whoever is first.
EXPECTED = {
    "many_file": {ALL_DONE},
    "reported_beside_open_acts": {"done+done+done"},
    "merged_into_each_other": {"TaskIsMerged+done", "ChangedMeanwhile+done"},
    "reorganized_twice": {"NotStanding+done", "ChangedMeanwhile+done"},
    "reorganized_and_given_a_task": {"done+done", "Invalid+done"},
    "one_unit_files_eight_times": {ALL_DONE},
    "accepted_and_returned": {"AlreadyDecided+done"},
    "decided_and_filed_again": {"done+done", "AlreadyDecided+done"},
    "filed_and_closed": {"PeriodIsClosed+done", "PeriodHasUndecided+done"},
    "judged_twice": {"NothingToJudge+done"},
    "completed_twice": {"TaskIsNotOpen+done"},
    "ticked_twice": {"done+done+done"},
    "circulated_twice": {"NotInThisState+done"},
    "one_number_twice": {"NumberIsTaken+done"},
    "corrected_twice": {"AlreadyCorrected+done"},
    "asked_twice": {"AlreadyAsked+done"},
    "granted_and_refused": {"NoLongerAsked+done"},
    "granted_and_moved": {"done+done", "ChangedMeanwhile+done"},
    "marked_twice": {"MilestoneIsDone+done"},
    "taken_back_and_accepted": {"done+done", "MilestoneIsSettled+done"},
}


@pytest.mark.slow
def test_on_sqlite(installation, migrated):
    assert surprises(outcomes(SCRIPT, installation(like=migrated)), EXPECTED) == {}


@pytest.mark.slow
def test_on_postgresql(migrated_postgres):
    assert surprises(outcomes(SCRIPT, migrated_postgres), EXPECTED) == {}
