"""What a process that handles somebody else's content may take."""

from __future__ import annotations

import contextlib


def bound(seconds: int, memory: int) -> None:
    """This process may not eat the machine (`memory` bytes), nor outlive its parent for long (`seconds`)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 5, seconds + 10))
