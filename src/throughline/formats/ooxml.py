"""Elements of office XML by their local names: transitional and strict files differ in namespaces only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def local_name(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name; empty where there is none."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def children(element: Any, name: str) -> Iterator[Any]:
    """Its direct children of this local name."""
    return (child for child in element if local_name(child) == name)


def child(element: Any, *names: str) -> Any:
    """The first child of the first child … by local names, or None."""
    for name in names:
        element = next(children(element, name), None) if element is not None else None
    return element


def child_value(element: Any, *names: str) -> str:
    """The `val` attribute of such a child; empty where there is none."""
    found = child(element, *names)
    return "" if found is None else attribute(found, "val")


def is_on(element: Any, *names: str) -> bool:
    """Whether such a child is there and not switched off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val").lower() not in ("0", "false", "off", "none")


def integer(value: str | None) -> int:
    """A number as files write it; 0 where it is none or beyond reason."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0
