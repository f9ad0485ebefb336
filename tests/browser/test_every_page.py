"""Every page of the demonstration, in both languages, wide and on a phone: no barrier, no overflow, no dead link."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in
from tests.browser.demonstration import Demonstration
from tests.browser.walk import Walk, name_of
from tests.post_office import post_office
from throughline.demonstration import PASSWORD
from throughline.web import urls
from throughline.web.views import errors as error_pages

pytestmark = [pytest.mark.slow, pytest.mark.long]

#: Files, and what is only ever sent to: there is nothing to look at.
FILES = {"document_download", "evidence_download", "register_export", "directory_workbook", "health"} | {
    *(
        "alignment_export",
        "archive_download",
        "circular_document",
        "paper_file",
        "reconciliation_download",
        "leader_page",
        "register_paper",
        "register_units",
        "report_workbook_download",
        "task_export",
        "scan_file",
        "settings_pack_download",
        "template_default",
        "template_file",
        "template_preview",
    ),
}
SENT_TO = {
    *(
        "accept_all",
        "destination",
        "reject_others",
        "directory_import_links",
        "finding_act",
        "logout",
        "milestone_take_back",
    ),
    *("project_task_remove", "ratings_confirm", "register_archive", "reports_decide", "set_language"),
    *(
        "absence_remove",
        "duplicates_look",
        "extension_withdraw",
        "sign_off",
        "sign_off_all",
        "verdict_withdraw",
        "verify",
    ),
}
#: Who looks, in an order in which each adds what those before may not see.
PEOPLE = ("supervision", "plan", "admin", "mayor", "secretary", "auditor", "viewer")
#: What scripts put into a page that is looked at.
FRAGMENTS = {"finding_card"}
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HREFS = "[...document.links].map(link => link.href)"
HTML = {"content-type": "text/html; charset=utf-8"}


def names(patterns: list | None = None) -> set[str]:
    """The names of all pages' addresses."""
    found = set()
    for one in patterns or get_resolver(urls).url_patterns:
        found |= names(one.url_patterns) if isinstance(one, URLResolver) else {one.name}
    return found


@pytest.fixture(params=["en", "zh"])
def demonstration(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demonstration]:
    """The invented city, built and running; larger uploads than a megabyte are refused."""
    with post_office() as post:
        mail = {
            "THROUGHLINE_MAIL_URL": f"smtp://127.0.0.1:{post.port}?starttls=no",
            "THROUGHLINE_MAIL_FROM": "office@city.example",
        }
        server = Demonstration(tmp_path, {"THROUGHLINE_UPLOAD_LIMIT_MB": "1", **mail})
        try:
            server.begin(request.param)
            yield server
        finally:
            server.kill()


@pytest.fixture
def walk(page: Page, demonstration: Demonstration, barriers) -> Walk:
    return Walk(page, demonstration, barriers, frozenset(FILES))


def enter(walk: Walk, person: str) -> None:
    log_in(walk.page, walk.server, person, PASSWORD)


def send(walk: Walk, button: str = "main form button.btn-primary") -> None:
    with walk.page.expect_navigation():
        walk.page.locator(button).first.click()


def ask_for_a_new_date(walk: Walk) -> None:
    walk.page.goto(walk.server.url + walk.seen["extension_new"])
    walk.page.fill("[name=wanted_on]", "2035-12-31")
    walk.page.fill("[name=reason]", "2035")
    send(walk)


def make_papers(walk: Walk) -> None:
    """A column set, as it is offered, and a template, as it comes with the program."""
    walk.page.goto(walk.server.url + reverse("column_set_new"))
    walk.page.fill("[name=name]", "2035")
    send(walk)
    template = walk.page.request.get(walk.server.url + reverse("template_default", args=["circular"])).body()
    walk.page.goto(walk.server.url + reverse("template_new"))
    walk.page.fill("[name=name]", "2035")
    walk.page.select_option("[name=kind]", "circular")
    walk.page.set_input_files("#id_file", {"name": "2035.docx", "mimeType": WORD, "buffer": template})
    send(walk)
    walk.page.goto(walk.server.url + walk.seen["register"].split("?")[0] + "papers/new/")
    send(walk)


def set_up_numbers(walk: Walk) -> None:
    """As an administrator does before anybody issues under a number."""
    walk.page.goto(walk.server.url + reverse("series_new"))
    walk.page.fill("[name=name]", "2035")
    walk.page.fill("[name=pattern]", "{year}-{n}")
    send(walk)


