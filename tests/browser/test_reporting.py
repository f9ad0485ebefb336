"""A unit reports on a phone, the supervision office answers; a rating's way to the circular; completion and closure."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in, too_wide
from tests.server import Server

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def as_officer(page: Page, city: Server) -> None:
    page.set_viewport_size(PHONE)
    log_in(page, city, "officer")


def as_supervision(page: Page, city: Server) -> None:
    page.set_viewport_size(DESK)
    log_in(page, city, "supervision")


def send(page: Page, *, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def file_from_home(page: Page, done: str, evidence: list | None = None) -> None:
    """From the first page to the filed report: the button, the fields, the button."""
    page.locator("a.btn-primary", has_text="Report").first.click()
    page.wait_for_url(re.compile(r"/report/\d+/"))
    assert too_wide(page) == 0
    page.fill("#id_progress", "40")
    page.fill("#id_done", done)
    if evidence:
        page.set_input_files("#id_evidence", evidence)
    send(page, name="File the report")
    expect(page.locator(".alert-success")).to_contain_text("filed")


def open_task(page: Page, city: Server) -> None:
    page.goto(f"{city.url}/registers/tasks/")
    page.get_by_role("link", name="Build the sea wall").click()


def test_a_report_goes_back_and_comes_again(page, city, errors, barriers):
    as_officer(page, city)
    expect(page.locator("h2").first).to_contain_text("to file")
    assert barriers(page) == []
    photo = {"name": "wall.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(60)}
    file_from_home(page, "Piles were driven.", [photo])

    as_supervision(page, city)
    expect(page.locator("a", has_text="reports to decide")).to_contain_text("1")
    page.get_by_role("link", name="Build the sea wall").first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    with page.expect_download() as download:
        page.get_by_role("link", name="wall.png").click()
    assert download.value.suggested_filename == "wall.png"
    page.fill("#reason", "Which stretch?")
    send(page, name="Return")
    expect(page.locator(".alert-success")).to_contain_text("1 report returned")

    as_officer(page, city)
    expect(page.locator("main")).to_contain_text("Which stretch?")
    page.locator("a.btn-primary", has_text="Report").first.click()
    expect(page.locator(".alert-warning")).to_contain_text("Which stretch?")
    assert page.input_value("#id_done") == "Piles were driven."  # nothing is asked twice
    assert page.input_value("#id_progress") == "40"
    page.fill("#id_done", "Piles were driven from the lock to the bridge.")
    page.get_by_label("wall.png").check()
    send(page, name="File the report")
    expect(page.locator(".alert-success")).to_contain_text("filed")

    as_supervision(page, city)
    page.goto(f"{city.url}/reports/")
    page.get_by_label("Choose all").check()
    send(page, name="Accept the chosen")
    expect(page.locator(".alert-success")).to_contain_text("1 report accepted")
    open_task(page, city)
    expect(page.locator("#reports")).to_contain_text("from the lock to the bridge")
    expect(page.locator("#reports")).to_contain_text("Which stretch?")
    assert errors == []


def test_a_rating_is_explained_confirmed_circulated_and_corrected(page, city, errors, barriers):
    assert "1" in city.run("tick").stdout
    as_officer(page, city)
    page.get_by_role("link", name="Explain", exact=True).first.click()
    page.fill("#id_explanation", "The quarry was flooded; stone comes from elsewhere since Monday.")
    send(page, name="Save")

    as_supervision(page, city)
    expect(page.locator("main")).to_contain_text("The quarry was flooded")
    page.goto(f"{city.url}/ratings/")
    assert barriers(page) == []
    page.get_by_label("Choose all").check()
    send(page, name="Confirm the chosen as proposed")
    page.get_by_role("link", name="Circulate").click()
    page.fill("#id_number", "1")
    page.fill("#id_title", "First circular")
    send(page, name="Circulate")
    expect(page.locator("h1")).to_have_text("First circular")
    changed = page.locator("section", has_text="Changed with this circular")
    expect(changed.locator("tbody .rating-red")).to_have_count(1)
    expect(page.locator(".circular-counts tbody tr", has=page.locator(".rating-red"))).to_contain_text("1")
    assert barriers(page) == []

    open_task(page, city)
    expect(page.locator(".page-header .rating-red")).to_be_visible()
    page.locator("#ratings").get_by_role("link", name="Correct", exact=True).click()
    page.select_option("#id_colour", "yellow")
    page.fill("#id_reason", "The date had been moved by the council.")
    send(page, name="Save")
    expect(page.locator(".page-header .rating-yellow")).to_be_visible()
    expect(page.locator("#ratings")).to_contain_text("corrected later")
    expect(page.locator("#ratings .rating-red")).to_have_count(1)  # a mistake stays in sight
    assert errors == []


def test_a_task_is_reported_complete_sent_back_and_closed(page, city, errors):
    as_officer(page, city)
    for statement, decision in (
        ("It stands.", "Send it back"),
        ("It stands, with its gate.", "Close the task"),
    ):
        log_in(page, city, "officer")
        open_task(page, city)
        page.get_by_role("button", name="More").click()
        page.get_by_role("link", name="Report it complete").click()
        page.fill("#id_statement", statement)
        send(page, name="Report it complete")
        log_in(page, city, "supervision")
        page.get_by_role("link", name="Decide", exact=True).first.click()
        expect(page.locator("main")).to_contain_text(statement)
        page.fill("#id_reason", "Where is the gate?" if decision.startswith("Send") else "")
        send(page, name=decision)
        expect(page.locator("h1")).to_contain_text("Build the sea wall")
    expect(page.locator(".page-header .badge").first).to_contain_text("Closed")
    expect(page.locator("main")).to_contain_text("Where is the gate?")
    assert errors == []


def test_a_secretary_records_an_instruction_on_the_mayors_behalf(page, city, errors):
    log_in(page, city, "secretary")
    page.get_by_role("link", name="Record an instruction").click()
    expect(page.locator("#id_for_ option:checked")).to_contain_text("Mayor")
    page.fill("#id_title", "Look at the harbour lights")
    send(page, name="Save")
    expect(page.locator("h1")).to_contain_text("Look at the harbour lights")
    page.get_by_role("link", name="History of this task").click()
    expect(page.locator(".story")).to_contain_text("on behalf of")
    assert errors == []
