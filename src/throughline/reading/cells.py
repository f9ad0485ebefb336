"""What the cells of a task table say: empty in many ways, "as above", lists of names."""

from __future__ import annotations

import re

from throughline.reading import bodies_en, bodies_zh, names_en
from throughline.reading.roles import Place

NOTHING = frozenset(
    (
        "",
        "无",
        "/",
        "-",
        "—",
        "——",
        "－",
        "暂无",
        "none",
        "n/a",
        "na",
        "nil",
        "tbd",
        "tbc",
        "待定",
        "\\",
        "–",
        "n.a.",
    )
)
_SAME = re.compile(
    r"^\W*(?:同上|同前|ditto|as above|same as above|see above|\(see above\)|〃|\")\W*$", re.IGNORECASE
)


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or says so: 无, "/", n/a."""
    return text.strip().lower() in NOTHING


def is_same(text: str) -> bool:
    """Whether a cell says that it repeats the one above."""
    return bool(_SAME.match(text.strip()))


def names(text: str, start: int, end: int, language: str) -> list[Place]:
    """The names listed in a cell at `start:end` of `text`."""
    if is_nothing(text[start:end]):
        return []
    required = bodies_en.required(text, start, end)
    if required:
        return [required]
    if language == "zh":
        return bodies_zh.names(text, start, end)
    found = names_en.split_names(text, start, _with_others(text, start, end)[0])
    return [place for place in found if len(text[slice(*place)]) > 1]


def partners(text: str, start: int, end: int) -> list[Place]:
    """With whom: the names behind "with" in "GSA with the CDO Council and ICSP"."""
    return names_en.split_names(text, _with_others(text, start, end)[1], end)


_WITH = re.compile(
    r",?\s+(?:together |jointly |in (?:coordination|cooperation|co-operation|collaboration|consultation|partnership) )?"
    r"with\s+(?:the )?|,?\s+supported by\s+(?:the )?",
    re.IGNORECASE,
)


def _with_others(text: str, start: int, end: int) -> Place:
    """Where those end who act, and where those begin with whom they do; both at the end where nobody else is named."""
    found = _WITH.search(text, start, end)
    if found is None or not names_en.is_body(names_en.ARTICLE.sub("", text[start : found.start()])):
        return end, end
    return found.span()
