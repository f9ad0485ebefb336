"""Gives each test process a data folder of its own, before the settings are read, and all of them their bytecode.

Loaded by name from pyproject.toml, because Django is set up before any conftest.py is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="throughline-tests-")
os.environ["THROUGHLINE_DATA_DIR"] = FOLDER
# The browser's driver keeps an event loop running in the tests' own thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

if sys.dont_write_bytecode:
    # Whoever wants none beside the sources gets none there. But tests start hundreds of processes, and each would
    # compile the whole program again.
    bytecode = str(Path(os.environ.get("TESTS_PREPARED", FOLDER)) / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = bytecode
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    sys.dont_write_bytecode = False
