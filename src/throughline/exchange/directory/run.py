"""One run over the rows: who does it, what is known meanwhile, and what each row comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from throughline.accounts.models import User
from throughline.exchange.directory.known import Known

LEFT, CHANGED, CREATED = "leave", "change", "create"
_RANK = (LEFT, CHANGED, CREATED)


@dataclass
class Outcome:
    """What a row comes to: `what` is create, change or leave; `changes` names the attributes that change."""

    part: str
    sheet: str
    row: int
    name: str
    what: str = LEFT
    changes: list[str] = field(default_factory=list)

    def note(self, what: str, *changes: str) -> None:
        """Something was done; creating outweighs changing."""
        self.what = max(self.what, what, key=_RANK.index)
        self.changes += [change for change in changes if change not in self.changes]


@dataclass
class Run:
    """Shared by all rows of one run."""

    by: User | None
    known: Known = field(default_factory=Known)
    new_users: list[User] = field(default_factory=list)


def differing(row: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """What of `wanted` the row does not say already."""
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}
