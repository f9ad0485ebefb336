"""Days and weeks counted from the day of the text: by next Friday, within the week, the 20th of next month; 下周五前.

A day of the week by itself and the words for today are times of a report more often than of a plan: they are named
without a relation, so that nothing is due by them unless a word such as "by" or 前 says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from throughline.lib.numbers import NotANumber, parse_number
from throughline.reading.calendar_words import (
    Moment,
    add_months,
    later,
    month_end,
    safe_date,
    within_calendar,
)

Days = tuple[date, date]
Rule = Callable[[re.Match[str], date], Days | None]
_DAY = timedelta(1)
_WEEK = timedelta(7)
_WEEKDAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?-i:(?:Mon|Tue|Wed|Thu|Fri|Tues|Thurs)\b(?=\.?,? (?:\d|[A-Z]))))"
)
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a|an)"
_DUE = re.compile(
    r"\b(?:by|before|until|no later than|not later than|on or before)\s+(?:the\s+)?$", re.IGNORECASE
)
_STEPS = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1, "upcoming": 1}
_NEAR = r"(?P<which>this|next|last|coming|following|upcoming|current)"
_DAY_WORDS = {
    "today": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "yesterday": -1,
    "the day before yesterday": -2,
    "the next day": 1,
}
ENGLISH_DAY = re.compile(
    r"\b(?:" + "|".join(sorted(_DAY_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
ENGLISH_WEEKDAY = re.compile(
    rf"(?<!every )(?<!each )(?:\b(?P<before>this|next|last) week,? (?:on )?|\b{_NEAR} )?\b(?P<day>{_WEEKDAY})\b"
    r"(?:,? (?:of )?(?P<week>this|next|last) week\b)?",
    re.IGNORECASE,
)
ENGLISH_WEEK = re.compile(rf"\b(?:the )?(?:{_NEAR} week|week (?P<after>after next))\b", re.IGNORECASE)
ENGLISH_MONTH = re.compile(
    r"\b(?:(?:(?P<first>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?: ?[-–—] ?| (?:to|till|until|and) ))?"
    r"(?P<last>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?)?(?:the )?(?P<which>this|next|coming|following) month\b",
    re.IGNORECASE,
)
ENGLISH_COUNTED = re.compile(
    rf"\b(?:next (?P<next>{_COUNT}) (?P<units>day|week|month|year)s?|"
    rf"(?P<count>{_COUNT}) (?P<unit>day|week|month|year)s? "
    r"(?:from (?P<base>now|today|tomorrow)|after (?:today|tomorrow)|hence))\b",
    re.IGNORECASE,
)
_ENGLISH = (
    "day",
    "week",
    "month",
    "tomorrow",
    "from now",
    "hence",
    "next ",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
)

_SIDES = "(?P<post>之前|以前|底前|前|之内|以内|内)?"
_WEEK_ZH = "(?:周|星期|礼拜)"
_STEP_ZH = {"上上": -2, "上": -1, "这": 0, "本": 0, "": 0, "下": 1, "下下": 2}
CHINESE_WEEKDAY = re.compile(
    f"(?P<which>上上|下下|上|下|这|本)?个?{_WEEK_ZH}(?P<day>[一二三四五六日天])(?![一二三四五六日年月])"
    + _SIDES
)
CHINESE_WEEK = re.compile(
    f"(?P<which>上上|下下|上|下|这|本)个?{_WEEK_ZH}(?![一二三四五六日天末边围期转])" + _SIDES
)
_DAYS_ZH = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
CHINESE_DAY = re.compile("(?P<day>大前天|大后天|前天|后天|昨天|昨日|明天|明日)" + _SIDES)
CHINESE_COUNTED = re.compile(
    "(?:在)?(?:未来|今后)(?P<count>\\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?P<unit>天|日|周|星期|月|年)(?:之内|以内|内|时间)?"
)
_CHINESE = ("周", "星期", "礼拜", "天", "日", "未来", "今后")


def moments(text: str, dated: date | None, language: str, found: list[Moment]) -> list[Moment]:
    """The near days that `text` names outside the moments `found`; none where the text has no day of its own."""
    worth, rules = (_CHINESE, _CHINESE_RULES) if language == "zh" else (_ENGLISH, _ENGLISH_RULES)
    if dated is None or not any(word in text for word in worth):
        return []
    made: list[Moment] = []
    for pattern, rule in rules:
        for match in pattern.finditer(text):
            if any(each.start < match.end() and match.start() < each.end for each in (*found, *made)):
                continue
            moment = within_calendar(_moment, rule, match, dated, language)
            made += [moment] if moment else []
    return made


def _moment(rule: Rule, match: re.Match[str], dated: date, language: str) -> Moment | None:
    days = rule(match, dated)
    start, relation = _related(match.string, match, language)
    return Moment(start, match.end(), *days, relation, "near day") if days else None


def _related(text: str, match: re.Match[str], language: str) -> tuple[int, str]:
    if language == "zh":
        side = match.groupdict().get("post") or ""
        return match.start(), "by" if side.endswith("前") else "in" if side else ""
    due = _DUE.search(text, max(0, match.start() - 24), match.start())
    return (due.start(), "by") if due else (match.start(), "")


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _weekday(match: re.Match[str], dated: date) -> Days | None:
    number = _WEEKDAYS[match["day"][:3].lower()]
    which = match["which"] or match["before"] or match["week"]
    if which:
        day = _monday(dated) + _STEPS[which.lower()] * _WEEK + number * _DAY
    else:
        day = dated + ((number - dated.weekday() - 1) % 7 + 1) * _DAY
    return day, day


def _week(match: re.Match[str], dated: date) -> Days | None:
    first = _monday(dated) + (2 if match["after"] else _STEPS[match["which"].lower()]) * _WEEK
    return first, first + 6 * _DAY


def _day_word(match: re.Match[str], dated: date) -> Days | None:
    day = dated + _DAY_WORDS[match.group().lower()] * _DAY
    return day, day


def _month(match: re.Match[str], dated: date) -> Days | None:
    month = add_months(dated.replace(day=1), _STEPS[match["which"].lower()])
    if not match["last"]:
        return month, month_end(month.year, month.month)
    last = safe_date(month.year, month.month, int(match["last"]))
    first = safe_date(month.year, month.month, int(match["first"])) if match["first"] else last
    return (first, last) if first and last and first <= last else None


def _counted(match: re.Match[str], dated: date) -> Days | None:
    base = (
        dated + _DAY
        if (match["base"] or "").lower() == "tomorrow" or match.group().endswith("tomorrow")
        else dated
    )
    word = (match["next"] or match["count"]).lower()
    try:
        last = later(
            base,
            1 if word in ("a", "an") else int(parse_number(word)),
            (match["units"] or match["unit"]).lower(),
        )
    except (ValueError, OverflowError, NotANumber):
        return None
    return (dated + _DAY, last) if match["next"] else (last, last)


def _weekday_zh(match: re.Match[str], dated: date) -> Days | None:
    number = "一二三四五六日".find(match["day"].replace("天", "日"))
    if match["which"] is None:
        day = dated + ((number - dated.weekday() - 1) % 7 + 1) * _DAY
    else:
        day = _monday(dated) + _STEP_ZH[match["which"]] * _WEEK + number * _DAY
    return day, day


def _week_zh(match: re.Match[str], dated: date) -> Days | None:
    first = _monday(dated) + _STEP_ZH[match["which"]] * _WEEK
    return first, first + 6 * _DAY


def _day_zh(match: re.Match[str], dated: date) -> Days | None:
    day = dated + _DAYS_ZH[match["day"]] * _DAY
    return day, day


def _counted_zh(match: re.Match[str], dated: date) -> Days | None:
    try:
        return dated + _DAY, later(dated, int(parse_number(match["count"])), match["unit"])
    except (ValueError, OverflowError, NotANumber):
        return None


_ENGLISH_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (ENGLISH_COUNTED, _counted),
    (ENGLISH_MONTH, _month),
    (ENGLISH_WEEKDAY, _weekday),
    (ENGLISH_WEEK, _week),
    (ENGLISH_DAY, _day_word),
)
_CHINESE_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (CHINESE_WEEKDAY, _weekday_zh),
    (CHINESE_WEEK, _week_zh),
    (CHINESE_DAY, _day_zh),
    (CHINESE_COUNTED, _counted_zh),
)
