"""A real document becomes a register in the browser: upload, destination, decisions by keyboard, and undoing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in, too_wide
from tests.server import Server


def upload(page: Page, server: Server, path: Path, dated: str) -> None:
    page.goto(f"{server.url}/documents/upload/")
    page.set_input_files("#id_file", path)
    page.fill("#id_dated_on", dated)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/confirm/$"), timeout=60_000)


def choose_destination(page: Page, plan: str, register: str) -> None:
    page.fill("#id_plan_title", plan)
    page.fill("#id_register_title", register)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("summary", has_text=register)).to_be_visible()


def current(page: Page) -> str:
    """The key of the finding on the card."""
    return page.locator("#finding-card form").get_attribute("data-finding") or ""


def counts(page: Page) -> dict[str, int]:
    numbers = re.findall(r"\d+", page.inner_text("#finding-counts"))
    open_, accepted, rejected, total = map(int, numbers[:4])
    return {"open": open_, "accepted": accepted, "rejected": rejected, "total": total}


CARD = "(() => { const f = document.querySelector('#finding-card form'); return f.dataset.finding + f.innerText; })()"


def press(page: Page, key: str) -> None:
    """A key of the card, and wait for another card or another state of it."""
    before = page.evaluate(CARD)
    page.keyboard.press(key)
    page.wait_for_function(f"before => {CARD} !== before", arg=before)
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    assert page.locator("#finding-card [role=alert]").all_inner_texts() == []


def to_commitment(page: Page) -> None:
    """Go on by j until the card is a commitment that is still open."""
    for _ in range(60):
        form = page.locator("#finding-card form")
        if form.locator("#f-label").input_value() == "commitment" and form.locator("[data-key=a]").count():
            return
        press(page, "j")
    raise AssertionError("no open commitment in sixty findings")


def decide_by_keyboard(page: Page) -> None:
    """One finding accepted, one edited and accepted, one rejected and opened again, one split, two merged."""
    to_commitment(page)
    first = current(page)
    press(page, "a")
    assert current(page) != first
    expect(page.locator(f"#row-{first}.is-accepted")).to_have_count(1)
    expect(page.locator(f"mark[data-finding='{first}'].is-accepted").first).to_be_attached()

    to_commitment(page)
    edited = current(page)
    page.keyboard.press("e")
    expect(page.locator("#f-clean")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Said in other words")
    press(page, "Control+Enter")
    expect(page.locator(f"#row-{edited}.is-accepted", has_text="Said in other words")).to_have_count(1)

    to_commitment(page)
    rejected = current(page)
    before = counts(page)
    press(page, "r")
    assert counts(page) == before | {"open": before["open"] - 1, "rejected": before["rejected"] + 1}
    press(page, "b")  # the next commitment may stand several facts further on
    assert current(page) == rejected
    press(page, "u")
    assert counts(page) == before

    split_and_merge(page, before["total"])


def split_and_merge(page: Page, total: int) -> None:
    quote = page.locator("[data-quote]")
    whole = quote.inner_text()
    quote.focus()
    page.keyboard.press("Control+Home")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("x")  # no letter gets in
    page.keyboard.press("s")
    page.wait_for_url(re.compile(r"\?finding="))
    assert page.locator("[data-quote]").inner_text() == whole[:8].strip()
    assert counts(page)["total"] == total + 1
    page.keyboard.press("m")
    page.wait_for_function("text => document.querySelector('[data-quote]')?.innerText === text", arg=whole)
    assert counts(page)["total"] == total


def accept_all(page: Page, above: str) -> int:
    """By keyboard; how many tasks and facts were accepted at once."""
    page.keyboard.press("Shift+A")
    expect(page.locator("#id_above")).to_be_focused()
    page.keyboard.type(above)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # create units that the directory lacks
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/batches/\d+/$"), timeout=60_000)
    return int(re.findall(r"\d+", page.inner_text(".alert-success"))[0])


def tasks_on(page: Page, server: Server, title: str) -> int:
    page.goto(f"{server.url}/registers/")
    row = page.locator("tbody tr", has_text=title)
    return int(row.locator("td").nth(2).inner_text())


@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("zh/sc_2019_3_bonded_zones.txt", "2019-01-25"),
        ("en/NAP5-fifth-open-government-national-action-plan.pdf", "2022-12-28"),
    ],
)
def test_a_document_becomes_a_register(page, city, errors, barriers, shared_documents, name, dated):  # noqa: PLR0917
    log_in(page, city, "plan")
    upload(page, city, shared_documents / name, dated)
    choose_destination(page, "A plan of ours", "Tasks of the plan")
    assert barriers(page) == []
    decide_by_keyboard(page)
    kept = counts(page)
    done = accept_all(page, "60")
    assert done > 5
    batch = page.url
    before = tasks_on(page, city, "Tasks of the plan")
    assert before > 3

    page.get_by_role("link", name="Tasks of the plan").click()
    page.locator("tbody th a").first.click()
    expect(page.locator("blockquote").first).to_be_visible()  # the sentence it came from
    expect(page.locator(".throughline")).to_be_visible()

    undo(page, batch)
    assert tasks_on(page, city, "Tasks of the plan") == 2  # those accepted one by one stay
    page.goto(batch)
    assert "Nothing of it is left" in page.content()
    page.goto(f"{city.url}/documents/")
    page.locator("tbody th a").first.click()
    page.locator("a.btn-primary").click()
    assert counts(page) == kept
    assert errors == []


IN_VIEW = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.top >= -1 && box.top < innerHeight && box.bottom <= innerHeight + 1;
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_place_and_decision_stay_in_sight_and_text_follows_the_card(
    page, city, shared_documents, width, height
):
    log_in(page, city, "plan")
    upload(
        page, city, shared_documents / "en/NAP5-fifth-open-government-national-action-plan.pdf", "2022-12-28"
    )
    choose_destination(page, "A plan of ours", "Tasks of the plan")
    page.set_viewport_size({"width": width, "height": height})
    assert page.locator("#f-label").input_value() == "commitment"
    place = int(page.inner_text("#finding-place strong"))
    for step in range(1, 41):
        press(page, "j")
        assert page.inner_text("#finding-place strong") == str(place + step)
        for selector in ("#finding-place", "#finding-counts", "[data-card-title]", "[data-key=a]"):
            assert page.evaluate(IN_VIEW, selector), (step, selector)
        if page.locator("mark.is-current").first.bounding_box()["height"] < height / 4:
            assert page.evaluate(WITHIN, "mark.is-current"), step
    press(page, "n")
    assert page.locator("#f-label").input_value() == "commitment"
    press(page, "r")
    assert page.locator("#f-label").input_value() == "commitment"
    assert too_wide(page) == 0


WITHIN = """selector => {
  const [inside, pane] = [selector, ".confirmation-text"].map(
    (one) => document.querySelector(one).getBoundingClientRect());
  return inside.top >= pane.top && inside.bottom <= pane.bottom;
}"""


def undo(page: Page, batch: str) -> None:
    page.goto(batch)
    page.fill("#id_reason", "Taken from the wrong draft")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(r"/documents/\d+/$"))
    expect(page.locator(".alert-success")).to_contain_text("Undone")


def test_too_large_a_file_is_told_on_a_page(
    page, installation: Callable[..., Server], filled: Path, tmp_path
):
    server = installation(like=filled, THROUGHLINE_UPLOAD_LIMIT_MB="1").start()
    log_in(page, server, "plan")
    page.goto(f"{server.url}/documents/upload/")
    large = tmp_path / "large.txt"
    large.write_text("word " * 800_000)
    page.set_input_files("#id_file", large)
    assert page.locator("#id_file").evaluate("field => field.validationMessage")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("h1")).to_have_text("The file is too large")
