"""The numbers that Word shows before a paragraph but does not store in its text (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from throughline.formats.ooxml import attribute, child_value, children, integer, is_on, local_name

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_COUNTING = ("零一二三四五六七八九", ("", "十", "百", "千"))
_FORMAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE_STOP = tuple("、．。）】》：")


@dataclass(frozen=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    after: str = "tab"
    legal: bool = False
    style: str = ""  # the paragraph style that stands for this level


@dataclass
class _List:
    """One w:num: its levels, and the counters that it shares with others of the same definition."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts as Word does while the paragraphs pass by in order."""

    def __init__(self, root: Any) -> None:
        """`root` is the numbering part's element, or None where the document has none."""
        elements = [] if root is None else list(root)
        definitions = {
            attribute(e, "abstractNumId"): _levels(e) for e in elements if local_name(e) == "abstractNum"
        }
        counters: dict[str, dict[int, int]] = {name: {} for name in definitions}
        self._lists: dict[str, _List] = {}
        for element in elements:
            name = child_value(element, "abstractNumId")
            if local_name(element) == "num" and name in definitions:
                self._lists[attribute(element, "numId")] = _list(element, definitions[name], counters[name])

    def level_of(self, list_id: str, style: str) -> int:
        """The level that a paragraph style stands for; 0 where the list does not say."""
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((number for number, level in levels.items() if style and level.style == style), 0)

    def number(self, list_id: str, level: int) -> str:
        """The number of the next paragraph on this level with the blank after it; empty where it shows none."""
        found = self._lists.get(list_id)
        if found is None or level not in found.levels:
            return ""
        _count(found, level)
        shape = found.levels[level]
        if shape.form in ("bullet", "none"):
            return "• " if shape.form == "bullet" else ""
        text = _fill(found, shape)
        return text + _blank_after(text, shape)


def _count(found: _List, level: int) -> None:
    counters = found.counters
    for upper in range(level):
        if upper in found.levels:
            counters.setdefault(upper, found.levels[upper].start)
    if level in found.restarts:
        counters[level] = found.restarts.pop(level)
    else:
        counters[level] = counters[level] + 1 if level in counters else found.levels[level].start
    for lower in range(level + 1, _LEVELS):
        counters.pop(lower, None)


def _fill(found: _List, shape: _Level) -> str:
    text = shape.text
    for level in range(_LEVELS):
        mark = f"%{level + 1}"
        if mark in text:
            form = found.levels[level].form if level in found.levels else "decimal"
            text = text.replace(mark, spell(found.counters.get(level, 1), "decimal" if shape.legal else form))
    return text


def _blank_after(text: str, shape: _Level) -> str:
    return "" if shape.after == "nothing" or not text or text.endswith(_CHINESE_STOP) else " "


def spell(number: int, form: str) -> str:
    """A number in one of Word's formats (ST_NumberFormat); as digits in those that are not known."""
    if form == "decimalZero":
        return f"{number:02}"
    if form.lower().endswith("roman"):
        return _roman(number, upper=form.startswith("upper"))
    if form.lower().endswith("letter"):
        return _letters(number, upper=form.startswith("upper"))
    if form.startswith("decimalEnclosedCircle"):
        return chr(0x245F + number) if 1 <= number <= 20 else str(number)
    return _chinese(number, form)


def _chinese(number: int, form: str) -> str:
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    ):
        return _counted(number, *_COUNTING)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _counted(number, *_FORMAL)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    return str(number)


def _counted(number: int, digits: str, units: tuple[str, ...]) -> str:
    """12 -> 十二, 105 -> 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    figures = str(number)
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure != "0":
            text += digits[int(figure)] + units[place]
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text[1:] if text.startswith("一十") else text


def _roman(number: int, *, upper: bool) -> str:
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text if upper else text.lower()


def _letters(number: int, *, upper: bool) -> str:
    """Word goes on after Z with AA, BB, CC."""
    if not 0 < number <= 780:
        return str(number)
    letter = chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1)
    return letter if upper else letter.lower()


def _list(element: Any, levels: dict[int, _Level], counters: dict[int, int]) -> _List:
    """A w:num; one that starts anew somewhere counts on its own from there."""
    made = _List(dict(levels), counters)
    for override in children(element, "lvlOverride"):
        level = integer(attribute(override, "ilvl"))
        for own in children(override, "lvl"):
            made.levels[level] = _level(own)
        start = child_value(override, "startOverride")
        if start:
            made.restarts[level] = integer(start)
            made.levels[level] = replace(made.levels.get(level, _Level()), start=integer(start))
    return made


def _levels(definition: Any) -> dict[int, _Level]:
    return {integer(attribute(level, "ilvl")): _level(level) for level in children(definition, "lvl")}


def _level(element: Any) -> _Level:
    after = child_value(element, "suff") or "tab"
    start = child_value(element, "start")
    form = child_value(element, "numFmt") or "decimal"
    return _Level(
        integer(start) if start else 1,
        form,
        child_value(element, "lvlText"),
        after,
        is_on(element, "isLgl"),
        child_value(element, "pStyle"),
    )
