"""Names as people write them, found among names that are known. Pure: names in, keys and scores out.

A name is compared in tiers. First as written, but for width, script, case, blanks and punctuation. Then reduced:
without the place that all of them belong to (汐州市教育局, 市教育局, 教育局), with the endings that are used for one
another (委员会/委, 人民政府/政府, 办公室/办), without small words, in any order (Department of Finance, Finance
Department). What one tier finds more than once is not decided but shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Generic, TypeVar

from throughline.lib.text import HAN, to_simplified

T = TypeVar("T", bound=Hashable)

NEAREST = 5
#: As many are shown when one name means several.
MOST_EQUAL = 20
#: Below this likeness a suggestion misleads more than it helps.
LEAST = 0.5
#: An abbreviation made of a name's characters in their order: 发改委 of 发展和改革委员会.
ABBREVIATION = 0.9

SMALL_WORDS = frozenset("the of and for a an in on to".split())
PLACE_WORDS = frozenset("city municipal municipality".split())
BODY_WORDS = frozenset(
    "department bureau ministry office commission committee agency authority administration centre company".split()
)
_SAME_WORDS = {"dept": "department", "govt": "government", "center": "centre", "programme": "program"}
_LONGEST = 200

_HAN_RUN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W_]+")
_PLACES = (
    re.compile("^(.{1,8})(自治[区州县]|[省市县区州盟旗镇乡])(?=(?:人民)?政府$|$)"),
    re.compile("^(.{1,8}?)(自治[区州县]|[省市县区盟旗镇乡])"),  # not 州, which is often part of a name
)
_ENDINGS = (
    ("委员会", "委"),
    ("办公室", "办"),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("人民政府", "政府"),
    ("有限责任公司", ""),
    ("有限公司", ""),
)
_GOVERNMENT = re.compile("(?<=[省市县区州盟旗镇乡])政府$")
_BRACKETS = re.compile(r"[(\[{（【〔「《<].*?[)\]}）】〕」》>]")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """The one that is meant; or, when that is open, the nearest with their likeness from 0 to 1, best first."""

    exact: T | None
    near: list[tuple[T, float]]


def plain_key(name: str) -> str:
    """The name without width, script, case, blanks and punctuation."""
    folded = to_simplified(unicodedata.normalize("NFKC", name)).casefold().replace("&", " and ")
    return "".join(character for character in folded if character.isalnum())


def without_bodies(name: str) -> str:
    """An English name without the words for what kind of body it is: Department of Finance → finance."""
    return " ".join(word for word in _words(name) if word not in BODY_WORDS and word not in SMALL_WORDS)


def is_chinese(name: str) -> bool:
    """Whether Chinese characters stand in it."""
    return bool(_HAN_RUN.search(name))


def place_of(name: str) -> frozenset[str]:
    """The place words of a root's name, which those below it carry or leave out: 汐州市人民政府 → 汐州市, 汐州, 市.

    In English the words of its name but for "city" and "government": Averholm City Government → averholm.
    """
    if is_chinese(name):
        found = next(filter(None, (pattern.match(plain_key(name)) for pattern in _PLACES)), None)
        return frozenset({found[0], found[1], found[2]}) if found else frozenset()
    words = set(_words(name)) - SMALL_WORDS - PLACE_WORDS - BODY_WORDS - {"government", "council"}
    return frozenset(words)


def reduced_keys(name: str, places: frozenset[str] = frozenset()) -> frozenset[str]:
    """The name's reduced forms; two names mean the same when they share one."""
    if is_chinese(name):
        return frozenset(_chinese_keys(plain_key(name), places))
    words = sorted(set(_words(name)) - SMALL_WORDS)
    shorter = [word for word in words if word not in places and word not in PLACE_WORDS]
    return frozenset(" ".join(kept) for kept in (words, shorter) if kept)


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    stripped = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return [
        _SAME_WORDS.get(word, word) for word in _WORD.findall(stripped.replace("'s", "").replace("’s", ""))
    ]


