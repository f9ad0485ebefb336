"""Times as English plans write them: by March 2015, the end of 2016, within two to three years, Q3 2024."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from throughline.lib.numbers import NotANumber, parse_number
from throughline.reading import lexicon_en as lexicon
from throughline.reading import near_days, this_year_en
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
    within_calendar,
)
from throughline.reading.date_forms_en import (
    AHEAD,
    BASELINE,
    BEFORE,
    DAY_FIRST,
    DAY_MONTH_YEAR,
    DAY_ONLY,
    DAYS,
    FINANCIAL_DASH,
    ISO,
    MONTH_FIRST,
    MONTH_NEAR,
    MONTH_ONLY,
    MONTH_YEAR,
    NAMED,
    NEXT,
    NOT_UNTIL,
    OF_YEAR,
    PLAN,
    PLANNED_FOR,
    QUARTER,
    QUARTER_ONLY,
    REST,
    SEASON,
    SHORT_FISCAL,
    SMALL,
    YEAR,
    YEAR_FIGURES,
    YEAR_FIRST,
    YEAR_QUARTER,
)
from throughline.reading.financial_years import financial_year, is_said, writes_dashes, year_ending_in

_SHORT = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WORTH = ("year", "month", "week", "day", "plan", "quarter", "christmas", "by ", "q1", "q2", "q3", "q4")
"""A sentence without a figure and without these names no time."""
_FIGURE = re.compile(r"\d")


def _occurring(text: str, lower: str) -> set[str]:
    """Which of the parts of times occur in a text, by the names that _RULES goes by."""
    dated = _NEEDED_WITH_YEAR if _NAMES_YEAR(text) else ()
    occurs = {name for name, needed in (*_NEEDED, *dated) if needed(text)}
    if dated:
        occurs.add("year")
    occurs.update(name for name, words in _NEEDED_WORDS if any(word in lower for word in words))
    return occurs


# "by mid-2028" is read as "by mid 2028", which is as long.
_HYPHENED = re.compile(r"\b(?:[Mm]id|[Ee]nd|[Ee]arly|[Ll]ate)-(?=20\d\d\b)")
_ORDER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_BY = frozenset(
    ("by", "before", "until", "no later than", "not later than", "prior to", "on or before", "through", "to")
)
_FROM = frozenset(("from", "since", "between", "after", "as of", "beginning", "starting", "for"))
_UNTIL = frozenset("by until till before through to and".split())


def moments(text: str, dated: date | None) -> list[Moment]:
    """The times in a sentence, in order; relative ones count from `dated`."""
    found: list[Moment] = []
    text = _HYPHENED.sub(lambda match: match.group().replace("-", " "), text) if "-2" in text else text
    lower = text.lower()
    if not _FIGURE.search(text) and not any(word in lower for word in _WORTH):
        found = this_year_en.moments(text, dated, found)
        return found + near_days.moments(text, dated, "en", found)
    occurs = _occurring(text, lower)
    for needs, pattern, rule in _RULES:
        if not needs <= occurs:
            continue
        for match in pattern.finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                moment = within_calendar(rule, match, dated, text)
                if moment:
                    found.append(_before_it(moment, text, dated))
    found += this_year_en.moments(text, dated, found)
    return sorted(found + near_days.moments(text, dated, "en", found), key=lambda each: each.start)


_STRICTLY = re.compile(r"(?:before|prior to)\s+(?!.*\b(?:end|close)\b)", re.IGNORECASE)


def _before_it(moment: Moment, text: str, dated: date | None) -> Moment:
    """What is due before a period is due on the day before it begins, unless the text was written after that day."""
    first = moment.first
    if not first or first == moment.last or not _STRICTLY.match(text[moment.start : moment.end]):
        return moment
    day = first - timedelta(days=1)
    return moment if dated and day < dated else replace(moment, first=day, last=day)


def _relation(text: str, start: int) -> tuple[int, str, str]:
    """Where the words that lead to a time begin, its relation, and those words."""
    before = BEFORE.search(text, max(0, start - 48), start)
    if not before:
        return start, "", ""
    word = " ".join(before.group(1).lower().split())
    if " " in word and word.endswith((" date of", " date is", " and")):
        return before.start() if " date " in word else start, "by" if " date " in word else "in", word
    if word == "until" and NOT_UNTIL.search(text, max(0, before.start() - 24), before.start()):
        return before.start(), "from", word
    if word == "for" and PLANNED_FOR.search(text, max(0, before.start() - 24), before.start()):
        return before.start(), "in", word
    return before.start(), "by" if word in _BY else "from" if word in _FROM else "in", before.group().lower()


def _made(match: re.Match[str], text: str, first: date | None, last: date | None, rule: str) -> Moment | None:
    start, relation, words = _relation(text, match.start())
    if last is None:
        return None
    relation = "base" if relation == "from" and BASELINE.match(text, match.end()) else relation
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


def _small(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year, month = int(match["year"]), _month(match["month"])
    day = safe_date(year, month, int(match["day"])) if match["day"] else None
    if match["day"]:
        return _made(match, text, day, day, "date")
    return _made(match, text, date(year, month, 1), month_end(year, month), "month")


def _iso(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year, month, day = int(match["year"]), int(match["month"]), match.groupdict().get("day")
    # "2025.6" is a figure as often as a month: only a whole date is written with dots. "2011-12" is two years.
    if not day and (
        match.groupdict().get("dot")
        or (month == (year + 1) % 100 and match.start("month") > match.start("year"))
    ):
        return None
    if day:
        exact = safe_date(year, month, int(day))
        return _made(match, text, exact, exact, "date")
    return _made(match, text, date(year, month, 1), month_end(year, month), "month")


def _day_month_year(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    """31/03/2027, and 03/31/2027 where only that is a day; what may be either is read the day first."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    day = safe_date(year, second, first) or safe_date(year, first, second)
    return _made(match, text, day, day, "date") if day else None