def what_no_link_leads_to(walk: Walk) -> None:
    """Pages that come of an act: a check of the history, an import, a one-time link; and the order of roots."""
    page, server = walk.page, walk.server
    walk.open(reverse("directory_order"))
    page.goto(server.url + reverse("administration"))
    send(walk, f"form[action='{reverse('verify')}'] button")
    walk.look("admin")
    workbook = page.request.get(server.url + reverse("directory_workbook")).body()
    page.goto(server.url + reverse("directory_import"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_file", {"name": "directory.xlsx", "mimeType": kind, "buffer": workbook})
    send(walk)
    walk.look("admin")
    page.goto(server.url + walk.seen["account_of"])
    send(walk, "button[value=link]")
    page.goto(page.inner_text("#one-time-link"))
    walk.look("admin")


def see_a_hand_over(walk: Walk) -> None:
    """Its sheet stands on the pages of the two persons alone, whom the unit that one of them left leads to."""
    unit = walk.server.url + reverse("organization", args=["D10"])
    walk.page.goto(unit)
    people = [one for one in walk.page.evaluate(HREFS) if name_of(one) == "person"]
    for person in dict.fromkeys(people):
        walk.page.goto(person)
        for sheet in walk.page.evaluate(HREFS):
            if name_of(sheet) == "hand_over":
                walk.open(sheet.removeprefix(walk.server.url), "admin")
                return


def bring_a_workbook_back(walk: Walk, person: str) -> None:
    """What a register's workbook that was edited would change."""
    page, register = walk.page, walk.server.url + walk.seen["register"].split("?")[0]
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(register + "export.xlsx").body()))
    for row in (3, 4):
        for column in (3, 4, 6):
            book.worksheets[0].cell(row, column).value = f"= {row} {column}".strip("= ")
    buffer = io.BytesIO()
    book.save(buffer)
    page.goto(register + "workbook/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_files", {"name": "list.xlsx", "mimeType": kind, "buffer": buffer.getvalue()})
    send(walk)
    walk.look(person)


def mail_workbooks(walk: Walk, person: str) -> None:
    """What became of workbooks that were sent to their units."""
    walk.page.goto(walk.server.url + walk.seen["register_hand_out"])
    send(walk)
    walk.look(person)
    walk.page.locator("#job a.btn-primary").click(timeout=60_000)
    walk.page.wait_for_url("**/mailings/*/")
    walk.look(person)


def decide_on_many(walk: Walk, person: str) -> None:
    """What ticked tasks of a register are asked for before they are transferred, or rest."""
    for act in ("transfer", "suspend"):
        walk.page.goto(walk.server.url + walk.seen["register"].split("?")[0])
        for place in (0, 1):
            walk.page.locator("input[name=task]").nth(place).check()
        send(walk, f"#decide button[value={act}]")
        walk.look(person)


def bring_reports_back(walk: Walk, person: str) -> None:
    """What a filled-in workbook of reports would file."""
    page, address = walk.page, walk.server.url + reverse("report_workbook_return")
    book = openpyxl.load_workbook(
        io.BytesIO(
            page.request.get(walk.server.url + reverse("report_workbook_download") + "?every=1").body()
        )
    )
    sheet = book.worksheets[0]
    for row, progress in ((3, 77), (4, 1_000)):
        sheet.cell(row, 9).value, sheet.cell(row, 11).value = progress, "进展顺利 On its way"
    buffer = io.BytesIO()
    book.save(buffer)
    page.goto(address)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_files", {"name": "r.xlsx", "mimeType": kind, "buffer": buffer.getvalue()})
    send(walk)
    walk.look(person)


def test_every_page(walk, demonstration, errors):
    walk.open(reverse("login"))
    enter(walk, "water")
    walk.by("water")
    ask_for_a_new_date(walk)
    bring_reports_back(walk, "water")
    for person in PEOPLE:
        enter(walk, person)
        if person == "supervision":
            make_papers(walk)
        walk.by(person)
        if person == "supervision":
            walk.open(walk.seen["register"].split("?")[0] + "circulate/", person)
            bring_a_workbook_back(walk, person)
            mail_workbooks(walk, person)
            decide_on_many(walk, person)
        if person == "admin":
            set_up_numbers(walk)
            walk.look("admin")
            walk.open(walk.page.url.removeprefix(walk.server.url) + "edit/", "admin")
            what_no_link_leads_to(walk)
            see_a_hand_over(walk)
    assert walk.faults == []
    assert errors == []
    assert (FILES | SENT_TO) & set(walk.seen) == set()
    assert names() - set(walk.seen) - FRAGMENTS == FILES | SENT_TO
    walk.page.goto(demonstration.url)
    assert walk.page.locator("html").get_attribute("lang") == LANGUAGES[demonstration.language]
    errors_are_pages_too(walk, LANGUAGES[demonstration.language])


def errors_are_pages_too(walk: Walk, language: str) -> None:
    """What goes wrong is told on a page as sound as others: by the server, or with what it would answer."""
    for status, address in ((404, "/nothing/here/"), (403, "/administration/"), (400, "/tasks/?text=%00")):
        answer = walk.page.goto(walk.server.url + address)
        assert answer is not None
        assert answer.status == status
        walk.look(str(status))
    enter(walk, "plan")
    walk.page.goto(walk.server.url + reverse("document_upload"))
    large = {"name": "large.txt", "mimeType": "text/plain", "buffer": b"word " * 800_000}
    walk.page.set_input_files("#id_file", large)
    walk.page.evaluate("document.querySelector('main form').noValidate = true")
    with walk.page.expect_response(lambda answer: answer.status == 413):
        walk.page.locator("main form button.btn-primary").click()
    expect(walk.page.locator("h1")).to_have_count(1)
    walk.look("413")
    broken = failed(language)
    walk.page.route("**/broken/", lambda route: route.fulfill(status=500, body=broken.content, headers=HTML))
    walk.open("/broken/", "500")
    assert walk.faults == []
    told = walk.page.inner_text("h1")
    assert bool(re.search(r"[\u4e00-\u9fff]", told)) == (language == "zh-Hans")


def failed(language: str) -> HttpResponse:
    """What the server answers when it fails."""
    with translation.override(language.lower()):
        return error_pages.server_error(RequestFactory().get("/broken/"))
