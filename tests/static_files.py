"""The static files that a test's client could ask for: looked through once by each process, not by each client."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware


def look_once() -> None:
    """Keep what is found: each of some thousand clients took a thirtieth of a second to look through all files."""
    WhiteNoise.update_files_dictionary = _kept(WhiteNoise.update_files_dictionary)
    WhiteNoiseMiddleware.add_files_from_finders = _kept(WhiteNoiseMiddleware.add_files_from_finders)


def _kept(look: Callable[..., None]) -> Callable[..., None]:
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}

    @wraps(look)
    def remembered(self: WhiteNoise, *places: str) -> None:
        """As `look` fills `self.files`, from the prefix or the places that it is given."""
        key = (getattr(self, "static_prefix", None), *places)
        if key not in kept:
            before, self.files = self.files, {}
            look(self, *places)
            kept[key], self.files = self.files, before
        self.files.update(kept[key])

    return remembered
