"""The city's words in the pack of settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.pack_part import PARTS, Content, Part, fields
from throughline.vocabulary.actions import set_words
from throughline.vocabulary.queries import words_held


def held() -> dict[str, Content]:
    """The words that are the city's own, by concept and language."""
    return {
        f"{key} {language}": {"one": one, "many": many}
        for (key, language), (one, many) in words_held().items()
    }


def take(key: str, content: Content) -> None:
    """Let the concept be called so."""
    concept, _blank, language = key.partition(" ")
    said = fields(content, ("one", "many"))
    set_words({(concept, language): (str(said["one"]), str(said["many"]))}, by=None)


def title(key: str, content: Content) -> str:
    """The concept and its word."""
    return f"{key}: {content.get('one', '')}"


PARTS.append(Part("words", _("Words"), 1, held, title, take))
