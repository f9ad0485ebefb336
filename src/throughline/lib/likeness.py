"""How much two texts say the same, in Chinese and in English; and which texts of many are alike.

A text becomes pieces: pairs of Chinese characters, stems of English words and pairs of them. Rare pieces weigh more.
Numbers and days are kept apart, as evidence for whoever judges. Texts of different languages share no piece: of them
only numbers and days can be compared.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from throughline.lib.text import HAN, fold

#: A piece on more texts than this (or this share of all) leads nobody to its text: it is on too many.
COMMON_AT_LEAST = 60
COMMON_SHARE = 0.01
#: So many of a text's rarest pieces look for its like.
PROBES = 16

_HAN_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(r"[a-z][a-z'’-]*[a-z]|[a-z]", re.IGNORECASE)
_DAY = re.compile(
    r"(?:19|20|21)\d{2}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号]|底|末)?"
    r"|(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:\s+\d{1,2}(?!\d),?)?(?:\s+(?:19|20|21)\d{2})?|\b(?:19|20|21)\d{2}(?:-\d{1,2}(?:-\d{1,2})?)?\b"
)
#: A figure before a capital letter is a name: 5G, 4K.
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(?:\d+(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\dA-Z])")
_HAN_SMALL = str.maketrans("", "", "的和与及等了在对把将并也为以于中")
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "e")
_SMALL = frozenset(
    "a an the and or of to in on for by with at from as is are be been was were will shall should must may can "
    "that this these those it its their our we they he she you which who whose all any each every other such "
    "than then also more most into over under per not no".split()
)
#: Words that every plan uses on every page say little about which matter is meant.
_WORN_HAN = frozenset(
    "推进 加强 加快 建设 工作 完成 开展 实施 落实 进一 一步 促进 提高 提升 完善 发展 建立 健全 "
    "深入 积极 支持 推动 有关 相关 年底 底前 项目 任务 力度 加大 管理 服务 机制 体系".split()
)
_WORN_WORDS = frozenset(
    "implement develop ensur support continu improv increas provid work includ use promot establish plan program "
    "programm project new public govern agenc depart city communit".split()
)
WORN = 0.35


@dataclass(frozen=True)
class Text:
    """What a text is compared by. `pieces` are language's own; `numbers` are plain values, without those of days."""

    pieces: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    chinese: bool


def text_of(written: str) -> Text:
    """The pieces, numbers and days of a text."""
    plain = fold(written)
    days = frozenset(re.sub(r"\s", "", day).lower() for day in _DAY.findall(plain))
    rest = _DAY.sub(" ", plain)
    numbers = frozenset(re.sub("[,，]", "", number) for number in _NUMBER.findall(rest))
    runs = [run.translate(_HAN_SMALL) for run in _HAN_RUN.findall(rest)]
    pieces = {run[place : place + 2] for run in runs for place in range(len(run) - 1)}
    han = sum(map(len, runs))
    words = [stem(word) for word in _WORD.findall(rest) if word.lower() not in _SMALL]
    pieces.update(words)
    pieces.update(f"{first} {second}" for first, second in pairwise(words))
    return Text(frozenset(pieces), numbers, days, han > len(words))


