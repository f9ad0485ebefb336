"""Waiting for other processes, without guessing how long they take."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable

from tests.server import Server


def until(condition: Callable[[], object], what: str, *, seconds: float = 20) -> None:
    """Wait until the condition holds; fails saying what did not come."""
    latest = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < latest, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def answers(server: Server) -> bool:
    """Whether the server answers that it is well."""
    try:
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
