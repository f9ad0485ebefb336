"""What people call the acts that somebody may do: said where each condition is declared (`accounts.permissions`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext

LABELS: dict[str, Any] = {}


def act_label(act: str) -> str:
    """The act in the language of the moment; the bare act when this version has no such one."""
    return str(LABELS.get(act, act))


def acts_in_words(acts: Iterable[str]) -> str:
    """What people call the acts, in one line."""
    return pgettext("between acts", "; ").join(act_label(act) for act in acts)
