"""What a shape is read from when it comes from several places."""

from __future__ import annotations

from typing import Any


class Joined:
    """An object with further attributes beside its own."""

    def __init__(self, row: Any, **more: Any) -> None:
        self.__dict__.update(more)
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_row"], name)
