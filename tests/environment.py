"""Gives each test process a data folder of its own, before the settings are read.

Loaded by name from pyproject.toml, because Django is set up before any conftest.py is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="throughline-tests-")
os.environ["THROUGHLINE_DATA_DIR"] = FOLDER
# The browser's driver keeps an event loop running in the tests' own thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
