"""Months and parts of a year that English sentences name without the year: before the end of June, within the year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from throughline.reading.calendar_words import MONTHS, Moment, half, month_end

_MONTH = (
    "(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_DUE = r"\b(?P<word>by|before|until|no later than|not later than|prior to|in time for|at|to)"
# "before the end of September"; "by June" is read with the other times.
BEFORE_MONTH = re.compile(
    rf"\b(?P<word>before|until|no later than|not later than|prior to) (?P<end>(?:the )?(?:end|close) of )?{_MONTH}\b"
    r"(?!,? \d)"
)
# "no later than the August meeting"
MEETING = re.compile(
    rf"{_DUE} (?:the|its|our|their) {_MONTH} (?:meeting|session|board|committee|council|assembly|plenary)\b"
)
HALF = re.compile(
    r"\b(?:in|by|during|before|within) (?:the (?:end of )?)?(?:the )?(?P<half>first|second) half of the year\b"
)
WITHIN_YEAR = re.compile(
    r"\b(?:within|before the end of|in the course of) (?:the (?:current )?|this )year\b", re.IGNORECASE
)


def moments(text: str, dated: date | None, found: list[Moment]) -> list[Moment]:
    """The times that `text` names so outside the moments `found`; none where the text has no day of its own."""
    if dated is None:
        return []
    made: list[Moment] = []
    for words, pattern, rule in _RULES:
        for match in pattern.finditer(text) if any(word in text for word in words) else ():
            if not any(each.start < match.end() and match.start() < each.end for each in (*found, *made)):
                made.append(rule(match, dated))
    return made


def _before_month(match: re.Match[str], dated: date) -> Moment:
    first, last = _next(MONTHS[match["month"]], dated)
    day_before = match["word"] in ("before", "prior to") and not match["end"] and first > dated
    last = first - timedelta(days=1) if day_before else last
    return Moment(match.start(), match.end(), first, last, "by", "month")


def _meeting(match: re.Match[str], dated: date) -> Moment:
    relation = "in" if match["word"] in ("at", "to") else "by"
    return Moment(match.start(), match.end(), *_next(MONTHS[match["month"]], dated), relation, "month")


def _next(month: int, dated: date) -> tuple[date, date]:
    """The month of that number that comes next, or is running."""
    year = dated.year + (month < dated.month)
    return date(year, month, 1), month_end(year, month)


def _half(match: re.Match[str], dated: date) -> Moment:
    number = 1 if match["half"] == "first" else 2
    year = dated.year + (number == 1 and dated.month > 6)
    return Moment(match.start(), match.end(), *half(year, number), "in", "half year")


def _within_year(match: re.Match[str], dated: date) -> Moment:
    return Moment(match.start(), match.end(), dated, date(dated.year, 12, 31), "by", "named year")


Rule = Callable[[re.Match[str], date], Moment]
# What must occur for a form to be worth looking for, the form, and what it makes.
_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], Rule], ...] = (
    (("before ", "until ", "later than ", "prior to "), BEFORE_MONTH, _before_month),
    (("meeting", "session", "board", "committee", "council", "assembly", "plenary"), MEETING, _meeting),
    (("half of the year",), HALF, _half),
    (("the year", "this year", "current year"), WITHIN_YEAR, _within_year),
)
