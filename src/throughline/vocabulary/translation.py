"""Django's translations, with the city's words put in: pages, workbooks, documents and the API say them alike.

Only sentences of the program are changed, never what people wrote: a text is looked at when it is asked for by a
message of our own catalogue.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from django.utils.translation import trans_real

from throughline.vocabulary.sentences import renewed

LOCALE = Path(__file__).resolve().parent.parent / "locale"
CONTEXT = trans_real.CONTEXT_SEPARATOR
#: (one, many) by language and key of the term.
InUse = dict[str, dict[str, tuple[str, str]]]


class _State:
    """What this process says; `said` remembers sentences, at most as many as the catalogue has."""

    words: InUse = {}
    said: dict[tuple[str, str, str], str] = {}


def use(words: InUse) -> None:
    """Let this process say these words from now on."""
    _State.said = {}
    _State.words = {language: held for language, held in words.items() if held}


@lru_cache(maxsize=1)
def own_messages() -> frozenset[str]:
    """Every message of the program (with its context, if it has one), from its catalogue."""
    found = gettext.translation("django", LOCALE, ["zh_Hans"])._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    return frozenset(key[0] if isinstance(key, tuple) else key for key in found) - {""}


class CityTranslation(trans_real.DjangoTranslation):  # type: ignore[misc]  # its stubs have no such class
    """A language, with the city's words in it."""

    def gettext(self, message: str) -> str:
        """The translation of `message`, with the city's words."""
        return self._worded(message, super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation for `n`, with the city's words."""
        return self._worded(msgid1, super().ngettext(msgid1, msgid2, n))

    def _worded(self, message: str, text: str) -> str:
        language = self.language()
        words = _State.words.get(language)
        if not words:
            return text
        known = _State.said.get((language, message, text))
        if known is not None:
            return known
        if message not in own_messages():
            return text
        source = message.rpartition(CONTEXT)[2]
        plain = text.rpartition(CONTEXT)[2]
        new = renewed(plain, source, words, language)
        # A message with a context that is not translated keeps it, so that Django takes the bare one.
        new = text if new == plain else new
        _State.said[language, message, text] = new
        return new


def install() -> None:
    """Make Django's languages of this class; those that are loaded already are loaded again."""
    trans_real.DjangoTranslation = CityTranslation
    trans_real._translations = {}  # noqa: SLF001  Django has no other way in
    trans_real._default = None  # noqa: SLF001
