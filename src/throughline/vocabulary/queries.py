"""What is called how, and in which sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import trans_real

from throughline.vocabulary.models import Word
from throughline.vocabulary.sentences import renewed
from throughline.vocabulary.terms import TERMS, Term
from throughline.vocabulary.translation import CONTEXT, CityTranslation, own_messages

#: Where a sentence names something, which nobody knows here.
PLACE = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the program: with its own word, and with the city's."""

    usual: str
    new: str


def seen_now() -> int:
    """Grows with every change of a word: what an edit names as `seen`."""
    return Word.objects.aggregate(changes=Sum("version"))["changes"] or 0


def words_held() -> dict[tuple[str, str], tuple[str, str]]:
    """(one, many) by (key, language) of the words that are the city's own."""
    return {(row.key, row.language): (row.one, row.many) for row in Word.objects.exclude(one="")}


def sentences(term: Term, language: str, pair: tuple[str, str]) -> list[Sentence]:
    """Every sentence in which the concept has a name, with `pair` in its place; the short ones first."""
    found = {}
    for message in own_messages():
        source = message.rpartition(CONTEXT)[2]
        usual = _usual(message, language)
        new = renewed(usual, source, {term.key: pair}, language)
        if new != usual:
            found[PLACE.sub("…", usual)] = PLACE.sub("…", new)
    return [Sentence(usual, found[usual]) for usual in sorted(found, key=lambda text: (len(text), text))]


def sentence_counts(language: str) -> dict[str, int]:
    """How many sentences name each concept."""
    return {term.key: len(sentences(term, language, ("\N{FULL BLOCK}", "\N{FULL BLOCK}"))) for term in TERMS}


def _usual(message: str, language: str) -> str:
    """The program's own words for the message."""
    translation = trans_real.translation(language)
    text = super(CityTranslation, translation).gettext(message)
    return text.rpartition(CONTEXT)[2]
