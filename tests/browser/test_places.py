"""Where a task stands, periods, rules and columns, by the pages that change them."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in
from tests.server import Server

ROWS = (
    ("No.", "Task", "Lead unit", "Remarks"),
    ("1", "Build the fish market", "Water Bureau", "by the end of June 2027"),
    ("2", "Plant trees at the quay", "Water Bureau", "by 30 September 2027"),
)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button.btn-primary").first.click()


def more(page: Page, city: Server, link: str) -> None:
    """Open the task, and a page of its menu."""
    page.goto(f"{city.url}/registers/tasks/")
    page.get_by_role("link", name="Build the sea wall").click()
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name=link).click()


def test_a_task_is_numbered_and_shown_on_another_register(page, city, errors, barriers):
    log_in(page, city, "supervision")
    more(page, city, "Number and place on the register")
    page.fill("#id_number", "7-A")
    save(page)
    more(page, city, "Show on another register")
    assert barriers(page) == []
    page.select_option("#id_register", label="Instructions")
    page.fill("#id_number", "X-1")
    save(page)
    expect(page.locator("h1")).to_contain_text("Build the sea wall")
    for register, number in (("tasks", "7-A"), ("instructions", "X-1")):
        page.goto(f"{city.url}/registers/{register}/")
        expect(page.locator("tbody tr", has_text="Build the sea wall")).to_contain_text(number)
    page.goto(f"{city.url}/registers/tasks/tasks/new/")
    page.fill("#id_title", "Buy the stones")
    save(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Part of another task").click()
    page.select_option("#id_parent", label="Build the sea wall")
    save(page)
    expect(page.locator("main")).to_contain_text("Build the sea wall")
    assert errors == []


def test_a_period_is_closed_and_reopened_for_a_reason(page, city, errors, barriers):
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/tasks/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Reporting periods").click()
    assert barriers(page) == []
    row = page.locator("tbody tr", has=page.get_by_role("button", name="Close")).last
    period = row.locator("th").inner_text()
    row.get_by_role("button", name="Close").click()
    row = page.locator("tbody tr", has_text=period)
    expect(row).to_contain_text("closed")
    row.get_by_role("button", name="Reopen").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    row.locator("[name=reason]").fill("The harbour office was flooded.")
    row.get_by_role("button", name="Reopen").click()
    expect(row).to_contain_text("open")
    expect(page.locator("[role=alert]")).to_have_count(0)
    assert [error for error in errors if "422" not in error] == []


def test_a_rule_is_changed_and_a_wrong_one_is_told(page, city, barriers):
    log_in(page, city, "admin")
    page.goto(f"{city.url}/administration/")
    page.get_by_role("link", name="Rating rules").click()
    page.get_by_role("link", name="Edit").first.click()
    assert barriers(page) == []
    rules = json.loads(page.input_value("#id_rules"))
    kept = rules[0]["all"]
    rules[0]["all"] = [{"fact": "moonshine", "op": ">", "value": 3}]
    page.fill("#id_rules", json.dumps(rules))
    save(page)
    expect(page.locator("#id_rules_error")).to_contain_text("moonshine")
    rules[0] |= {"all": kept, "why": {"en": "Far too late", "zh": "太迟"}}
    page.fill("#id_rules", json.dumps(rules))
    save(page)
    expect(page.locator("h1")).to_have_text("How ratings are proposed")
    expect(page.locator("main")).to_contain_text("Far too late")


def test_a_column_taken_for_another_is_corrected_and_its_rows_are_read_anew(page, city, errors, barriers):
    log_in(page, city, "plan")
    page.goto(f"{city.url}/documents/upload/")
    table = "\n".join(",".join(row) for row in ROWS)
    page.set_input_files("#id_file", {"name": "tasks.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.fill("#id_dated_on", "2026-01-05")
    save(page)
    page.wait_for_url(re.compile(r"/(confirm|findings)/"))
    deadline = page.locator("#finding-card [name=deadline]")
    expect(deadline).to_have_value("")
    document = re.findall(r"/documents/(\d+)/", page.url)[0]
    page.goto(f"{city.url}/documents/{document}/")
    page.get_by_role("link", name="Columns of the tables").click()
    assert barriers(page) == []
    expect(page.get_by_label("Remarks")).to_have_value("remarks")
    page.get_by_label("Remarks").select_option(label="Completion time")
    save(page)
    expect(page.locator("main")).to_contain_text("read again with these columns")
    expect(deadline).to_have_value("2027-06-30")
    page.goto(f"{city.url}/documents/{document}/columns/")
    expect(page.get_by_label("Remarks")).to_have_value("deadline")
    assert errors == []
