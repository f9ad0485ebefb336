"""The text under reading with everything its sentences share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from throughline.lib.mapped_text import MappedText
from throughline.lib.text import squeeze
from throughline.reading import bodies_zh, names_en, speakers
from throughline.reading.model import Span
from throughline.reading.passage import Scope
from throughline.reading.roles import Place
from throughline.reading.scope import scopes
from throughline.reading.second_opinion import Opinion
from throughline.reading.short_names import Declared, full_name, short_names
from throughline.reading.structure import Block

DOLLARS = {
    "Canad": "CAD",
    "Australia": "AUD",
    "New Zealand": "NZD",
    "Hong Kong": "HKD",
    "Singapore": "SGD",
    "Jamaica": "JMD",
}


TOP = 3
"""Among so many lines at the top of a text stands who issued it."""


def _dollar(text: str) -> str:
    """Which dollar a bare $ is: that of the country the text names most, of those that have one of their own."""
    sample = text[:200_000]
    counts = {code: sample.count(country) for country, code in DOLLARS.items()}
    code, count = max(counts.items(), key=lambda each: each[1])
    return code if count > max(2, sample.count("U.S.") + sample.count("United States")) else "USD"


@dataclass(slots=True)
class Document:
    """`folded` has the length of `mapped.text`; places refer to both.

    `opinions` is what a language model said, where one was asked, by where the sentence begins.
    """

    mapped: MappedText
    folded: str
    language: str
    dated: date | None
    blocks: list[Block]
    scopes: list[Scope] = field(default_factory=list)
    first_leads: bool = False
    signatory: Place | None = None
    persons: dict[str, Place] = field(default_factory=dict)
    leaders: frozenset[str] = frozenset()
    units: dict[Place, Span] = field(default_factory=dict)
    dollar: str = "USD"
    short_names: Declared = field(default_factory=dict)
    opinions: dict[int, Opinion] = field(default_factory=dict)

    def sentences(self) -> list[Place]:
        """The places of all sentences, in order, without the brackets and labels between them."""
        return [(cut.start, cut.end) for block in self.blocks for cut in block.cuts if not cut.attribution]

    def prepare(self) -> Document:
        """Reads what holds for the whole text: scopes, custom of leading, who signs, which persons it names."""
        self.scopes = scopes(self.blocks, self.folded, self.language, self.dated)
        if self.language == "zh":
            self.first_leads = bool(bodies_zh.FIRST_LEADS.search(self.folded))
            self.signatory = bodies_zh.signatory(self.folded)
            self.persons = speakers.known_persons(self.folded, self.language)
        else:
            self.dollar = _dollar(self.folded)
            self.leaders = speakers.leaders(self.folded)
        self.short_names = short_names(self.folded, self.language)
        self._units()
        return self

    def _units(self) -> None:
        """A heading that names a body makes it the unit of what stands under it; but not a letterhead."""
        issuer = self._letterhead()
        for block, scope in zip(self.blocks, self.scopes, strict=True):
            inherited = self.scopes[block.parent].unit if block.parent is not None else None
            scope.unit = inherited
            if block is not issuer and block.kind == "heading" and self._names_body(block):
                scope.unit = self._named(block)
            elif self.language == "zh" and block.kind != "heading":
                scope.unit = bodies_zh.opens_for(self.folded, block.body_start, block.end) or inherited

    def _letterhead(self) -> Block | None:
        """The line at the top of an English text that names who issued it: the only body that a heading names, before
        its title.
        """
        if self.language == "zh":
            return None
        named = [block for block in self.blocks if block.kind == "heading" and self._names_body(block)]
        if len(named) != 1 or not any(block is named[0] for block in self.blocks[:TOP]):
            return None
        below = self.blocks[self.blocks.index(named[0]) + 1 :][:1]
        return named[0] if below and (below[0].kind == "heading" or below[0].text[-1:] not in ".:;") else None

    def _named(self, block: Block) -> Place:
        """The place of a heading's body, in Chinese without the words for its duties."""
        start, end = block.body_start, block.end
        return bodies_zh.without_duties(self.folded, start, end) if self.language == "zh" else (start, end)

    def _names_body(self, block: Block) -> bool:
        name = squeeze(self.folded[block.body_start : block.end])
        if self.language == "zh":
            return 3 <= len(name) <= 20 and bodies_zh.names_body(name)
        return len(name) <= 80 and names_en.is_unit_heading(name)

    def span(self, place: Place) -> Span:
        """A place as a quotation of the decoded text."""
        start, end = self.mapped.span(*place)
        quoted, name = self.mapped.source[start:end], squeeze(self.mapped.text[slice(*place)])
        name = quoted if quoted == name else name
        full = full_name(self.short_names, name, place[0])
        return Span(
            quoted,
            start,
            end,
            name,
            self.span(full) if full not in (None, place) else None,
        )

    def unit_span(self, place: Place) -> Span:
        """A unit as the text writes it in one piece: where its heading carries markup, its nearest clean mention."""
        if place not in self.units:
            span = self.span(place)
            self.units[place] = span if span.text == span.name else self._clean_mention(span)
        return self.units[place]

    def _clean_mention(self, span: Span) -> Span:
        at = self.mapped.source.find(span.name, span.end)
        at = at if at >= 0 else self.mapped.source.rfind(span.name, 0, span.start)
        return Span(span.name, at, at + len(span.name), span.name) if at >= 0 else span
