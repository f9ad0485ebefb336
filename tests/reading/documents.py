"""Texts for tests, as if extracted from a file."""

from throughline.formats.extract import Extract


def txt(text: str, kind: str = "txt", **more: object) -> Extract:
    return Extract(text=text, kind=kind, media_type="text/plain", encoding="utf-8", **more)
