"""What people call the acts that somebody may do: said where each condition is declared (`accounts.permissions`)."""

from __future__ import annotations

from typing import Any

LABELS: dict[str, Any] = {}


def act_label(act: str) -> str:
    """The act in the language of the moment; the bare act when this version has no such one."""
    return str(LABELS.get(act, act))
