"""Where sentences begin and end, in both languages, in one pass and with a cap on their length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughline.reading.brackets_en import is_bracket
from throughline.reading.labels import is_label

LONGEST = 1500
"""A longer sentence is cut at the last pause before that: a line of 50 MB costs no more than its length."""

MOST_INSIDE = 160
"""A bracket with more characters may hold sentences of its own."""

ABBREVIATIONS = frozenset(
    "mr mrs ms rs dr prof st no nos vs etc inc ltd co corp dept est approx fig figs al jr sr "
    "gov gen sen rep rev hon art arts "
    "para paras sec secs ch vol pp p ed eds cf ca e.g i.e u.s u.k u.n e.u d.c a.m p.m ph.d "
    "viz div jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
_END = re.compile(
    r"[。！？；]+[”’」』）)\"]*|[!?]+[”’\"')]*(?=[ \u4e00-\u9fff“‘]|$)|\.+[”’\"')\]]*[¹²³⁴⁵⁶⁷⁸⁹⁰]*(?=\s|$)|"
    r";(?=\s*$)|(?<=[a-z”]{3})\.(?=[A-Z][a-z]+ )|\.[”\"](?=[A-Z])|\.[xvi]{1,6}(?= [A-Z])"
)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)\.[”’\"')\]]*$")
_PAUSE = re.compile(r"[，,、;\s]")
_OPENERS = "“‘\"'([（"
ATTRIBUTION = re.compile(
    r"[（(](?:[^（）()]|[（(][^（）()]{1,8}[）)]){1,160}?(?:负责|負責|牵头|牽頭|指导|指導|配合|落实|落實|参与|參與)[^（）()]{0,30}[）)]"
    r"|[（(](?:牵头|责任|主责|主办|承办|配合|落实|实施|完成)(?:责任)?(?:单位|部门|主体|科室|处室|股室|机构|院系|学院|公司|企业|方)[：:]"
    r"(?:[^（）()]|[（(][^（）()]{1,8}[）)]){2,200}[）)]"
    r"|[（(](?:[^（）()，。；：:“”]|[（(][^（）()，。；]{1,8}[）)]){2,80}?(?:局|委|办|辦|厅|廳|部|院|会|會|署|政府|单位|單位|部门|部門|公司|中心|银行|科|处|室|队|组|学院|街道|集团|[）)])"
    r"(?:[，；](?:[\d月年底前内末完成上下半]{2,12}|持续推进|长期坚持|常态化推进|全年|按月|按季度?))?[）)](?=[。；\s]|$)"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One sentence of a block; `attribution` marks a bracket or label that only says who has to act or until when."""

    start: int
    end: int
    attribution: bool = False


def sentences(text: str, start: int, end: int) -> list[Cut]:
    """The sentences of `text[start:end]`, without the white space around them."""
    cuts: list[Cut] = []
    position = start
    while position < end:
        position = _skip(text, position, end)
        if position >= end:
            break
        bracket = _bracket(text, position, end)
        stop = bracket or _stop(text, position, end)
        labels = bool(bracket) or (bool(cuts) and is_label(text, position, stop))
        cuts.append(Cut(position, _trim(text, position, stop), attribution=labels))
        position = stop
    return cuts


def _skip(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position


def _trim(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def _bracket(text: str, position: int, end: int) -> int | None:
    if text[position] not in "（([":
        return None
    limit = min(end, position + 240)
    found = ATTRIBUTION.match(text, position, limit)
    return found.end() if found else is_bracket(text, position, limit)


def _stop(text: str, start: int, end: int) -> int:
    limit = min(end, start + LONGEST)
    position = start
    while found := _END.search(text, position, limit):
        if _is_end(text, start, found, end):
            return found.end()
        position = found.end()
    return end if limit == end else _pause(text, start, limit)


def _is_end(text: str, start: int, found: re.Match[str], end: int) -> bool:
    if text[found.start()] != ".":
        return _balanced(text, start, found)
    if _inside_bracket(text, start, found.end(), end):
        return False
    if found.end() < end and not _opens(text, found.end(), end):
        return False
    word = _LAST_WORD.search(text, max(start, found.start() - 12), found.start() + 1)
    if not word:
        return not _only_number(text, start, found.start())
    last = word.group(1).rstrip(".").lower()
    return last not in ABBREVIATIONS and (
        len(last) > 1 or last == "i" or (found.start() - start > 60 and last.isdigit())
    )


def _opens(text: str, position: int, end: int) -> bool:
    position = _skip(text, position, end)
    if position >= end:
        return True
    character = text[position]
    return not character.islower() or character in _OPENERS


def _only_number(text: str, start: int, dot: int) -> bool:
    return dot - start <= 3 and text[start:dot].strip().isdigit()


def _balanced(text: str, start: int, found: re.Match[str]) -> bool:
    """A semicolon or full stop inside brackets does not end the sentence around them."""
    if text[found.start()] not in "；。":
        return True
    inside = text[max(start, found.start() - 300) : found.start()]
    return inside.count("（") <= inside.count("）") or "）" in found.group()


def _inside_bracket(text: str, start: int, stop: int, end: int) -> bool:
    """Whether a full stop stands in a short bracket of its sentence: "… (Lead: A. Support: B)."."""
    opened = text.rfind("(", max(start + 1, stop - MOST_INSIDE), stop)
    if opened < 0 or text.find(")", opened, stop) >= 0:
        return False
    closed = text.find(")", stop, min(end, opened + MOST_INSIDE))
    return closed >= 0 and text.find("(", stop, closed) < 0


def _pause(text: str, start: int, limit: int) -> int:
    tail = max(start + 1, limit - 200)
    pauses = list(_PAUSE.finditer(text, tail, limit))
    return pauses[-1].end() if pauses else limit
