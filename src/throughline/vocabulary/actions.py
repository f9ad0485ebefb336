"""Setting the city's words. They are said by every process as soon as the act is committed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid
from throughline.vocabulary.models import Word
from throughline.vocabulary.published import publish
from throughline.vocabulary.queries import seen_now
from throughline.vocabulary.terms import BY_KEY, ENGLISH, LANGUAGES, TERMS
from throughline.vocabulary.writing import is_word

MANAGE = "vocabulary.manage"
#: (one, many) by (key of the term, language); an empty pair is the program's own word.
Wanted = Mapping[tuple[str, str], tuple[str, str]]


def set_words(wanted: Wanted, *, by: User | None, seen: int | None = None, why: str = "") -> list[Word]:
    """Let the concepts named be called so; others keep their words. The rows that changed.

    `seen` is queries.seen_now() as the person looked. Raises NotAllowed, ChangedMeanwhile, Invalid, whose field is
    the key and language joined by a hyphen.
    """
    check(by, MANAGE)
    words = {place: cleaned(place, pair) for place, pair in wanted.items()}
    with unless_raced(), transaction.atomic():
        held = {(row.key, row.language): row for row in Word.objects.select_for_update().order_by("pk")}
        if seen is not None and seen != seen_now():
            raise ChangedMeanwhile
        now = {place: (row.one, row.many) for place, row in held.items()}
        _refuse_doubles(now | words)
        changed = [place for place in sorted(words) if words[place] != now.get(place, ("", ""))]
        rows = [_row(held, place, words[place]) for place in changed]
        if rows:
            _write(rows, by=by, why=why)
    return rows


def _write(rows: list[Word], *, by: User | None, why: str) -> None:
    with act("vocabulary.set_words", by=by, why=why) as this:
        this.save_many([row for row in rows if row.pk])
        this.create_many([row for row in rows if not row.pk])
        publish()


def _row(held: dict[tuple[str, str], Word], place: tuple[str, str], pair: tuple[str, str]) -> Word:
    row = held.get(place) or Word(key=place[0], language=place[1])
    row.one, row.many = pair
    return row


def cleaned(place: tuple[str, str], pair: tuple[str, str]) -> tuple[str, str]:
    """The pair as it will be kept, empty for the program's own word. Raises Invalid."""
    key, language = place
    field = f"{key}-{language}"
    if key not in BY_KEY or language not in LANGUAGES:
        raise Invalid(field, _("There is no such concept or language."))
    one, many = (" ".join(str(written).split()) for written in pair)
    many = many if language == ENGLISH else one
    if not one and not many:
        return "", ""
    if not one or not many:
        raise Invalid(field, _("Give both, one of it and many of it, or neither."))
    for written in (one, many):
        if not is_word(written):
            raise Invalid(
                field,
                _(
                    "A word has at most 40 letters, digits, blanks and hyphens; no quotes, tags or per cent signs."
                ),
            )
    return ("", "") if (one, many) == BY_KEY[key].usual(language) else (one, many)


def _refuse_doubles(words: Wanted) -> None:
    """Two concepts of one name could not be told apart any more."""
    for language in LANGUAGES:
        called: dict[str, str] = {}
        for term in TERMS:
            for one in {*_called(words, term.key, language)}:
                other = called.setdefault(one.lower(), term.key)
                if other != term.key:
                    raise Invalid(
                        f"{term.key}-{language}",
                        _("“%(word)s” is the name of another concept already. Choose another."),
                        word=one,
                    )


def _called(words: Wanted, key: str, language: str) -> tuple[str, str]:
    pair = words.get((key, language), ("", ""))
    return pair if pair[0] else BY_KEY[key].usual(language)
