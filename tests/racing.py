"""Acts at the same moment: how a script of races runs them, and how a test runs the script on a database.

A script names its races with `write`; it runs in a process of its own, since its threads need real connections. Its
test calls `outcomes` for each database and compares what the races came to, whoever was first.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection

from throughline.history.verify import verify
from throughline.lib.refusal import Refused

_START = """
import runpy, sys, django
django.setup()
runpy.run_path(sys.argv[1], run_name="__main__")
"""

Race = Callable[[], list[str]]


def together(*acts: Callable[[], Any]) -> list[str]:
    """Start the acts at once; what each of them came to: "done", or the code of the refusal; sorted."""
    ready = Barrier(len(acts))

    def run(one: Callable[[], Any]) -> str:
        ready.wait()
        try:
            one()
        except Refused as refused:
            return refused.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def write(races: Iterable[Race], *, rounds: int, once: Iterable[Race] = ()) -> None:
    """Run each race so often (those of `once` a single time), verify the history, write what was counted as JSON."""
    single = set(once)
    counted = {
        race.__name__: Counter("+".join(race()) for _ in range(1 if race in single else rounds))
        for race in races
    }
    problems = [problem.message for problem in verify().problems]
    assert problems == [], problems
    sys.stdout.write(json.dumps(counted))


def outcomes(script: Path, server: Any) -> dict[str, set[str]]:
    """What the races of `script` came to on the server's database, which has its tables, by their names."""
    variables = server.variables | {
        "DJANGO_SETTINGS_MODULE": "throughline.config.settings",
        "THROUGHLINE_LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _START, str(script)],
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: set(came_to) for name, came_to in json.loads(done.stdout).items()}


def surprises(found: dict[str, set[str]], expected: dict[str, set[str]]) -> dict[str, set[str]]:
    """Per race what it came to and should not have; every race is expected, and every expected one was run."""
    assert found.keys() == expected.keys()
    return {name: found[name] - expected[name] for name in found if found[name] - expected[name]}
