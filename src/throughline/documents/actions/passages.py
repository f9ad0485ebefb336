"""Passages: spans of a document's text that something cites, each kept once."""

from __future__ import annotations

from collections.abc import Iterable

from throughline.documents.models import Document, Passage
from throughline.history.act import Act

Spans = Iterable[tuple[int, int]]


def passages_at(this: Act, document: Document, spans: Spans) -> dict[tuple[int, int], Passage]:
    """The passages of `document` at the (start, end) spans, those that are new written within the act `this`."""
    wanted = list(dict.fromkeys(spans))
    starts = [start for start, _end in wanted]
    known = Passage.objects.filter(document=document)
    if wanted:
        known = known.filter(start__gte=min(starts), start__lte=max(starts))
    held = {(passage.start, passage.end): passage for passage in known}
    fresh = [
        Passage(document=document, start=start, end=end, text=document.text[start:end])
        for start, end in wanted
        if (start, end) not in held
    ]
    this.create_many(fresh)
    held |= {(passage.start, passage.end): passage for passage in fresh}
    return {span: held[span] for span in wanted}
