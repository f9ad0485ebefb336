"""The pages written from the program are what they would be now."""

from __future__ import annotations

import os
import re

import pytest

from throughline.config.env import VARIABLES
from tools import reference


@pytest.fixture(autouse=True)
def columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", os.environ.get("COLUMNS", "80"))


@pytest.mark.parametrize("name", ["settings.md", "commands.md"])
def test_the_page_is_up_to_date(project, name):
    assert (project / "docs" / name).read_text(encoding="utf-8") == reference.PAGES[name](), "run `make docs`"


def test_every_variable_that_the_program_names_is_declared(project):
    package = project / "src" / "throughline"
    named = {
        variable
        for path in package.rglob("*.py")
        for variable in re.findall(r"\bTHROUGHLINE_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    assert named == set(VARIABLES)
