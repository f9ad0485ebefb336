"""Times as English plans write them: by March 2015, the end of 2016, within two to three years, Q3 2024."""

from __future__ import annotations

import re
from datetime import date

from throughline.lib.numbers import NotANumber, parse_number
from throughline.reading.calendar_words import (
    ENGLISH_ORDINALS,
    MONTHS,
    NAMED_DAYS,
    SEASON_ENDS,
    Moment,
    five_year_plan,
    half,
    later,
    month_end,
    quarter,
    safe_date,
)

_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_COUNT = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|"
    r"twenty|thirty|sixty|ninety|a|an)"
)
_BEFORE = re.compile(
    r"(?:\b(by|before|until|no later than|not later than|prior to|on or before|through|to|in|"
    r"during|over|on|within|from|since|between|after|as of|"
    r"beginning|starting|for)\s+(?:(?:the\s+)?(?:end|close)\s+of\s+|end[- ]|early\s+|late\s+|"
    r"mid[- ]|the\s+|around\s+|about\s+|(?:fiscal|calendar)\s+year\s+|FY\s?)*)$",
    re.IGNORECASE,
)
DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?,? (?P<year>{_YEAR})\b"
)
MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.?(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?)?,? (?:of )?(?P<year>{_YEAR})\b"
)
QUARTER = re.compile(
    rf"\b(?:Q(?P<q>[1-4])|(?P<word>first|second|third|fourth|1st|2nd|3rd|4th) (?P<kind>quarter|"
    rf"half))(?:,? of)?(?: (?:the )?(?:fiscal year|FY))?,? ?(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
SEASON = re.compile(
    rf"\b(?P<season>spring|summer|autumn|fall|winter)(?: of)?,? (?P<year>{_YEAR})\b", re.IGNORECASE
)
YEAR = re.compile(
    rf"(?<![\d$£€.,/-])\b(?P<year>{_YEAR})(?:[-–—/](?P<until>\d\d(?:\d\d)?))?(?![\d%,]{0, 12}\d)\b(?!-\d)"
)
PLAN = re.compile(
    r"\b(?:(?P<number>1\d)th|(?P<word>[A-Z][a-z]+th))\s+Five[- ]Year Plan(?: period)?", re.IGNORECASE
)
AHEAD = re.compile(
    rf"\b(?:within|over|in|during) (?:the )?(?:next |coming |following "
    rf")?(?P<count>{_COUNT})(?:(?: to | or |[-–])(?P<more>{_COUNT}))? ?(?P<unit>day|week|month|"
    rf"year)s?\b",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"\b(?:over|in|during|within|by) the (?:next|coming) (?P<unit>year|month|two years|three "
    r"years)\b|\b(?:by )?(?:the )?end of (?P<which>this|the|next)(?: fiscal| calendar)? year\b|"
    r"\b(?:by )?year[- ]end\b|\b(?P<this>this year|next year)\b",
    re.IGNORECASE,
)
NAMED = re.compile(r"\b(?P<name>" + "|".join(map(re.escape, NAMED_DAYS)) + rf")\b(?:,? (?P<year>{_YEAR}))?")
MONTH_ONLY = re.compile(
    rf"\bby (?:the )?(?:end of )?(?P<month>{_MONTH})\b(?! \d{{4}})(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?"
)
_TRIGGER = re.compile(r"\d{4}|\b(?:year|month|week|day|Plan|quarter|Day|Christmas)|by [A-Z]", re.IGNORECASE)
_ORDER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_BY = frozenset(
    ("by", "before", "until", "no later than", "not later than", "prior to", "on or before", "through", "to")
)
_FROM = frozenset(("from", "since", "between", "after", "as of", "beginning", "starting", "for"))
_AFTER_EVENT = re.compile(
    r"\s*(?:after|of|from|following)\s+(?:the\s+|its\s+|their\s+|this\s+)?(?!today|now|publication)[a-z0-9]",
    re.IGNORECASE,
)


def moments(text: str, dated: date | None) -> list[Moment]:
    """The times in a sentence, in order; relative ones count from `dated`."""
    if not _TRIGGER.search(text):
        return []
    found: list[Moment] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                moment = rule(match, dated, text)
                if moment:
                    found.append(moment)
    return sorted(found, key=lambda each: each.start)


def _relation(text: str, start: int) -> tuple[int, str, str]:
    """Where the words that lead to a time begin, its relation, and those words."""
    before = _BEFORE.search(text, max(0, start - 48), start)
    if not before:
        return start, "", ""
    word = " ".join(before.group(1).lower().split())
    return before.start(), "by" if word in _BY else "from" if word in _FROM else "in", before.group().lower()


def _made(match: re.Match[str], text: str, first: date | None, last: date | None, rule: str) -> Moment | None:
    start, relation, words = _relation(text, match.start())
    if last is None:
        return None
    if first and first.month == 1 and last.month == 12 and first.year == last.year:
        if "early" in words:
            last = date(last.year, 3, 31)
        elif "mid" in words:
            last = date(last.year, 6, 30)
    return Moment(start, match.end(), first, last, relation, rule)


def _day(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year, month = int(match["year"]), MONTHS[match["month"]]
    if match["day"]:
        day = safe_date(year, month, int(match["day"]))
        return _made(match, text, day, day, "date")
    return _made(match, text, date(year, month, 1), month_end(year, month), "month")


def _quarter(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"])
    number = int(match["q"]) if match["q"] else _ORDER[match["word"].lower()]
    if match["kind"] and match["kind"].lower() == "half":
        return _made(match, text, *half(year, min(number, 2)), "half year")
    return _made(match, text, *quarter(year, number), "quarter")


def _season(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"])
    return _made(match, text, date(year, 1, 1), date(year, *SEASON_ENDS[match["season"].lower()]), "season")


def _year(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"])
    until = match["until"]
    last = int(until) if until and len(until) == 4 else year // 100 * 100 + int(until) if until else year
    if not year <= last <= year + 60:
        last = year
    return _made(match, text, date(year, 1, 1), date(last, 12, 31), "year")


def _plan(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    number = int(match["number"]) if match["number"] else ENGLISH_ORDINALS.get(match["word"].lower())
    if not number:
        return None
    first, last = five_year_plan(number)
    start, relation = _relation(text, match.start())[:2]
    return Moment(
        start, match.end(), first, last, relation if "period" in match.group() else "", "plan period"
    )


def _ahead(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    if dated is None or _AFTER_EVENT.match(text, match.end()):
        return None
    word = (match["more"] or match["count"]).lower()
    try:
        count = 1 if word in ("a", "an") else int(parse_number(word))
        last = later(dated, count, match["unit"].lower())
    except (ValueError, OverflowError, NotANumber):
        return None
    plain = (
        match.group().lower().startswith("in ")
        and "next" not in match.group()
        and "coming" not in match.group()
    )
    return Moment(match.start(), match.end(), dated, last, "" if plain else "by", "span of time")


def _next(match: re.Match[str], dated: date | None, _: str) -> Moment | None:
    if dated is None:
        return None
    if match["unit"]:
        unit = match["unit"].lower()
        count = {"two years": 2, "three years": 3}.get(unit, 1)
        return Moment(
            match.start(), match.end(), dated, later(dated, count, unit.split()[-1]), "by", "span of time"
        )
    ahead = (match["which"] or match["this"] or "").lower().startswith("next")
    year = dated.year + ahead
    relation = "in" if match["this"] else "by"
    return Moment(match.start(), match.end(), date(year, 1, 1), date(year, 12, 31), relation, "named year")


def _named(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    year = int(match["year"]) if match["year"] else dated.year if dated else None
    if year is None:
        return None
    day = date(year, *NAMED_DAYS[match["name"]])
    if dated and not match["year"] and day < dated:
        day = day.replace(year=year + 1)
    return _made(match, text, day, day, "named day")


def _month_only(match: re.Match[str], dated: date | None, _: str) -> Moment | None:
    if dated is None:
        return None
    month = MONTHS[match["month"]]
    year = dated.year + (month < dated.month)
    day = safe_date(year, month, int(match["day"])) if match["day"] else month_end(year, month)
    return Moment(match.start(), match.end(), date(year, month, 1), day, "by", "month") if day else None


_RULES = (
    (DAY_FIRST, _day),
    (MONTH_FIRST, _day),
    (QUARTER, _quarter),
    (SEASON, _season),
    (PLAN, _plan),
    (AHEAD, _ahead),
    (NEXT, _next),
    (NAMED, _named),
    (YEAR, _year),
    (MONTH_ONLY, _month_only),
)
