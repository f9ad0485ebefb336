"""What the tests in a browser share: a running city, people logging in, and a page's faults."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests import prepared
from tests.server import Server

PASSWORD = "correct horse battery"  # of tests/builders.py


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, migrated: Path, project: Path) -> Path:
    """The data folder of a small city, to be copied."""

    def fill(folder: Path) -> None:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "tests.browser.programs.city"],
            env=Server(folder).variables,
            cwd=project,
            check=True,
            timeout=120,
        )

    return prepared.once(prepared.folder(tmp_path_factory) / "filled", fill)


@pytest.fixture
def city(installation: Callable[..., Server], filled: Path) -> Server:
    """The small city, running."""
    return installation(like=filled).start()


@pytest.fixture
def errors(page: Page) -> list[str]:
    """What the browser's console calls an error."""
    told: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    return told


def log_in(page: Page, server: Server, name: str, password: str = PASSWORD) -> None:
    """As a person does: name, Tab, password, Enter."""
    page.context.clear_cookies()
    page.goto(f"{server.url}/login/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"))
