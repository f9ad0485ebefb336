"""A data folder of each test's own, for the file of chain heads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from throughline.history.sealer import seal


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def sealed(django_capture_on_commit_callbacks) -> Callable[..., int]:
    """Seals inside a test's transaction, as if that were committed."""

    def run(limit: int = 100_000) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return seal(limit)

    return run