def _chinese_keys(key: str, places: frozenset[str]) -> Iterator[str]:
    starts = {key} | {key[len(place) :] for place in places if key.startswith(place)}
    for start in starts:
        short = start.replace("和", "").replace("与", "").replace("及", "")
        for ending, other in _ENDINGS:
            short = short.replace(ending, other) if short.endswith(ending) else short
        yield from (form for form in {short, _GOVERNMENT.sub("", short)} if len(form) > 1)


class NameIndex(Generic[T]):
    """Known names of things, to be asked for the thing that a written name means."""

    def __init__(
        self, named: Iterable[tuple[T, Iterable[str]]], places: frozenset[str] = frozenset()
    ) -> None:
        """`named` gives each thing with all its names; `places` as from `place_of` are left out when reduced."""
        self._places = places
        self._plain: dict[str, dict[T, None]] = defaultdict(dict)
        self._reduced: dict[str, dict[T, None]] = defaultdict(dict)
        self._grams: dict[str, dict[str, None]] = defaultdict(dict)
        for thing, names in named:
            for name in names:
                self._add(thing, name)

    def _add(self, thing: T, name: str) -> None:
        key = plain_key(name)
        if not key:
            return
        self._plain[key][thing] = None
        for reduced in reduced_keys(name, self._places):
            self._reduced[reduced][thing] = None
        for gram in _grams(key):
            self._grams[gram][key] = None

    def match(self, name: str) -> Match[T]:
        """What `name` means, and what it may mean; nothing for a name without letters or of great length."""
        key = plain_key(name[: _LONGEST + 1])
        if not key or len(name) > _LONGEST:
            return Match(None, [])
        for found in self._tiers(name, key):
            if len(found) == 1:
                return Match(next(iter(found)), [])
            if found:
                return Match(None, [(thing, 1.0) for thing in islice(found, MOST_EQUAL)])
        return Match(None, self._near(key))

    def _tiers(self, name: str, key: str) -> Iterator[dict[T, None]]:
        yield self._plain.get(key, {})
        yield self._sharing(name)
        without = _BRACKETS.sub("", name)
        if without != name:
            yield self._plain.get(plain_key(without), {})
            yield self._sharing(without)

    def _sharing(self, name: str) -> dict[T, None]:
        found: dict[T, None] = {}
        for reduced in sorted(reduced_keys(name, self._places), key=len, reverse=True):
            found |= self._reduced.get(reduced, {})
        return found

    def _near(self, key: str) -> list[tuple[T, float]]:
        shared: dict[str, int] = defaultdict(int)
        for gram in _grams(key):
            for known in self._grams.get(gram, ()):
                shared[known] += 1
        best = sorted(shared, key=lambda known: (-shared[known], abs(len(known) - len(key)), known))[
            : NEAREST * 10
        ]
        scores: dict[T, float] = {}
        for known in best:
            score = likeness(key, known)
            for thing in self._plain[known]:
                if score >= max(LEAST, scores.get(thing, 0)):
                    scores[thing] = score
        return sorted(scores.items(), key=lambda item: -item[1])[:NEAREST]


def likeness(one: str, other: str) -> float:
    """How alike two keys are, from 0 to 1; an abbreviation is near what it abbreviates."""
    score = SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((one, other), key=len)
    if is_chinese(short) and len(short) > 2 and _abbreviates(short, long):
        score = max(score, ABBREVIATION)
    return round(min(score, 0.99), 3)


def _abbreviates(short: str, long: str) -> bool:
    """Whether all characters of `short` stand in `long` in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _grams(key: str) -> set[str]:
    """Pairs of neighbours; in Chinese single characters too, of which a name has few."""
    pairs = {key[at : at + 2] for at in range(len(key) - 1)}
    return pairs | set(key) if is_chinese(key) or len(key) < 2 else pairs
