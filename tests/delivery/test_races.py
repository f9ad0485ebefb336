"""Reports and decisions at the same moment, on both databases: nothing is lost, nothing is half there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("races.py")
START = """
import runpy, sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
runpy.run_path(sys.argv[1], run_name="__main__")
"""
ALL_DONE = "+".join(["done"] * 8)

#: What the acts may come to, whoever is first.
EXPECTED = {
    "many_file": {ALL_DONE},
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
}


def race(server):
    variables = server.variables | {
        "DJANGO_SETTINGS_MODULE": "throughline.config.settings",
        "THROUGHLINE_LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", START, str(SCRIPT)],
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found.keys() == EXPECTED.keys()
    assert {name: set(came_to) - EXPECTED[name] for name, came_to in found.items()} == {
        name: set() for name in EXPECTED
    }


@pytest.mark.slow
def test_on_sqlite(installation):
    race(installation())


@pytest.mark.slow
def test_on_postgresql(installation, postgres_url):
    race(installation(database_url=postgres_url))