def stem(word: str) -> str:
    """An English word without its usual endings; short words stay as they are."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= 4:
            return low[: -len(suffix)]
    return low


class Weights:
    """How much each piece says: the rarer among the texts known, the more."""

    def __init__(self, texts: Iterable[Text] = ()) -> None:
        self.spread: Counter[str] = Counter()
        self.count = 0
        self._known: dict[str, float] = {}
        self._wholes: dict[frozenset[str], float] = {}
        for text in texts:
            self.spread.update(text.pieces)
            self.count += 1

    def of(self, piece: str) -> float:
        """The weight of a piece; one that was never seen is as heavy as one seen once."""
        weight = self._known.get(piece)
        if weight is None:
            weight = math.log(1 + (self.count + 50) / (1 + self.spread[piece]))
            weight *= WORN if piece in _WORN_HAN or piece in _WORN_WORDS else 0.6 if " " in piece else 1.0
            self._known[piece] = weight
        return weight

    def whole(self, text: Text) -> float:
        """The weight of all that a text says."""
        if text.pieces not in self._wholes:
            self._wholes[text.pieces] = self.sum(text.pieces)
        return self._wholes[text.pieces]

    def sum(self, pieces: Iterable[str]) -> float:
        """The weight of several pieces together."""
        return math.fsum(map(self.of, pieces))  # the same in whatever order they come


def holding(asked: Text, written: Iterable[tuple[int, str]]) -> list[int]:
    """The keys of texts that hold enough of the pieces of one to be worth reading; much cheaper than reading them."""
    pieces = [piece for piece in asked.pieces if " " not in piece]
    least = max(min(2, len(pieces)), len(pieces) // 4)
    found = []
    for key, text in written:
        plain = fold(text).lower()
        if least and sum(piece in plain for piece in pieces) >= least:
            found.append(key)
    return found


def likeness(first: Text, second: Text, weights: Weights) -> float:
    """From 0 (nothing in common) to 1 (the same pieces).

    Half of it is what both share of all they say, half what the shorter one shares with the longer: a heading and
    the sentence that carries it out are alike.
    """
    shared = weights.sum(first.pieces & second.pieces)
    if not shared:
        return 0.0
    one, other = weights.whole(first), weights.whole(second)
    within = shared / min(one, other) if min(len(first.pieces), len(second.pieces)) >= 4 else 0.0
    return min(1.0, shared / (one + other) + within / 2)


def candidates(texts: Mapping[int, Text], weights: Weights) -> Iterator[tuple[int, int]]:
    """Pairs of keys whose texts share what few texts have; each once, the smaller key first.

    An inverted index over the rarest pieces of each text, so that the work grows with the texts and not with their
    pairs. Texts of the very same pieces are paired with the first of them only.
    """
    common = max(COMMON_AT_LEAST, int(len(texts) * COMMON_SHARE))
    probes = {key: _probes(text, weights, common) for key, text in texts.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    firsts: dict[frozenset[str], int] = {}
    for key in sorted(texts):
        if not texts[key].pieces:
            continue
        same = firsts.setdefault(texts[key].pieces, key)
        if same != key:
            yield same, key
            continue
        met = Counter(other for piece in probes[key] for other in holders.get(piece, ()))
        for other, times in met.items():
            if times >= min(2, len(probes[key]), len(probes[other])):
                yield other, key
        for piece in probes[key]:
            holders[piece].append(key)


def _probes(text: Text, weights: Weights, common: int) -> list[str]:
    rare = [piece for piece in text.pieces if weights.spread[piece] <= common]
    return sorted(rare, key=lambda piece: (weights.spread[piece], piece))[:PROBES]


@dataclass(frozen=True)
class Part:
    """A stretch of a text, and whether the other text has it too."""

    text: str
    shared: bool


_TOKEN = re.compile(rf"[{HAN}]|[^\W_]+|\s+|.", re.DOTALL)


def side_by_side(first: str, second: str) -> tuple[list[Part], list[Part]]:
    """Both texts cut into stretches that the other one has, and those that it has not; joined they are the texts."""
    one, other = _TOKEN.findall(first), _TOKEN.findall(second)
    matcher = SequenceMatcher(
        None, [fold(t).lower() for t in one], [fold(t).lower() for t in other], autojunk=False
    )
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        _add(left, one[a:b], shared=kind == "equal")
        _add(right, other[c:d], shared=kind == "equal")
    return left, right


def _add(parts: list[Part], tokens: Sequence[str], *, shared: bool) -> None:
    if tokens:
        parts.append(Part("".join(tokens), shared))
