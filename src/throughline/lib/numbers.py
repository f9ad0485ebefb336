"""Numbers as people write them in Chinese and English, turned into plain values."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

Number = int | float

_COUNTED = re.compile(r"(.*?)([0-9]{1,9})([^0-9]*)", re.DOTALL)

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万亿": 10**12, "萬億": 10**12, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}
SCALES = LARGE_UNITS | {"千": 1000, "百": 100, "百万": 10**6, "千万": 10**7, "百亿": 10**10, "千亿": 10**11}

ENGLISH_DIGITS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "lakh": 10**5,
    "lakhs": 10**5,
    "crore": 10**7,
    "crores": 10**7,
    "lakh crore": 10**12,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "tn": 10**12,
}

_FIGURE = re.compile(r"[-+]?\d[\d,， \u2009\u00a0]*(?:\.\d+)?|[-+]?\.\d+")
_GROUPED = re.compile(r"[,，\u2009\u00a0 ]")
_CHINESE = re.compile("^[" + "".join(DIGITS) + "十百千万萬亿億点點]+$")


class NotANumber(ValueError):
    """The text does not say a number."""


def plain(value: Decimal) -> Number:
    """An int where the value is whole, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def parse_figure(text: str) -> Decimal:
    """`1,234.5` → 1234.5. Raises NotANumber."""
    found = _FIGURE.fullmatch(text.strip())
    if not found:
        raise NotANumber(f"{text[:40]!r} is not a figure.")
    try:
        return Decimal(_GROUPED.sub("", found.group()))
    except InvalidOperation as error:
        raise NotANumber(f"{text[:40]!r} is not a figure.") from error


def parse_chinese(text: str) -> Decimal:
    """`一千二百万` → 12000000, `二〇二五` → 2025, `三点五` → 3.5, `十` → 10. Raises NotANumber."""
    if not _CHINESE.match(text):
        raise NotANumber(f"{text[:40]!r} is not a Chinese numeral.")
    whole, dot, rest = text.replace("點", "点").partition("点")
    if dot:
        fraction = "".join(str(DIGITS[c]) for c in rest if c in DIGITS)
        return _chinese_whole(whole) + Decimal(f"0.{fraction or 0}")
    return _chinese_whole(text)


def _chinese_whole(text: str) -> Decimal:
    if all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text) or "0")
    for unit in ("万亿", "萬億", "亿", "億", "万", "萬"):
        if unit in text:
            before, _, after = text.rpartition(unit)
            return (_chinese_whole(before) if before else 1) * Decimal(LARGE_UNITS[unit]) + _chinese_whole(
                after
            )
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> Decimal:
    total, digit = 0, None
    for character in text:
        if character in SMALL_UNITS:
            total += (1 if digit is None else digit) * SMALL_UNITS[character]
            digit = None
        else:
            digit = DIGITS[character]
    return Decimal(total + (digit or 0))


def parse_english(text: str) -> Decimal:
    """`two hundred and fifty thousand` → 250000, `twenty-five` → 25. Raises NotANumber."""
    words = [w for w in re.split(r"[\s-]+", text.lower().strip()) if w and w not in ("and", "a")]
    if not words:
        raise NotANumber(f"{text[:40]!r} is not a number in words.")
    total, current = 0, 0
    for word in words:
        if word in ENGLISH_DIGITS:
            current += ENGLISH_DIGITS[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in ("thousand", "million", "billion", "trillion"):
            total, current = total + (current or 1) * ENGLISH_SCALES[word], 0
        else:
            raise NotANumber(f"{word[:40]!r} is not a number word.")
    return Decimal(total + current)


def scaled(figure: Decimal, scale: str | None) -> Number:
    """A figure times its scale word: (1.5, 亿) → 150000000, (3, million) → 3000000. Unknown scales raise NotANumber."""
    if not scale:
        return plain(figure)
    key = scale.lower()
    factor = SCALES.get(scale) or ENGLISH_SCALES.get(key)
    if factor is None:
        raise NotANumber(f"{scale[:20]!r} is not a scale.")
    return plain(figure * factor)


def parse_number(text: str) -> Number:
    """Any of the above with an optional scale at its end: `1200万`, `3.65万亿`, `1.5 million`, `一亿`, `five`."""
    stripped = text.strip()
    figure = _FIGURE.match(stripped)
    if figure:
        scale = stripped[figure.end() :].strip()
        return scaled(parse_figure(figure.group().strip()), scale or None)
    if _CHINESE.match(stripped):
        return plain(parse_chinese(stripped))
    return plain(parse_english(stripped))


def number_after(number: str, *, year: int, this_year: int) -> str:
    """The document number that follows `number` of `year`: after 督通〔2025〕9号 comes 督通〔2025〕10号.

    The first of `this_year` when the number names its year and that is another: 督通〔2026〕1号. Leading zeros stay.
    "" where nothing in it counts.
    """
    found = _COUNTED.fullmatch(number)
    if found is None or int(found[2]) == year:
        return ""
    head, digits, tail = found.groups()
    count = int(digits) + 1
    if year != this_year and str(year) in head:
        head, count = head.replace(str(year), str(this_year)), 1
    width = len(digits) if digits.startswith("0") else 1
    return f"{head}{count:0{width}d}{tail}"
