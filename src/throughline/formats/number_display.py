"""Excel's numbers as a person sees them: dates, percent, units in the format; and as plain values.

The stored number says little: 0.58 shown as 58% and 46203 shown as 2026年6月 are read as such.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import NamedTuple

Value = str | int | float | bool | date | datetime | time | None

# ECMA-376 part 1, 18.8.30: formats that have a number and no text in the file; 27-36 and 50-58 are East Asian dates.
_BUILT_IN = {
    9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss",
    34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: "h:mm", 56: "h:mm:ss",
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]|e(?![+-])", re.IGNORECASE)
_PERCENT = re.compile(r"(?:\.(0+)[#?]*)?\s*%")
_SUFFIX = re.compile(r'(?:[0#?]|General)\s*"([^"]*)"\s*$')
_PREFIX = re.compile(r'^\s*"([^"]*)"\s*[0#?]')
_ZEROS = re.compile(r"0{2,}")
_FIRST_DAY, _FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  a sheet has no time zone
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31


class Format(NamedTuple):
    """A number format, looked at once."""

    parts: frozenset[str] = frozenset()  # of "year", "month", "day", "time" where it shows a date
    percent: int = -1  # decimals of a percentage, -1 where it is none
    prefix: str = ""
    suffix: str = ""
    zeros: int = 0  # a code such as 000123


PLAIN = Format()


def number_format(number: int, code: str | None) -> Format:
    """The format with this number (ECMA-376 numFmtId) and, where the workbook defines it, this code."""
    pattern = (code or _BUILT_IN.get(number, "")).split(";")[0]
    if not pattern or pattern.lower() == "general":
        return PLAIN
    bare = _LITERALS.sub("", pattern)
    if bare.lower() == "general":
        bare = ""
    if _ELAPSED.search(pattern):
        return PLAIN
    if _DATE_LETTERS.search(bare):
        return Format(parts=_date_parts(bare))
    percent = _PERCENT.search(bare)
    if percent:
        return Format(percent=len(percent[1] or ""))
    prefix, suffix = _PREFIX.search(pattern), _SUFFIX.search(pattern)
    zeros = len(bare) if _ZEROS.fullmatch(bare) else 0
    return Format(prefix=prefix[1] if prefix else "", suffix=suffix[1] if suffix else "", zeros=zeros)


def _date_parts(bare: str) -> frozenset[str]:
    letters = set(bare.lower())
    has_time = bool(letters & {"h", "s"})
    parts = {name for name, letter in (("year", "y"), ("day", "d")) if letter in letters}
    parts |= {"year"} if "e" in letters else set()
    # "m" is minutes beside hours, unless a year or a day shows that it is a date as well.
    if "m" in letters and (not has_time or parts):
        parts.add("month")
    return frozenset(parts | ({"time"} if has_time else set()))


def value_of(raw: str, form: Format, *, from_1904: bool) -> Value:
    """The stored number as int, float, date, datetime or time. Text that is no number stays text."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    if not isfinite(number):
        return raw
    if form.parts and 0 <= number < _LAST_SERIAL:
        return _moment(number, from_1904=from_1904)
    if number.is_integer() and abs(number) < 1e15:
        return int(number)
    return number


def _moment(serial: float, *, from_1904: bool) -> Value:
    """Excel believes that 1900 was a leap year, so its first sixty days are one off."""
    if serial < 1:
        return (_FIRST_DAY_1904 + timedelta(seconds=round(serial * 86_400))).time()
    if not from_1904 and serial < 60:
        serial += 1
    start = _FIRST_DAY_1904 if from_1904 else _FIRST_DAY
    try:
        moment = start + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return serial
    return moment.date() if moment.time() == time() else moment


def shown(value: Value, form: Format) -> str:
    """The value as text: dates as ISO, a date without its day as year and month, percent and units as formatted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")
    if isinstance(value, date):
        return value.isoformat()[:7] if form.parts == {"year", "month"} else value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    return value if isinstance(value, str) else _number_shown(value, form)


def _number_shown(value: float, form: Format) -> str:
    if form.percent >= 0:
        return f"{value * 100:.{min(form.percent, 15)}f}%"
    if form.zeros and isinstance(value, int) and value >= 0:
        return str(value).zfill(form.zeros)
    plain = str(value) if isinstance(value, int) else _shortest(value)
    return f"{form.prefix}{plain}{form.suffix}"


def _shortest(value: float) -> str:
    """Fifteen significant digits, as Excel shows and stores; no exponent where a person would write none."""
    text = f"{value:.15g}"
    return f"{value:.15f}".rstrip("0").rstrip(".") if "e-" in text and abs(value) > 1e-9 else text
