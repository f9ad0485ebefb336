"""One sentence with what surrounds it: the unit that the later stages judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from throughline.reading.calendar_words import Moment
from throughline.reading.structure import Block


@dataclass(slots=True)
class Scope:
    """What a sentence inherits from the headings above it and the paragraph it stands in."""

    heading: str = ""
    past: bool = False
    principle: bool = False
    period: Moment | None = None
    unit: tuple[int, int] | None = None
    topic: str = ""
    measures: bool = False


@dataclass(slots=True)
class Passage:
    """A sentence at `start:end` of the working text. `folded` has the same length as `text`."""

    start: int
    end: int
    text: str
    folded: str
    language: str
    block: Block
    first: bool
    last: bool
    scope: Scope
    dated: date | None
    moments: list[Moment] = field(default_factory=list)
    quoted: bool = False
    spoken: bool = False
    opens_document: bool = False

    @property
    def ahead(self) -> list[Moment]:
        """The moments that end on or after the day of the document."""
        return [
            each
            for each in self.moments
            if each.last and each.relation != "base" and (self.dated is None or each.last >= self.dated)
        ]

    @property
    def behind(self) -> list[Moment]:
        return [
            each
            for each in self.moments
            if each.last and each.relation != "base" and self.dated is not None and each.last < self.dated
        ]
