"""The pictures of README and guide, taken from running demonstrations: docs/images/*.png.

    python tools/screenshots.py                 build both cities anew, start them, take all pictures
    python tools/screenshots.py --kept          with the cities of the last time
    python tools/screenshots.py --only task     only pictures whose name contains “task”

Needs a chromium (Debian's, or CHROMIUM=/path/to/it); `make screenshots` calls it.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).parents[1]
IMAGES = PROJECT / "docs" / "images"
CITIES = PROJECT / "build" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
#: Seconds until a city is built and served.
PATIENCE = 900
DESK, PHONE = (1280, 800), (390, 1240)
#: Milliseconds in which charts and transitions come to rest.
SETTLING = 800

Walk = Callable[[Page, str], None]


@dataclass(frozen=True)
class Shot:
    """A picture: who looks, how they get there from the address `path`, and how large the window is."""

    name: str
    user: str
    path: str
    size: tuple[int, int] = DESK
    walk: Walk | None = None

    def file(self, city: str) -> Path:
        """Where the picture of that city is kept."""
        return IMAGES / f"{self.name}-{city}.png"


def _to_the_report(page: Page, _address: str) -> None:
    page.locator("a.btn-primary[href*='/report/']").first.click()


def _to_the_first_commitment(page: Page, address: str) -> None:
    """Into the minutes that wait; their tasks go to the register of instructions, which is chosen here."""
    page.goto(address + str(page.locator("main a[href$='/confirm/']").first.get_attribute("href")))
    if page.locator("details[open] [name=register]").count():
        page.select_option("[name=register]", index=page.locator("[name=register] option").count() - 1)
        page.locator("form[action$='/destination/'] button").click()
        page.wait_for_load_state("networkidle")
    page.locator("mark.finding.label-commitment").first.click()
    page.wait_for_timeout(SETTLING)


def _to_the_lively_task(page: Page, address: str) -> None:
    """The task whose date was moved: it has been red, explained, and green again."""
    page.goto(address + str(page.locator("tr:has(s) a[href^='/tasks/']").first.get_attribute("href")))


SHOTS = (
    Shot("overview", "mayor", "/overview/", size=(1280, 1080)),
    Shot("task", "supervision", "/registers/plan-tasks/", walk=_to_the_lively_task),
    Shot("report-phone", "water", "/", size=PHONE, walk=_to_the_report),
    Shot("confirm", "plan", "/", walk=_to_the_first_commitment),
    Shot("today-supervision", "supervision", "/"),
    Shot("ratings", "supervision", "/ratings/", size=(1280, 700)),
)


def images() -> list[Path]:
    """All pictures that this program makes."""
    return [shot.file(city) for shot in SHOTS for city in LANGUAGES]


@contextmanager
def served(city: str, *, kept: bool) -> Iterator[tuple[str, str]]:
    """(address, password) of a running demonstration city."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = CITIES / city
    program = str(Path(sys.executable).with_name("throughline"))
    command = [program, "demo", "--city", city, "--port", str(port)]
    command += ["--data-dir", str(folder), *([] if kept else ["--reset"])]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=PROJECT)
    try:
        _wait(f"http://127.0.0.1:{port}", server)
        logins = json.loads((folder / "demonstration.json").read_text(encoding="utf-8"))["logins"]
        yield f"http://127.0.0.1:{port}", logins[0][3]
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("The demonstration did not start; try “throughline demo” to see why.")


def take(browser: Browser, shot: Shot, city: str, address: str, password: str) -> int:
    """Take one picture; gives its size in bytes."""
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES[city])
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.fill("[name=username]", shot.user)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(address + shot.path)
    if shot.walk:
        shot.walk(page, address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); document.fonts.ready")
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLING)
    shot.file(city).parent.mkdir(parents=True, exist_ok=True)
    picture = page.screenshot(path=shot.file(city), animations="disabled")
    context.close()
    return len(picture)


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kept", action="store_true", help="keep the cities of the last time")
    parser.add_argument("--only", default="", metavar="NAME", help="only pictures with this in their name")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        for city in LANGUAGES:
            with served(city, kept=options.kept) as (address, password):
                for shot in SHOTS:
                    if options.only in shot.name:
                        size = take(browser, shot, city, address, password)
                        print(f"{shot.file(city).relative_to(PROJECT)}  {size // 1000} KB", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