def _month(name: str) -> int:
    return MONTHS[name.capitalize()]


def _of_year(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    """June next year, Q3 this year, the first half of next year."""
    if dated is None:
        return None
    year = dated.year + (match["which"] == "next")
    if match["month"]:
        month = _month(match["month"])
        return _made(match, text, date(year, month, 1), month_end(year, month), "month")
    number = int(match["q"] or match["h"] or 0) or _ORDER[match["word"]]
    if match["h"] or match["kind"] == "half":
        return _made(match, text, *half(year, min(number, 2)), "half year")
    return _made(match, text, *quarter(year, number), "quarter")


def _year_quarter(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"] or match["late"])
    if match["q"]:
        return _made(match, text, *quarter(year, int(match["q"])), "quarter")
    return _made(match, text, *half(year, int(match["h"] or match["half"])), "half year")


def _quarter(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"])
    number = int(match["q"]) if match["q"] else _ORDER[match["word"].lower()]
    if match["until"] and not match["kind"]:
        # Q4 2026/27 is January to March 2027: the financial year begins in April.
        year, number = (year + 1, 1) if number == 4 else (year, number + 1)
    if match["kind"] and match["kind"].lower() == "half":
        return _made(match, text, *half(year, min(number, 2)), "half year")
    return _made(match, text, *quarter(year, number), "quarter")


def _season(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    year = int(match["year"])
    return _made(match, text, date(year, 1, 1), date(year, *SEASON_ENDS[match["season"].lower()]), "season")


def _year(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    if lexicon.NAMES_A_PLAN.match(text, match.end()):
        return None
    year = int(match["year"])
    until = match["until"]
    last = int(until) if until and len(until) == 4 else year // 100 * 100 + int(until) if until else year
    if not year <= last <= year + 60:
        last = year
    dashed = (
        until
        and len(until) == 2
        and (writes_dashes() or FINANCIAL_DASH.search(text, max(0, match.start() - 40), match.start()))
    )
    if match["fiscal"] and not until and is_said():
        return _made(match, text, *year_ending_in(year), "year")
    if last == year + 1 and (match["fiscal"] or "/" in match.group() or dashed):
        return _made(match, text, *financial_year(year), "year")
    if last > year and until and len(until) == 2 and writes_dashes():
        return _made(match, text, financial_year(year)[0], year_ending_in(last)[1], "year")
    return _made(match, text, date(year, 1, 1), date(last, 12, 31), "year")


def _short_fiscal(match: re.Match[str], _: date | None, text: str) -> Moment | None:
    """FY28, Q2 FY26: the financial year that ends in that year; with four figures only where the text says when."""
    if match["long"] and not is_said():
        return None
    first, last = year_ending_in(2000 + int(match["short"]))
    if match["q"]:
        begin = date(
            first.year + (first.month + 3 * int(match["q"]) - 4) // 12,
            (first.month + 3 * int(match["q"]) - 4) % 12 + 1,
            1,
        )
        return _made(
            match,
            text,
            begin,
            month_end(later(begin, 2, "month").year, later(begin, 2, "month").month),
            "quarter",
        )
    return _made(match, text, first, last, "year")


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
    if dated is None or lexicon.AFTER_EVENT.match(text, match.end()):
        return None
    if lexicon.SERVED.search(text[max(0, match.start() - 24) : match.start()]):
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
    relation = "in" if _ORDERED.search(text[: match.start()]) else ""
    return Moment(match.start(), match.end(), dated, last, relation if plain else "by", "span of time")


# "are to be halved in three years"; not "the first time in three years".
_ORDERED = re.compile(
    r"\b(?:will|shall|must|should|(?:is|are) to)\b(?![^.;]*\b(?:time|times|once|largest|highest|lowest) $)"
)


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


def _days(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    """Several days of a month: "10–12 June 2026", "June 10 to 12"; without a year the next ones."""
    month = MONTHS[match["month"] or match["before"]]
    first, last = int(match["first"] or match["start"]), int(match["last"] or match["end"])
    if match["year"] is None and dated is None:
        return None
    year = int(match["year"]) if match["year"] else dated.year if dated else 0
    begin, end = safe_date(year, month, first), safe_date(year, month, last)
    if not begin or not end or end < begin:
        return None
    if not match["year"] and dated and end < dated:
        begin, end = begin.replace(year=year + 1), end.replace(year=year + 1)
    return _made(match, text, begin, end, "date")


def _month_near(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    """This September, next June: of this year, or the next one to come."""
    if dated is None:
        return None
    month = _month(match["month"])
    year = dated.year + (match["which"] == "next" and month <= dated.month)
    return _made(match, text, date(year, month, 1), month_end(year, month), "month")


def _quarter_only(match: re.Match[str], dated: date | None, text: str) -> Moment | None:
    number = int(match["q"] or match["q2"])
    return _made(match, text, *quarter(dated.year, number), "quarter") if dated else None


def _rest(match: re.Match[str], dated: date | None, _: str) -> Moment | None:
    if dated is None:
        return None
    last = month_end(dated.year, 12 if match["unit"] == "year" else dated.month)
    return Moment(match.start(), match.end(), dated, last, "in", "span of time")


def _day_only(match: re.Match[str], dated: date | None, _: str) -> Moment | None:
    """A day of the year that is not named: the next one from the document's day on."""
    if dated is None:
        return None
    month, number = MONTHS[match["month"] or match["late"]], int(match["day"] or match["first"])
    years = range(dated.year, dated.year + 8)
    days = [day for year in years if (day := safe_date(year, month, number)) and day >= dated]
    if not days:
        return None
    word = match["word"] or ""
    relation = "from" if word in _FROM else "by" if word in _UNTIL else "in" if word else ""
    return Moment(match.start(), match.end(), days[0], days[0], relation, "date")


# What must occur in a text for a form to be worth looking for.
_NAMES_YEAR = re.compile(YEAR_FIGURES).search
_NEEDED = (
    ("day number", re.compile(r"(?<!\d)\d\d?(?!\d)").search),
    ("month", re.compile(_SHORT).search),
    ("day word", re.compile("Day|Christmas|Eve").search),
    ("quarter", re.compile("Q[1-4]").search),
    ("fiscal", re.compile("FY").search),
)
_NEEDED_WITH_YEAR = (
    ("small month", re.compile(_SHORT.lower()).search),
    ("year and month", re.compile(rf"{YEAR_FIGURES}[ ,/-]{{1,3}}[A-Za-z]").search),
    ("year and mark", re.compile(rf"{YEAR_FIGURES} ?[-/.]").search),
    ("slash and year", re.compile(rf"[/.]{YEAR_FIGURES}").search),
    ("part and figure", re.compile("[QH][1-4]").search),
)
# The same, written small: words whose mere presence is enough.
_NEEDED_WORDS = (
    ("part", ("q1", "q2", "q3", "q4", "quarter", "half")),
    ("season", ("spring", "summer", "autumn", "fall", "winter")),
    ("plan", ("plan",)),
    ("span", ("within", "over", "in ", "during")),
    ("near", ("this ", "next ")),
    ("year word", ("year", "month")),
    ("unit", ("day", "week", "month", "year")),
    ("rest", ("rest of", "remainder of")),
    ("by", ("by ",)),
)
_RULES = tuple(
    (frozenset(needs.split(", ")), pattern, rule)
    for needs, pattern, rule in (
        ("month, day number", DAYS, _days),
        ("month, year, day number", DAY_FIRST, _day),
        ("month, year", MONTH_FIRST, _day),
        ("small month, year", SMALL, _small),
        ("year and month", YEAR_FIRST, _small),
        ("year and mark", ISO, _iso),
        ("slash and year", DAY_MONTH_YEAR, _day_month_year),
        ("slash and year", MONTH_YEAR, _iso),
        ("fiscal", SHORT_FISCAL, _short_fiscal),
        ("year word, near", OF_YEAR, _of_year),
        ("year, part and figure", YEAR_QUARTER, _year_quarter),
        ("year, part", QUARTER, _quarter),
        ("year, season", SEASON, _season),
        ("plan", PLAN, _plan),
        ("span, unit", AHEAD, _ahead),
        ("year word", NEXT, _next),
        ("day word", NAMED, _named),
        ("year", YEAR, _year),
        ("quarter", QUARTER_ONLY, _quarter_only),
        ("near", MONTH_NEAR, _month_near),
        ("year word, rest", REST, _rest),
        ("month, day number", DAY_ONLY, _day_only),
        ("month, by", MONTH_ONLY, _month_only),
    )
)
