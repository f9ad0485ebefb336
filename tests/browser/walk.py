"""A walk over the pages of a site: links are followed, and every kind of page is looked at in the browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from django.urls import Resolver404, resolve
from lxml import html
from playwright.sync_api import Page

from tests.server import Server

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: How many links from one kind of page to another are followed, for one person.
PER_PAIR = 2
#: Waits until the page is laid out; gives by how much it is too wide, its title, and how many first headings it has.
SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done([
    Math.max(0, document.documentElement.scrollWidth - innerWidth),
    document.title.split(' · ')[0].trim(),
    document.querySelectorAll('h1').length,
]))))"""
Barriers = Callable[[Page], list[str]]


def name_of(address: str) -> str | None:
    """The name of the page at an address; None for none of ours."""
    try:
        return resolve(unquote(urlsplit(address).path)).url_name
    except Resolver404:
        return None


def faults_of(page: Page, barriers: Barriers) -> list[str]:
    """What is wrong with the page that is open, on a phone and on a desk; the browser stays wide."""
    faults, title, headings = [], "", 0
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        wide, title, headings = page.evaluate(SETTLED)
        faults += [f"{size['width']}: {fault}" for fault in barriers(page)]
        if wide:
            faults.append(f"{size['width']}: {wide} px too wide")
    if not title:
        faults.append("no title")
    if headings != 1:
        faults.append(f"{headings} first headings")
    return faults


@dataclass
class Walk:
    """What was seen of a site: an address for the name of each page, and the faults; `no_pages` are files."""

    page: Page
    server: Server
    barriers: Barriers
    no_pages: frozenset[str]
    seen: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _parts: dict[str, set[str]] = field(default_factory=dict)

    def by(self, person: str) -> None:
        """Follow what pages offer to the person who is logged in; look at those that hold something new."""
        followed: Counter[tuple[str | None, str | None]] = Counter()
        waiting, known = [("/", "/")], {"/"}
        while waiting:
            address, origin = waiting.pop(0)
            pair = (name_of(origin), name_of(address))
            followed[pair] += 1
            if followed[pair] > PER_PAIR:
                continue
            new = [link for link in self._visit(address, f"{person}: {origin}") if link not in known]
            known.update(new)
            waiting += [(link, address) for link in new]

    def _visit(self, address: str, origin: str) -> list[str]:
        """The links of the page at the address; an address that does not answer is a fault of its origin."""
        answer = self.page.request.get(self.server.url + address)
        name = name_of(address)
        if not answer.ok:
            self.faults.append(f"{origin} offers {address}: {answer.status}")
        if not answer.ok or name is None or name in self.no_pages:
            return []
        tree = html.fromstring(answer.body())
        if not parts(tree) <= self._parts.setdefault(name, set()):
            self._parts[name] |= parts(tree)
            self.open(address, origin)
        return links(tree, address)

    def open(self, address: str, origin: str = "") -> None:
        """Look at a page in the browser."""
        self.page.goto(self.server.url + address)
        self.look(origin)

    def look(self, origin: str = "") -> None:
        """Look at the page that is open."""
        address = self.page.url.removeprefix(self.server.url)
        self.seen.setdefault(name_of(address) or address, address)
        self.faults += [f"{origin} {address} {fault}" for fault in faults_of(self.page, self.barriers)]


def parts(tree: html.HtmlElement) -> set[str]:
    """What kinds of elements a page is made of."""
    elements = tree.xpath("//main//*[not(self::option)]")
    return {f"{one.tag} {one.get('class', '')} {one.get('type', '')}" for one in elements}


def links(tree: html.HtmlElement, address: str) -> list[str]:
    """Addresses of this site that a page leads to."""
    found = []
    for href in tree.xpath("//body//a/@href | //body//@hx-get"):
        split = urlsplit(urljoin(f"http://site{address}", href))
        if split.netloc == "site":
            found.append(split.path + (f"?{split.query}" if split.query else ""))
    return found
