"""Which kind of statement a sentence is, where somebody makes one: an order, a pledge, what was learnt, an opinion."""

from __future__ import annotations

import re

from throughline.reading import speakers
from throughline.reading.classify import Verdict
from throughline.reading.passage import Passage

_PLEDGE = re.compile("将|will|pledge|commit")
_DUTY = re.compile(
    r"(?:[^，]{0,12}，)?(?:要|必须|务必|着力)|(?:[^,]{0,30}, )?(?:we|it|they|you) must\b|"
    r"it is (?:necessary|imperative)",
    re.IGNORECASE,
)
_REFLECTION = re.compile("受益|体会|感受|感到|深受|学习|inspired|impressed|learned|benefited|encouraged by")
_ORDERING = re.compile("要求|强调|指示|指出|部署|emphasi|stress|instruct|demand|urge|require|set forth")


def kind_of(passage: Passage, verdict: Verdict, words: speakers.Speech | None) -> str | None:
    """Which kind of statement it is, where somebody makes one."""
    if words is None and not passage.quoted:
        return "opinion" if verdict.label == "opinion" else None
    if verdict.label == "commitment":
        duty = words is not None and words.leads and _DUTY.match(passage.folded.lstrip('“"‘'))
        ordering = words is not None and bool(_ORDERING.search(words.verb))
        return "instruction" if duty or (ordering and not _PLEDGE.search(passage.folded[:30])) else "pledge"
    return "reflection" if _REFLECTION.search(passage.folded) else "opinion"
