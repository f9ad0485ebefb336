"""Every page is found by links, near where its reader looks for it; and no link leads where the reader may not go."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.test_pages import EXPECTED
from tests.web.whole import ROLES, Whole, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Beside the menu, the pages of objects: there people look for what they may do with one.
OBJECTS = {
    *(
        "register",
        "task",
        "report",
        "circular",
        "organization",
        "post",
        "person",
        "plan",
        "edition",
        "clause",
    ),
    *("indicator", "project", "document", "account_of", "calendar", "confirmation"),
    *("paper", "series", "template"),
}
#: What nobody looks for on a page: the server's own, what a link in a letter opens, parts that scripts fetch.
NOT_LOOKED_FOR = {
    "health",
    "login",
    "link",
    "finding_card",
    "directory_import_preview",
    "job",
    "register_workbook_look",
    "report_workbook_look",
}
#: Offered where there is something to do: a text longer than its page, tables with columns, several roots to order,
#: a plan above to align with.
WHEN_THERE_IS = {"document_text", "table_columns", "directory_order", "alignment_export"}
#: Whose work stands there; others may open it, and find it empty.
DELIVERING = {"supervision", "officer", "leader"}
READERS = {"reports": DELIVERING, "ratings": DELIVERING, "leader_page": set(ROLES) - {"stranger"}}
NEAR, FAR = 2, 3
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#][^"]*)"')


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


def links(client: Client, path: str) -> tuple[int, list[str]]:
    """The status of a page, and where its links lead within the site."""
    answer = client.get(path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        read(answer)
        return answer.status_code, []
    page = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.DOTALL)
    found = (urljoin(path, unescape(one)).partition("#")[0] for one in LINK.findall(page))
    return 200, list(
        dict.fromkeys(one for one in found if one.startswith("/") and not one.startswith("/static"))
    )


def name_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


class Walk:
    """All pages that a person reaches: how many clicks from the menu, and from the nearest place to look."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.refused: dict[str, str] = {}
        self.from_menu: dict[str, int] = {}
        self.near: dict[str, int] = {}
        self.graph: dict[str, list[str]] = {}
        menu = [path for path in self._open("/", "the log-in") if "?" not in path]
        menu = [path for path in menu if path in self._menu()]
        self._spread(menu, self.from_menu)
        starts = [*menu, *(path for path in self.graph if name_of(path) in OBJECTS)]
        self._spread(starts, self.near)

    def _menu(self) -> set[str]:
        page = self.client.get("/").content.decode()
        return set(LINK.findall(page.split('<div class="page-wrapper">')[0]))

    def _open(self, path: str, came_from: str) -> list[str]:
        if path not in self.graph:
            status, found = links(self.client, path)
            self.graph[path] = found
            if status not in (200, 302):
                self.refused[path] = f"{status}, from {came_from}"
        return self.graph[path]

    def _spread(self, starts: list[str], clicks: dict[str, int]) -> None:
        best = dict.fromkeys(starts, 0)
        waiting = [(path, "the menu") for path in starts]
        while waiting:
            path, came_from = waiting.pop(0)
            name = name_of(path)
            clicks[name] = min(clicks.get(name, 99), best[path])
            for one in self._open(path, came_from):
                if one not in best and ("?" not in one or name_of(one) not in clicks):
                    best[one] = best[path] + 1
                    waiting.append((one, path))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_near_and_no_link_is_dead(city, role):
    walk = Walk(city.client(role))
    column = ROLES.index(role)
    open_to = {
        name for name, row in EXPECTED.items() if row[column] == "o" and role in READERS.get(name, ROLES)
    }
    open_to -= NOT_LOOKED_FOR | WHEN_THERE_IS
    assert {
        "dead": walk.refused,
        "nowhere": sorted(open_to - set(walk.from_menu)),
        "hidden": {name: n for name, n in walk.near.items() if n > NEAR and name in open_to},
        "deep": {name: n for name, n in walk.from_menu.items() if n > FAR and name in OBJECTS},
    } == {"dead": {}, "nowhere": [], "hidden": {}, "deep": {}}
