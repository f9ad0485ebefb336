"""A web page: its visible text as pieces, its headings and tables, each with spans into the source.

What is plainly not the document is left out: scripts, styles, menus, footers, share bars, forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from throughline.formats.html_tables import OpenTable, build_tables
from throughline.formats.markup import Token, tokens
from throughline.formats.shapes import Heading, Limits, Piece, Table, Warning  # noqa: A004  the interface's word
from throughline.lib.text import HAN

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_DROPPED = frozenset(
    "head script style template noscript svg canvas object audio video select datalist button textarea iframe".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
)
_CELLS, _ROW_GROUPS = frozenset(("td", "th")), frozenset(("tbody", "thead", "tfoot"))
_TABLE = frozenset(("table",))
_CLOSES = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "td": (_CELLS, _TABLE | {"tr"}),
    "th": (_CELLS, _TABLE | {"tr"}),
    "tr": (_CELLS | {"tr"}, _TABLE),
    "tbody": (_CELLS | _ROW_GROUPS | {"tr"}, _TABLE),
    "thead": (_CELLS | _ROW_GROUPS | {"tr"}, _TABLE),
    "tfoot": (_CELLS | _ROW_GROUPS | {"tr"}, _TABLE),
    "body": (frozenset(("head",)), frozenset[str]()),
}
"""What a start tag ends without saying so, and what it does not look beyond."""
_FAR = 30
_CHROME = frozenset(("nav", "footer", "form", "header"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "search", "banner"))
_CHROME_CLASS = re.compile(
    r"(?:^|\s)(?:(?:b|bd)?share(?:bar|box|buttonbox|-(?:bar|box|buttons?|links?|custom))?|fenxiang|addthis_toolbox"
    r"|social(?:-(?:share|links|media|icons|bar|nav))?|breadcrumbs?|navbar|skip-link|site-(?:footer|header|nav)"
    r"|cookie-(?:banner|notice|consent|bar|message))(?=\s|$)",
    re.IGNORECASE,
)
_MAY_HOLD_ALL = frozenset(("form", "header"))
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_WHITE = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_UNSPACED = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]")  # Chinese, with its punctuation


class Page(NamedTuple):
    """What `read_page` finds."""

    title: str
    pieces: tuple[Piece, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    warnings: tuple[Warning, ...]


@dataclass
class _Region:
    """An element that is probably not part of the document."""

    name: str
    outer: int | None
    length: int = 0
    closed: bool = False
    has_title: bool = False


class _Raw(NamedTuple):
    start: int
    end: int
    text: str
    block: bool
    region: int | None
    pre: bool


@dataclass
class _Element:
    name: str
    dropped: bool
    region: int | None = None
    opens: int | None = None  # the region that begins with it


def read_page(text: str, limits: Limits) -> Page:
    """The visible text of a page. Raises UnreadableFile: too_many_cells."""
    reader = _Reader()
    for token in tokens(text):
        reader.take(token)
    return reader.finish(limits)


@dataclass
class _Reader:
    stack: list[_Element] = field(default_factory=list)
    open_names: Counter[str] = field(default_factory=Counter)
    raws: list[_Raw] = field(default_factory=list)
    regions: list[_Region] = field(default_factory=list)
    headings: list[tuple[int, int, int]] = field(default_factory=list)
    tables: list[OpenTable] = field(default_factory=list)
    open_tables: list[OpenTable] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    new_block: bool = True
    heading: tuple[int, int] | None = None

    def take(self, token: Token) -> None:
        if token.kind == "start":
            self._start(token)
        elif token.kind == "end":
            self._end(token.name)
        elif token.kind == "cut":
            self.warnings.append(Warning("unclosed_markup", {"position": token.start}))
        elif self.stack and self.stack[-1].name == "title":
            self.title.append(token.name)
        elif not (self.stack and self.stack[-1].dropped):
            self._text(token)

    def _start(self, token: Token) -> None:
        name = token.name
        self._close_implied(name)
        self.new_block = self.new_block or name in _BLOCKS
        if name in _VOID:
            return
        above = self.stack[-1] if self.stack else _Element("", dropped=False)
        dropped = above.dropped or name in _DROPPED or _is_hidden(token.attributes)
        element = _Element(name, dropped, above.region)
        if not dropped and self._is_chrome(token):
            self.regions.append(_Region(name, above.region))
            element.region = element.opens = len(self.regions) - 1
        self.stack.append(element)
        self.open_names[name] += 1
        if not dropped:
            self._open_structure(token)

    def _close_implied(self, name: str) -> None:
        """A paragraph ends where any block starts; a list item, row or cell where the next one does."""
        if name in _BLOCKS and self.stack and self.stack[-1].name == "p":
            self._pop()
        ended, limits = _CLOSES.get(name, (frozenset(), frozenset()))
        while depth := self._depth_of(ended, limits):
            for _ in range(depth):
                self._pop()

    def _depth_of(self, names: frozenset[str], limits: frozenset[str]) -> int:
        """How far up the nearest of `names` is; 0 where there is none before one of `limits`."""
        if not any(self.open_names[name] for name in names):
            return 0
        # Only the innermost few are looked at, so that no page costs more than its length.
        for depth, element in enumerate(reversed(self.stack[-_FAR:]), start=1):
            if element.name in limits:
                return 0
            if element.name in names:
                return depth
        return 0

    def _end(self, name: str) -> None:
        self.new_block = self.new_block or name in _BLOCKS
        while self.open_names[name]:
            element = self._pop()
            if element.opens is not None and name not in ("body", "html"):
                self.regions[element.opens].closed = True
            if element.name == name:
                return

    def _pop(self) -> _Element:
        element = self.stack.pop()
        self.open_names[element.name] -= 1
        if element.dropped:
            return element
        if self.heading and element.name == f"h{self.heading[0]}":
            self.headings.append((*self.heading, len(self.raws)))
            self.heading = None
        if self.open_tables:
            self._close_structure(element.name)
        return element

    def _open_structure(self, token: Token) -> None:
        name, at = token.name, len(self.raws)
        heading = _HEADING.fullmatch(name)
        if heading:
            self.heading = (int(heading[1]), at)
            for region in self._regions_around():
                region.has_title = region.has_title or name == "h1"
        if name == "table":
            for outer in self.open_tables[-1:]:
                outer.is_layout = True
            self.open_tables.append(OpenTable(token.start, self.stack[-1].region))
        elif self.open_tables:
            self.open_tables[-1].open(name, token.attributes, at)

    def _close_structure(self, name: str) -> None:
        self.open_tables[-1].close(name, len(self.raws))
        if name == "table":
            self.tables.append(self.open_tables.pop())

    def _is_chrome(self, token: Token) -> bool:
        name, attributes = token.name, token.attributes
        if name == "header" and (self.open_names["article"] or self.open_names["main"]):
            return False
        if name in _CHROME or attributes.get("role", "").lower() in _CHROME_ROLES:
            return True
        marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        return name not in ("html", "body", "main", "article") and bool(_CHROME_CLASS.search(marks))

    def _regions_around(self) -> Iterator[_Region]:
        at = self.stack[-1].region if self.stack else None
        while at is not None:
            yield self.regions[at]
            at = self.regions[at].outer

    def _text(self, token: Token) -> None:
        pre = bool(self.open_names["pre"])
        parts = [(token.start, token.end, token.name)]
        if token.kind == "text" and not pre:
            parts = list(_without_runs_of_white(token))
        for start, end, text in parts:
            self._add(start, end, text, pre=pre)

    def _add(self, start: int, end: int, text: str, *, pre: bool) -> None:
        if self.new_block and not text.strip():
            return
        region = self.stack[-1].region if self.stack else None
        self.raws.append(_Raw(start, end, text, self.new_block, region, pre))
        self.new_block = False
        if region is not None:
            self.regions[region].length += len(text.strip())

    def finish(self, limits: Limits) -> Page:
        while self.stack:
            self._pop()
        pieces = _trim(self.raws, self._kept_regions())
        kept = tuple(piece for piece in pieces if piece)
        found = (_heading(level, pieces[a:b]) for level, a, b in self.headings)
        tables = build_tables(self.tables, pieces, limits)
        title = " ".join("".join(self.title).split())
        return Page(title, kept, tuple(h for h in found if h), tables, tuple(self.warnings))

    def _kept_regions(self) -> set[int]:
        """Regions that are the document after all: never closed, or a form or header that holds most of it."""
        for region in reversed(self.regions):
            if region.outer is not None:
                self.regions[region.outer].length += region.length
        total = sum(len(raw.text.strip()) for raw in self.raws)
        kept: set[int] = set()
        for number, region in enumerate(self.regions):
            holds_all = region.name in _MAY_HOLD_ALL and (region.has_title or region.length * 2 > total)
            if (holds_all or not region.closed) and (region.outer is None or region.outer in kept):
                kept.add(number)
        return kept


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style", "")))


def _without_runs_of_white(token: Token) -> Iterator[tuple[int, int, str]]:
    """Each run of white space counts as one blank, and as none where it breaks a line between Han characters."""
    text, at = token.name, 0
    for run in _WHITE.finditer(text):
        if run.start() > at:
            yield token.start + at, token.start + run.start(), text[at : run.start()]
        between_han = (
            "\n" in run[0]
            and _UNSPACED.match(text[run.start() - 1 : run.start()])
            and _UNSPACED.match(text, run.end())
        )
        if not between_han:
            yield token.start + run.start(), token.start + run.end(), " "
        at = run.end()
    if at < len(text):
        yield token.start + at, token.end, text[at:]


def _trim(raws: list[_Raw], kept: set[int]) -> list[Piece | None]:
    """The pieces without blanks around blocks; None for what is left out."""
    trimmed: list[Piece | None] = []
    begins = True
    for number, raw in enumerate(raws):
        begins = begins or raw.block
        if raw.region is not None and raw.region not in kept:
            trimmed.append(None)
            continue
        ends = number + 1 == len(raws) or raws[number + 1].block
        piece = _stripped(raw, begins, ends)
        trimmed.append(piece)
        begins = begins and piece is None
    return trimmed


def _stripped(raw: _Raw, begins: bool, ends: bool) -> Piece | None:  # noqa: FBT001  two sides of one thing
    white = "\r\n" if raw.pre else None
    text = raw.text.lstrip(white) if begins else raw.text
    text = text.rstrip(white) if ends else text
    if text == raw.text:
        return Piece(raw.start, raw.end, text, begins)
    if not text:
        return None
    start = raw.start + (raw.text.index(text) if begins else 0)
    return Piece(start, start + len(text), text, begins)


def _heading(level: int, pieces: list[Piece | None]) -> Heading | None:
    inside = [piece for piece in pieces if piece]
    return Heading(level, inside[0].start, inside[-1].end) if inside else None
