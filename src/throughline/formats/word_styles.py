"""What Word's paragraph styles say about a paragraph: its outline level, its list, whether it is the title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from throughline.formats.ooxml import attribute, child, child_value, children, integer

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_MOST_ANCESTORS = 20


@dataclass(frozen=True)
class _Style:
    name: str
    based_on: str
    outline: str
    list_id: str
    list_level: str


class Styles:
    """Style ids with what they inherit."""

    def __init__(self, root: Any) -> None:
        """`root` is the styles part's element, or None where the document has none."""
        elements = () if root is None else children(root, "style")
        self._styles = {attribute(element, "styleId"): _style(element) for element in elements}

    def level(self, style: str) -> int:
        """The heading level, 1 to 9; 0 for text."""
        for ancestor in self._ancestors(style):
            name = _HEADING_NAME.fullmatch(ancestor.name)
            if name:
                return int(name[1])
            if ancestor.outline:
                return outline_level(ancestor.outline)
        return 0

    def is_title(self, style: str) -> bool:
        return any(ancestor.name.lower() in ("title", "标题") for ancestor in self._ancestors(style))

    def list_of(self, style: str) -> tuple[str, str]:
        """The list id and the level that the style brings; empty where it brings none."""
        return next(((a.list_id, a.list_level) for a in self._ancestors(style) if a.list_id), ("", ""))

    def _ancestors(self, style: str) -> list[_Style]:
        found: list[_Style] = []
        while style in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(self._styles[style])
            style = found[-1].based_on
        return found


def outline_level(value: str) -> int:
    """Word counts from 0; its 9 is text."""
    level = integer(value) + 1 if value else 0
    return level if level <= 9 else 0


def _style(element: Any) -> _Style:
    properties = child(element, "pPr")
    if properties is None:
        return _Style(child_value(element, "name"), child_value(element, "basedOn"), "", "", "")
    return _Style(
        child_value(element, "name"),
        child_value(element, "basedOn"),
        child_value(properties, "outlineLvl"),
        child_value(properties, "numPr", "numId"),
        child_value(properties, "numPr", "ilvl"),
    )
