"""The directory and administration in a real browser: no barriers, no overflow on a phone, and what htmx does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import builders
from tests.web.town import Town, town
from throughline.calendars.actions import create_calendar
from throughline.formats.sheets import Column, Sheet, workbook
from throughline.jobs.actions import ask
from throughline.jobs.models import Job
from throughline.organizations.actions.organizations import edit_organization
from throughline.organizations.actions.posts import set_portfolio

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Bureau of Water Resources and Coastal Protection of the Municipality, Department of Very Long Names"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def place() -> Town:
    made = town()
    water = made.units["water"]
    edit_organization(
        water, by=made.users["administrator"], seen=water.version, name=LONG, aliases=["水务局"]
    )
    set_portfolio(made.posts["city"], [water], by=None)
    register = builders.register("plan", made.units["city"])
    builders.task(
        register, water, title=f"{LONG}: dredge the canal", rating="red", accountable=made.posts["water"]
    )
    create_calendar("cn", "China", by=None)
    return made


def paths(place: Town) -> list[str]:
    post, person = place.posts["water"].pk, place.persons["water"].pk
    account = place.users["officer"].pk
    job = ask("documents.read", place.users["administrator"], document=1).pk
    return [
        *(
            "/directory/",
            "/directory/?text=water",
            "/directory/?text=zzz",
            "/directory/order/",
            "/directory/persons/",
        ),
        *("/directory/organizations/new/", "/organizations/water/", "/organizations/east/roles/"),
        *("/organizations/city/order/", "/organizations/water/history/", "/organizations/east/move/"),
        *(f"/posts/{post}/", f"/posts/{post}/hand-over/", f"/posts/{post}/portfolio/", f"/persons/{person}/"),
        *("/administration/", "/administration/accounts/", f"/administration/accounts/{account}/"),
        *("/administration/rights/", "/administration/import/", "/administration/calendars/"),
        *("/administration/calendars/cn/", "/history/", "/history/1/", f"/jobs/{job}/"),
    ]


@pytest.mark.parametrize("look", [("en", 1280, 390), ("zh-hans", 390)])
def test_the_pages_have_no_barriers_and_fit_on_a_phone(log_in, page, place, barriers, look):
    language, *widths = look
    address = log_in(place.users["administrator"], language)
    found = []
    for path in paths(place):
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + path)
            found += [f"{path} at {width}: {line}" for line in barriers(page)]
            if page.evaluate(OVERFLOW) > 0:
                found.append(f"{path} at {width}: wider than the screen")
    assert found == []


def test_the_search_answers_while_one_types(log_in, page, place):
    page.goto(log_in(place.users["viewer"]) + "/directory/")
    page.get_by_role("searchbox").press_sequentially("xiaolan")
    page.get_by_role("heading", name="Posts and who holds them").wait_for()
    assert page.get_by_role("link", name="Qian Xiaolan").is_visible()
    assert page.get_by_role("searchbox").input_value() == "xiaolan"


def test_the_order_is_changed_by_keyboard_and_the_focus_stays(log_in, page, place):
    page.goto(log_in(place.users["administrator"]) + "/organizations/city/order/")
    button = page.get_by_role("button", name="East County: up")
    button.focus()
    page.keyboard.press("Enter")
    page.locator("li:nth-child(2)", has_text="East County").wait_for()
    page.locator("[aria-label='East County: up']:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("li:nth-child(1)", has_text="East County").wait_for()


def test_a_one_time_link_is_copied(log_in, page, place, barriers):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(log_in(place.users["administrator"]) + f"/administration/accounts/{place.users['officer'].pk}/")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#one-time-link").inner_text()
    assert barriers(page) == []
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert re.fullmatch(r"http://.*/link/[\w-]+/", link)


def test_a_job_page_follows_the_job_to_its_end(log_in, page, place, barriers):
    job = ask("documents.read", place.users["administrator"], document=1)
    page.goto(log_in(place.users["administrator"]) + f"/jobs/{job.pk}/")
    page.get_by_text("Waits for its turn.").wait_for()
    Job.objects.filter(pk=job.pk).update(state="done", result={"findings": 2})
    page.get_by_text("2 findings to confirm.").wait_for()
    assert page.get_by_role("link", name="To the document").is_visible()
    assert barriers(page) == []


def test_a_workbook_is_imported_with_its_links(log_in, page, place, barriers, tmp_path):
    address = log_in(place.users["administrator"])
    columns = [Column(title, 20) for title in ("User name", "Name", "Role", "Within")]
    good = [("zhou", "Zhou Ning", "viewer", "city")]
    for name, rows in (("good", good), ("bad", [("zhou", "Zhou Ning", "king", "city")])):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook([Sheet("Accounts", columns, rows, "")]))
    page.goto(f"{address}/administration/import/")
    page.get_by_label("Workbook").set_input_files(tmp_path / "bad.xlsx")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="1 cell has to be mended first").wait_for()
    assert barriers(page) == []
    page.get_by_role("button", name="Choose the mended file").click()
    page.get_by_label("Workbook").set_input_files(tmp_path / "good.xlsx")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What would change").wait_for()
    assert barriers(page) == []
    page.get_by_role("button", name="Import all of it").click()
    page.get_by_role("heading", name="One-time links of the new accounts").wait_for()
    assert barriers(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="As a workbook").click()
    assert download.value.suggested_filename.endswith(".xlsx")
