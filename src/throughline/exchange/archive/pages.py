"""The archive's pages: plain HTML without a script, which any browser opens from a disk; links lead within it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.translation import get_language

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], libraries={"i18n": "django.templatetags.i18n"})


def page(template: str, *, up: str = "", **values: Any) -> str:
    """The page; `up` leads from its folder to the archive's top ("../" for a page in a folder). All values are escaped.

    It is in the language of the moment.
    """
    context = {**values, "up": up, "language": get_language() or "en"}
    return _engine().get_template(f"{template}.html").render(Context(context))


def style() -> str:
    """The style sheet of all pages."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")
