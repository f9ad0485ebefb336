"""Limits in Chinese that are told as a part of something: 不低于预收费总额的20%, 按不低于车位数20%的比例."""

from __future__ import annotations

import re

from throughline.lib.numbers import parse_number

_OF_SOMETHING = re.compile(
    r"不[得应能]?(?P<word>低于|少于|小于|超过|高于|多于|大于)(?P<of>[^，。；：\d（）]{2,16}?)的?"
    r"(?P<value>\d{1,9}(?:\.\d{1,4})?)(?P<unit>%|％|‰|天|倍)"
)
_LEAST = frozenset(("低于", "少于", "小于"))
#: Operator, value, unit, the places of the figure, and of what it is a part.
Limit = tuple[str, int | float, str, int, int, str]


def limits(text: str, start: int, end: int) -> list[Limit]:
    """The limits in `text[start:end]` (folded) that stand behind what they are a part of."""
    found: list[Limit] = []
    for match in _OF_SOMETHING.finditer(text, start, end):
        value = parse_number(match["value"])
        plain = int(value) if float(value).is_integer() else value
        op = ">=" if match["word"] in _LEAST else "<="
        unit = "%" if match["unit"] == "％" else match["unit"]
        found.append((op, plain, unit, match.start("value"), match.end(), match["of"]))
    return found
