"""Short names that a text declares: "Ministry of Justice (MoJ)", 发展和改革委员会（以下简称发改委）."""

from __future__ import annotations

import re
from bisect import bisect_left

from throughline.reading.roles import Place

Declared = dict[str, list[tuple[int, Place]]]
"""By short name: where each declaration ends, and the place of the full name; in the order of the text."""

_EN_AFTER = re.compile(r"\((?:the |hereinafter |hereafter |or )?[\"“]?(?P<short>[A-Z][A-Za-z&]{1,9})[\"”]?\)")
_EN_BEFORE = re.compile(r"\b(?P<short>[A-Z][A-Za-z&]{1,9}) \((?P<full>[A-Z][A-Za-z&’' -]{4,90})\)")
_ZH = re.compile(
    r"[（(](?:[^（）()]{0,30}[，,])?(?:以下|下)?(?:统称|简称|称)(?:为)?[:：]?[“\"‘]?(?P<short>[\u4e00-\u9fff]{2,12})[”\"’]?[）)]"
)
_LONGEST_EN = 120
_LONGEST_ZH = 40
_WORD = re.compile(r"[A-Za-z][A-Za-z.’'-]*|&")
# What ends a sentence or a bracket, but not the points of "U.S.".
_CUT = re.compile(r"[;:()\n]|(?<=[a-z])\.")
_SMALL = frozenset("of the and for on in to at by a an with".split())
_KIND = re.compile(
    r"(?:\b(?:Department|Ministry|Office|Bureau|Agency|Secretariat|Council|Commission|Administration|Authority|"
    r"Board|Institute|Committee|Directorate) (?:of|for) (?:the )?)$"
)
# A Chinese name begins after a mark, or after the word that brings its bearer in.
_ZH_EDGE = re.compile(r"[，。；、：“”（）()《》\s]|由|会同|责成|委托|请(?=.{3})|支持(?=.{3})|成立")


def short_names(text: str, language: str) -> Declared:
    """The short names that `text` declares. One look over the text; each declaration costs at most 120 characters."""
    found: Declared = {}
    for short, at, place in _chinese(text) if language == "zh" else _english(text):
        found.setdefault(short, []).append((at, place))
    return found


def full_name(declared: Declared, short: str, at: int) -> Place | None:
    """The full name that `short` stands for at the place `at`: that of the last declaration before it."""
    known = declared.get(short)
    before = bisect_left(known, at, key=lambda each: each[0]) if known else 0
    return known[before - 1][1] if known and before else None


def _english(text: str) -> list[tuple[str, int, Place]]:
    found = []
    for each in _EN_AFTER.finditer(text):
        place = _ending_at(text, each.start(), each["short"])
        if place:
            found.append((each["short"], each.end(), place))
    for each in _EN_BEFORE.finditer(text):
        start = _start_of(list(_WORD.finditer(each["full"])), each["short"])
        if start == 0:
            found.append((each["short"], each.end(), each.span("full")))
    return sorted(found, key=lambda one: one[1])


def _ending_at(text: str, end: int, short: str) -> Place | None:
    """The words before a bracket whose first letters are those in it, with the kind of body they belong to."""
    floor = max(0, end - _LONGEST_EN)
    floor = max([floor, *(cut.end() for cut in _CUT.finditer(text, floor, end))])
    words = list(_WORD.finditer(text, floor, end))
    if not words or text[words[-1].end() : end] != " ":
        return None
    start = _start_of(words, short)
    if start is None:
        return None
    kind = _KIND.search(text, floor, start)
    return (kind.start() if kind else start, words[-1].end())


def _start_of(words: list[re.Match[str]], short: str) -> int | None:
    """Where the run of the last words begins whose capitals spell `short`; None when they do not."""
    wanted = [letter for letter in short if letter.isupper()]
    if len(wanted) < 2:
        return None
    for word in reversed(words):
        letters = _letters(word[0])
        if not letters and word[0].lower() not in _SMALL and word[0] != "&":
            return None
        if letters:
            if wanted[-len(letters) :] != letters:
                return None
            del wanted[-len(letters) :]
        if not wanted:
            return word.start()
    return None


def _letters(word: str) -> list[str]:
    """The letters that a word gives to a short name: one for Justice, two for U.S., none for of."""
    if word.lower() in _SMALL or not word[0].isupper():
        return []
    return [letter for letter in word if letter.isupper()]


def _chinese(text: str) -> list[tuple[str, int, Place]]:
    found = []
    for each in _ZH.finditer(text):
        start = _begins(text, each.start(), each["short"])
        if start is not None:
            found.append((each["short"], each.end(), (start, each.start())))
    return found


def _begins(text: str, end: int, short: str) -> int | None:
    """Where the name begins that `short` shortens: its characters stand in it in their order, and an edge before it."""
    floor = max(0, end - _LONGEST_ZH)
    at = end
    for character in reversed(short):
        at = text.rfind(character, floor, at)
        if at < 0:
            return None
    edges = [edge.end() for edge in _ZH_EDGE.finditer(text, floor, at + 1) if edge.end() <= at]
    start = edges[-1] if edges else floor
    return start if end - start > len(short) else None
