"""What the rooms without a language say about files, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from throughline.formats.errors import MESSAGES
from throughline.formats.shapes import WARNINGS

#: The reader's notes by code; their parameters fill the sentences.
NOTES = MappingProxyType(
    {
        "no_words": noop("This file has no words to read."),
        "third_language": noop("This text is neither English nor Chinese; nothing was looked for in it."),
        "little_text": noop("This file has little text (%(words)s words); little can be found in it."),
        "no_commitments": noop("No sentence of this text reads like something that is to be done."),
        "second_opinion": noop("The language model %(model)s was asked about %(count)s sentences as well."),
        "second_opinion_partly": noop(
            "The language model %(model)s was asked about the first %(count)s sentences only."
        ),
        "second_opinion_failed": noop(
            "The language model %(model)s did not answer after %(count)s sentences; the rest is read by rules alone."
        ),
    }
)


def refusal(code: str, params: Mapping[str, Any]) -> str:
    """Why a file is refused, in the person's language."""
    return _(MESSAGES[code]) % worded(params)


def worded(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with the words among them ("a picture") in the person's language."""
    return {name: _(value) if value and isinstance(value, str) else value for name, value in params.items()}


def told(note: Mapping[str, Any]) -> str:
    """A document's note {"code", "params", "message"} in the person's language."""
    template = NOTES.get(note["code"]) or WARNINGS.get(note["code"])
    return _(template) % note["params"] if template else str(note.get("message") or note["code"])
