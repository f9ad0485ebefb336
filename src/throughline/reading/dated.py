"""The day of a document, where it says so itself."""

from __future__ import annotations

import re
from datetime import date

from throughline.lib.numbers import NotANumber, parse_number
from throughline.reading import calendar_words

_ZH = re.compile(
    r"(?m)^[ \t　（(]*(?P<y>(?:19|20)\d\d|"
    r"[一二][〇○零一二三四五六七八九]{3})年(?P<m>1[0-2]|"
    r"0?[1-9]|十[一二]|[一二三四五六七八九十])月(?P<d>三十一|三十|"
    r"[12]?\d|3[01]|二?十[一二三四五六七八九]?|"
    r"[一二三四五六七八九])日[ \t　）)]*$"
)
_ISO = re.compile(r"(?m)^\D{0,12}((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_EN = re.compile(
    r"(?mi)^\s*(?:[A-Z][A-Za-z .]+, )?(?:(?P<m>january|february|march|april|may|june|july|"
    r"august|september|october|november|december)(?: (?P<d>\d{1,2}),?)?,? (?P<y>(?:19|"
    r"20)\d\d))\s*$"
)
_HEAD, _TAIL = 6000, 3000


def day_of(text: str) -> date | None:
    """The date on a line of its own near the beginning or the end; None where there is none."""
    for part in (text[-_TAIL:], text[:_HEAD]):
        for pattern, made in ((_ZH, _chinese), (_EN, _english)):
            found = list(pattern.finditer(part))
            if found and (day := made(found[-1])):
                return day
    written = _ISO.search(text[:1500])
    return calendar_words.safe_date(*(int(part) for part in written.groups())) if written else None


def _chinese(found: re.Match[str]) -> date | None:
    try:
        return calendar_words.safe_date(*(int(parse_number(found[name])) for name in "ymd"))
    except NotANumber:
        return None


def _english(found: re.Match[str]) -> date | None:
    year, month = int(found["y"]), calendar_words.MONTHS[found["m"].capitalize()]
    return (
        calendar_words.safe_date(year, month, int(found["d"]))
        if found["d"]
        else calendar_words.month_end(year, month)
    )
