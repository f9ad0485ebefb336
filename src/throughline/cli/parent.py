"""A child process that ends with its parent, even when that is killed without a word."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Let the kernel end this process when `parent` ends (Linux; elsewhere the process has to look for itself)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if not lives(parent):
        sys.exit(1)


def lives(parent: int) -> bool:
    """Whether `parent` still is this process's parent."""
    return os.getppid() == parent
