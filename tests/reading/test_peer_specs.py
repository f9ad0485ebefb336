"""Dates, ranges and durations of a peer's specs (../shared/gold/recognizers), the part that a plan can contain.

The peer reads chats with an assistant; LEFT_OUT says with a reason which of its cases no plan writes or which it
counts by another convention. A range is right when it begins where the peer's begins and ends in the unit that its
words name: the peer leaves the last unit out, a plan that runs "from 2014 to 2018" has it in. A duration is read as
a plan has it, in "within …" or "…内".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from throughline.lib.text import fold
from throughline.reading import dates_en, dates_zh
from throughline.reading.calendar_words import Moment, later

SPECS = Path(__file__).parents[3] / "shared" / "gold" / "recognizers"
NAMES = {"en": "English", "zh": "Chinese"}
BAR = 0.75
DAY = timedelta(1)
LEFT_OUT = {
    "en": {
        "a weekend, or a week by its number or its first day": r"weekend|wkd|"
        r"\bweek \d|week of|weeks?,? (?:from|starting|commencing|beginning)|(?:first|second|third|last) week|"
        r"\b(?:that|same|my|the) week\b|of week|the next$",
        "a weekday by its number or its day of the month": r"day the |"
        r"(?:first|second|third|last) (?:mon|tue|wed|thu|fri|sat|sun)|two (?:sun|mon)days?",
        "a part of a week, which the peer cuts otherwise": r"\b(?:early|earlier|late|later|mid|rest|start|beginning"
        r"|end)\b"
        r".*\bweek",
        "an abbreviated weekday or word": r"tmrw?\b|tmr\b|\b(?:wed|thur?|tue|fri|sat|sun|mon)\b",
        "a day or week that has gone by": r"\b(?:yesterday|yday|ago|before)\b|\blast (?:mon|tue|wed|thu"
        r"|fri|sat|sun|week|day)"
        r"|past|previous|\b(?:went|came|left|had|was|were|could)\b",
        "a day as only talk has it": r"my day|\b(?:this|next|last|the) day$|the day$|between now and|and now\b",
        "days added to months or years": r"(?:months?|years?)(?: and|,)? \d+ days|half days|business day",
        "a stretch from a day that is told": r"\b(?:for|less than) (?:a|\d+) (?:days?|weeks?)|days? hence|the future|"
        r"to tomorrow|till tomorrow|next friday to",
        "clock time": r"\d ?(?:am|pm|a\.m|p\.m)\b|o'?clock|\bhours?\b|minutes?"
        r"|\d:\d\d|morning|evening|afternoon|night",
        "an appointment": r"cortana|meeting|schedule|calendar|appointment|availab",
        "a holiday": r"easter|christmas|thanksgiving|halloween|new year|valentine"
        r"|day of|labou?r day|memorial|holiday",
        "a day without its month": r"^(?!.*(?:\b(?:19|20)\d\d|week|day\b|today|tomorrow|hence"
        r"|from now|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
        r"year|month|quarter|q[1-4]|h[12]|summer|winter|spring|fall|autumn)).*$",
        "figures whose order countries differ in": r"\b\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?\d{2,4})?\b",
        "typed without blanks or with stray marks": r"[a-z]{3}[-/]?\d\b|[a-z]\. \d\b(?!.*\bto\b)|\d{4}\.\d\b|"
        r"\b\d\d ?- ?\d{4}|, ?nov|september\.|hahaha|\d ?/ \d{4}|novem\w+ ,",
        "a part of a year or month, which the peer cuts otherwise": r"\b(?:early|late|mid|middle|beginning|end of)\b|"
        r"after (?:the )?next",
        "a year in words, of two figures, or before 1900": r"year (?:\w+ hundred|\d{1,3}\b)|"
        r"(?<!\d)(?:1[0-8]\d\d|0\d{3})(?!\d)|eighteen|hundred|nineteen|twenty|thousand|\d ?(?:bc|ad|b\.c)|century|"
        r"'\d0|(?:nought|fift|sixt|sevent|eight|ninet)ies|\d0s?'?s\b|decades?",
        "a time that only looks back": r"\bpast\b|\blast\b|previous|ago\b|recent|earlier|later\b|same (?:year|month)",
    },
    "zh": {
        "a weekend, or a week by its number": "周末|週末|的第一周|最后一个星期|前1周|周期",
        "the lunar calendar and reigns": "农历|正月|初[一二三四五六七八九十]|康熙|雍正|神龙|乾隆|大年|腊月|除夕|民国",
        "a day without its month": r"^[^年月]*(?<!月)\d{1,2}[日号][^年月]*$",
        "figures whose order countries differ in": r"(?<!\d)\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?(?!\d)",
        "without the words for day and year": r"(?<![周期拜])[一二三四五六七八九十]$|^2010 01|2016到|2016-2018"
        r"|2018 看",
        "a year in words, of two figures, or before 1900": r"(?<!\d)(?:1[0-8]\d\d|\d{2,3}) ?年|三六七|七八九|世纪"
        r"|年代",
        "a time that only looks back": r"上个月|上月|上\d|前\d|之前的|过去|最近|近|前[一二三两几]",
        "clock time": "点|小时|分钟|凌晨|上午|下午|晚",
    },
}


def cases(language: str, *names: str) -> Iterator[dict[str, Any]]:
    for name in names:
        file = SPECS / NAMES[language] / f"{name}.json"
        yield from json.loads(file.read_text(encoding="utf-8-sig"))


def expected(case: dict[str, Any]) -> list[tuple[date, date]]:
    """First and last day as the peer has them, for the future and the past; empty where it has none."""
    found = []
    for result in case["Results"]:
        for name in ("FutureResolution", "PastResolution"):
            value = result["Value"].get(name) or {}
            first, last = (
                value.get("startDate") or value.get("date"),
                value.get("endDate") or value.get("date"),
            )
            if first and last:
                found.append((date.fromisoformat(first), date.fromisoformat(last)))
    return found if all(first.year > 1900 for first, _ in found) else []


def told(language: str, text: str, dated: date) -> list[Moment]:
    return (dates_en if language == "en" else dates_zh).moments(fold(text), dated)


def right(moments: list[Moment], first: date, last: date) -> bool:
    ends = (last, last - DAY)
    if any(each.first == first and each.last in ends for each in moments):
        return True
    if first == last:
        return False
    whole_years = (last.month, last.day) == (1, 1)
    return any(
        a.first == first
        and b.last
        and (b.first == last or b.last in ends or (whole_years and b.last.year == last.year))
        for a in moments
        for b in moments
        if b.start >= a.start and (b is not a or whole_years)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_dates_and_ranges(language: str) -> None:
    outcome: Counter[str] = Counter()
    for case in cases(language, "DateParser", "DatePeriodParser"):
        day = (case.get("Context") or {}).get("ReferenceDateTime")
        wanted = expected(case) if day else []
        out = any(re.search(p, case["Input"], re.IGNORECASE) for p in LEFT_OUT[language].values())
        if wanted and not out:
            moments = told(language, case["Input"], date.fromisoformat(day[:10]))
            outcome["right" if any(right(moments, *each) for each in wanted) else "wrong"] += 1
    assert outcome.total() >= {"en": 95, "zh": 50}[language]
    assert outcome["right"] >= 0.85 * outcome.total(), outcome


@pytest.mark.parametrize("language", ["en", "zh"])
def test_durations(language: str) -> None:
    """Those of whole years, months, weeks or days; hours and compounds are no terms of a plan."""
    outcome: Counter[str] = Counter()
    dated = date(2026, 3, 5)
    for case in cases(language, "DurationParser"):
        for result in case["Results"]:
            plain = re.fullmatch(r"P(\d+)([YMWD])", result["Value"]["Timex"])
            if not plain or re.search(
                r"\b(?:all|full|another|less|more|whole|couple|decades?|fortnight)\b|-|\d[a-z]",
                result["Text"],
            ):
                continue
            unit = {"Y": "year", "M": "month", "W": "week", "D": "day"}[plain[2]]
            text = f"within {result['Text']}" if language == "en" else f"{result['Text']}内"
            due = later(dated, int(plain[1]), unit)
            outcome[
                "right" if any(each.last == due for each in told(language, text, dated)) else "wrong"
            ] += 1
    assert outcome.total() >= 3
    assert outcome["right"] >= BAR * outcome.total(), outcome
