"""User names as they are kept and looked up: one spelling each."""

from __future__ import annotations

import unicodedata


def login_name(typed: str) -> str:
    """The user name in its one spelling: ordinary width, lower case, no blanks around it."""
    readable = typed.encode(errors="replace").decode()
    return unicodedata.normalize("NFKC", readable).strip().lower()
