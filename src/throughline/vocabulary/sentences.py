"""A sentence of the program with the city's words in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from throughline.vocabulary.terms import BY_KEY, ENGLISH, Term

#: (one of it, many of it) by the key of the term.
Words = Mapping[str, tuple[str, str]]

#: What is no word of a sentence: places for values, tags, entities, addresses, and what is typed into a terminal.
NO_WORDS = re.compile(
    r"(%\([^)]*\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|\{[^{}]*\}|<[^>]*>|&#?\w+;|https?://\S+"
    r"|“throughline [^”]*”|--[\w-]+|\b[A-Z]+_[A-Z_]+\b)"
)
Change = Callable[[re.Match[str]], str]


def renewed(text: str, source: str, words: Words, language: str) -> str:
    """`text`, which says `source` (the English of the program) in `language`, with the city's words.

    Single pass: a new word is never taken for an old one of another term.
    """
    changing = tuple(
        key for key in sorted(words) if not (BY_KEY[key].kept and _pattern(BY_KEY[key].kept).search(source))
    )
    if not changing:
        return text
    pattern = _finder(changing, language)
    put = _english(words) if language == ENGLISH else _chinese(words)
    parts = NO_WORDS.split(text)
    return "".join(part if at % 2 else pattern.sub(put, part) for at, part in enumerate(parts))


@lru_cache(maxsize=100)
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


@lru_cache(maxsize=1000)
def _finder(keys: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Finds the words of the terms, each in a group named by its key; longer ones first."""
    forms = sorted(((form, key) for key in keys for form in _forms(BY_KEY[key], language)), key=_length)
    if language != ENGLISH:
        return re.compile("|".join(f"(?P<{key}_{at}>{form})" for at, (form, key) in enumerate(forms)))
    inner = "|".join(f"(?P<{key}_{at}>{re.escape(form)})" for at, (form, key) in enumerate(forms))
    return re.compile(rf"(?<![\w-])(?:(?P<article>an?)(?P<gap>\s+))?(?:{inner})(?![\w-])", re.IGNORECASE)


def _forms(term: Term, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.english)) if language == ENGLISH else term.chinese


def _length(form: tuple[str, str]) -> int:
    return -len(form[0])


def _key(found: re.Match[str]) -> tuple[str, str]:
    """The term found, and the word that stood for it."""
    groups = {
        name: word for name, word in found.groupdict().items() if word and name not in ("article", "gap")
    }
    name, word = next(iter(groups.items()))
    return name.rpartition("_")[0], word


def _chinese(words: Words) -> Change:
    return lambda found: words[_key(found)[0]][0]


def _english(words: Words) -> Change:
    def put(found: re.Match[str]) -> str:
        key, word = _key(found)
        one, many = words[key]
        new = (
            many if word.lower() == BY_KEY[key].english[1] and word.lower() != BY_KEY[key].english[0] else one
        )
        return _article(found, new) + _cased(new, word)

    return put


def _cased(new: str, like: str) -> str:
    if like.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if like[0].isupper() else new


def _article(found: re.Match[str], new: str) -> str:
    """“a” or “an” as the new word wants it."""
    article = found["article"]
    if not article:
        return ""
    wanted = "an" if new[0].lower() in "aeiou" else "a"
    return (wanted.capitalize() if article[0].isupper() else wanted) + found["gap"]
