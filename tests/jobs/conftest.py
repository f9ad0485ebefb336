"""Kinds of jobs for the tests, and a data folder of each test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from throughline.jobs import registry


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def kind(monkeypatch) -> Callable[..., None]:
    """Registers a function as a kind of job, for this test only."""
    monkeypatch.setattr(registry, "KINDS", dict(registry.KINDS))
    monkeypatch.setattr("throughline.jobs.run.KINDS", registry.KINDS)

    def register(name: str, function, **options) -> None:
        registry.job(name, **options)(function)

    return register
