"""Rule sets that places really use, as data in presets.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from throughline.delivery.rules.evaluation import in_language

#: The one for a register of which nobody said how it is to be rated.
STANDARD = "points_behind"
FILE = Path(__file__).parent.parent / "presets.yaml"


@cache
def presets() -> tuple[dict[str, Any], ...]:
    """Each with slug, title, note, meanings and rules; texts are given per language (en, zh-hans)."""
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def standard() -> dict[str, Any]:
    """The preset STANDARD."""
    return next(preset for preset in presets() if preset["slug"] == STANDARD)


def standard_title(language: str) -> str:
    """What the standard preset is called in `language` ("en", "zh-hans")."""
    return in_language(standard()["title"], language)
