"""The kinds of settings that a pack holds: what each stage declares in its `pack.py`."""

from __future__ import annotations

from functools import lru_cache

from django.utils.module_loading import autodiscover_modules

from throughline.lib.pack_part import PARTS, Part


@lru_cache(maxsize=1)
def parts() -> dict[str, Part]:
    """All of them by name, in the order in which they are taken over."""
    autodiscover_modules("pack")
    return {part.name: part for part in sorted(PARTS, key=lambda part: (part.order, part.name))}
