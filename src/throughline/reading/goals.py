"""Lists of goals and decisions: what a line announces, and which sentences go on with it."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.classify import Verdict
from throughline.reading.features_en import opens_with_order
from throughline.reading.passage import Passage
from throughline.reading.structure import Block

# "The following were agreed:", "Our targets are:", "The Council will:"
_ANNOUNCES = re.compile(
    r"\b(?:(?:were|was|has been|have been) agreed|agreed|resolved|decided|will|shall|must|undertakes? to|commits? to|"
    r"targets|goals|objectives|priorities|"
    r"actions|measures|next steps|commitments)\b(?=[^.;:]{0,70}:$)",
    re.IGNORECASE,
)
# "Other commitments delivered include:"
_TELLS_OF_PAST = re.compile(
    r"\b(?:delivered|completed|achieved|achievements|progress|so far|to date|has|have|had|was|were|been|taken|already|"
    r"last year|past year)\b(?=[^.;:]{0,70}:$)",
    re.IGNORECASE,
)


# "commitments across five themes:": what follows are titles.
_LISTS_TITLES = re.compile(
    r"\b(?:themes|sections|chapters|headings|categories|topics|principles|parts)\b[^.;:]{0,20}:$"
)


def going_on(passage: Passage, verdict: Verdict, before: str) -> str:
    """The stop after which goals may go on: 到2030年，…基本建成；…明显提高；… Empty where there are none."""
    if passage.language != "zh":
        return _is_goal_en(passage, verdict, before)
    opens = before or (passage.ahead and passage.ahead[0].start < 6) or "目标是：" in passage.folded[:20]
    stop = passage.folded[-1:]
    if not opens or verdict.label != "commitment":
        return ""
    return stop if stop == "；" or (stop == "。" and not before) else ""


def _is_goal_en(passage: Passage, verdict: Verdict, before: str) -> str:
    stop = passage.folded[-1:]
    if stop == ":":
        return _announced(passage.folded) if verdict.label != "opinion" else ""
    if before in (":", "past") and passage.block.kind == "item":
        return before
    return ";" if stop == ";" and verdict.label == "commitment" and passage.last else ""


def _announced(text: str) -> str:
    """Whether what a colon announces is to come (":"), is told of the past ("past") or neither: the last word says."""
    ahead = [each.start() for each in _ANNOUNCES.finditer(text)]
    behind = [each.start() for each in _TELLS_OF_PAST.finditer(text)]
    if (not ahead and not behind) or _LISTS_TITLES.search(text):
        return ""
    return ":" if max(ahead, default=-1) >= max(behind, default=-1) else "past"


def carried(goal: str, block: Block, language: str) -> str:
    """The stop of a list of goals or decisions whose next line this block is: "It was agreed: …", "growth of 5%; …"."""
    if language == "zh" or not goal:
        return ""
    goes_on = goal in (":", "past") if block.kind == "item" else goal == ";" and block.text[:1].islower()
    return goal if goes_on else ""


def goes_on(passage: Passage, goal: str) -> bool:
    """Whether a sentence goes on a list of goals: the first of an item, in Chinese what a semicolon joins."""
    if passage.language == "zh":
        return bool(goal) and (passage.folded.endswith("；") or goal == "；")
    if goal == ":" and not _tells_an_act(passage):
        return False
    return goal in (":", ";") and passage.first


def _tells_an_act(passage: Passage) -> bool:
    """Whether an item says what is to be done or reached: not "Case studies: what others did"."""
    first = passage.folded.partition(" ")[0].strip("*_•-").lower()
    if first.endswith("ing") or first in lexicon.ACTIONS or passage.ahead:
        return True
    return any(map(str.isdigit, passage.text)) or _TO_DO.search(passage.folded) is not None


_TO_DO = re.compile(r"^[^,;:.]{2,80} to (?:be |have )?[a-z]{3,}")


TITLE = 90
"""A numbered order of fewer characters may be the title of what follows it."""


def heads_an_order(passage: Passage, following: str) -> bool:
    """Whether a short numbered order is the title of the orders that follow it in its paragraph."""
    label = passage.block.label
    if passage.language == "zh" or passage.last or not label or label.bullet or not following:
        return False
    short = len(passage.text) < TITLE and not any(map(str.isdigit, passage.text))
    if not short or not opens_with_order(passage.folded):
        return False
    return opens_with_order(following) or passage.block.text.startswith("(")
