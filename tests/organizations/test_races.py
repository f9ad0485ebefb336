"""Acts at the same moment, on both databases: one of them is done, the other refused with a reason."""

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

#: What the pair may come to, whoever is first.
EXPECTED = {
    "crossing_moves": {"MovedUnderItself+done"},
    "mutual_closing": {"LastAdministrator+done"},
    "two_holders": {"OverlappingTerms+done"},
    "one_link_twice": {"LinkUsed+done"},
    "two_editors": {"ChangedMeanwhile+done"},
    "one_code_twice": {"CodeTaken+done"},
    "extended_twice": {"done+done"},
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
    assert {pair: set(outcomes) - EXPECTED[pair] for pair, outcomes in found.items()} == {
        pair: set() for pair in EXPECTED
    }


@pytest.mark.slow
def test_on_sqlite(installation):
    race(installation())


@pytest.mark.slow
def test_on_postgresql(installation, postgres_url):
    race(installation(database_url=postgres_url))
