"""The archive of a register, asked for on its page, opens from a disk in a browser that has no network."""

from __future__ import annotations

import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import log_in, too_wide
from tests.browser.test_reporting import as_officer, file_from_home
from tests.server import Server

PHOTO = {"name": "wall & gate.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(60)}


@pytest.fixture
def archive(page: Page, city: Server, tmp_path: Path) -> Path:
    """The unpacked archive of the small city's register, with a report and its evidence in it."""
    as_officer(page, city)
    file_from_home(page, "Piles were driven.", [PHOTO])
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/tasks/year-end/")
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("link", name="Download the archive")).to_be_visible(timeout=60_000)
    page.goto(f"{city.url}/registers/tasks/year-end/")
    page.get_by_role("link", name="The archive that you asked for").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the archive").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        packed.extractall(tmp_path / "archive")
    return tmp_path / "archive"


def test_the_archive_opens_from_a_disk(browser: Browser, archive: Path):
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        told, asked = [], []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((archive / "index.html").as_uri())
        expect(page.locator("h1")).to_have_text("City tasks")
        assert "system-ui" in page.evaluate("getComputedStyle(document.body).fontFamily")
        seen = walk(page, archive)
        assert {"register.xlsx", "reconciliation.docx", "register.html"} <= seen
        assert any(one.startswith("tasks/") for one in seen)
        assert any(one.endswith(".png") for one in seen)
        assert told == []
        assert {urlsplit(url).scheme for url in asked} == {"file"}


def walk(page: Page, archive: Path) -> set[str]:
    """Open each page by what leads to it, as a reader does; every link leads to a file that is there."""
    waiting, seen = [archive / "index.html"], set()
    while waiting:
        file = waiting.pop()
        page.goto(file.as_uri())
        expect(page.locator("h1")).to_have_count(1)
        assert too_wide(page) == 0
        for address in page.evaluate("[...document.links].map(link => link.href)"):
            target = Path(unquote(urlsplit(address).path))
            name = str(target.relative_to(archive))
            assert target.stat().st_size > 0, name
            if name not in seen and target.suffix == ".html":
                waiting.append(target)
            seen.add(name)
    return seen
