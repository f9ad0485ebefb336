"""Rule sets that places really use, as data in presets.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "presets.yaml"


@cache
def presets() -> tuple[dict[str, Any], ...]:
    """Each with slug, title, note, meanings and rules; texts are given per language (en, zh-hans)."""
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8")))
