"""Confirmations, imports and edits at the same moment, on both databases: nothing is lost, nothing is half there."""

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
