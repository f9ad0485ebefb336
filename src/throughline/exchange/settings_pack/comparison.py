"""A pack beside what is here: what is new, what is the same, what has the same name and differs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from throughline.exchange.settings_pack.archive import Pack
from throughline.exchange.settings_pack.parts import parts
from throughline.lib.pack_part import Content


class State(StrEnum):
    """How an item of the pack stands to what is here."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Item:
    """A setting in the pack; `changes` names (field, here, in the pack) as texts where it differs."""

    part: str
    label: Any
    key: str
    title: str
    state: State
    content: Content
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def name(self) -> str:
        """What a form ticks."""
        return f"{self.part}:{self.key}"


def compare(pack: Pack) -> list[Item]:
    """The items of the pack, in the order in which they are taken over."""
    found = []
    for name, part in parts().items():
        here = part.held()
        for key, content in sorted(pack.items.get(name, {}).items()):
            held = here.get(key)
            state = State.NEW if held is None else State.SAME if held == content else State.DIFFERENT
            changes = _changes(part.shown(held), part.shown(content)) if held is not None else ()
            found.append(Item(name, part.label, key, part.title(key, content), state, content, changes))
    return found


def _changes(held: Content, content: Content) -> tuple[tuple[str, str, str], ...]:
    names = sorted(held.keys() | content.keys())
    return tuple(
        (name, _written(held.get(name)), _written(content.get(name)))
        for name in names
        if held.get(name) != content.get(name)
    )


def _written(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or "–"
    return json.dumps(value, ensure_ascii=False, indent=1)
