"""How a stage declares its settings as a part of the pack; `exchange.settings_pack` composes them.

A stage's `pack.py` makes one `Part` for each kind of setting and appends it to PARTS; nothing else has to be touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: A setting as plain JSON values, without keys of the database and without persons.
Content = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A kind of setting. Items are named by a key that means the same in every installation.

    `held` gives the items that are here, by key. `title` gives what people call an item. `take` makes or changes one
    through the stage's own action, as the system, and raises what that raises. `shown` gives what people are shown of
    an item that differs, where not all of it can be read. `order` says which parts come first:
    what others name.
    """

    name: str
    label: Any
    order: int
    held: Callable[[], dict[str, Content]]
    title: Callable[[str, Content], str]
    take: Callable[[str, Content], None]
    shown: Callable[[Content], Content] = dict


PARTS: list[Part] = []


def fields(content: Content, names: tuple[str, ...]) -> Content:
    """Exactly the fields `names` of an item. Raises ValueError for one that is missing or unknown."""
    if not isinstance(content, dict) or set(content) != set(names):
        raise ValueError("its fields are not those of this kind of setting")
    return content
