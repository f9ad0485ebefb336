"""Commitment, fact, opinion or none of them: a sum of weighted features, so that each decision can be explained."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

from throughline.reading import features_en, features_zh
from throughline.reading.passage import Passage
from throughline.reading.weights import EN, ZH, Row

LABELS = ("commitment", "fact", "opinion", "other")
TELLING = 0.3
"""A feature is named as a reason when it moved the winning label by at least so much against the runner-up."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The likeliest label, how likely each is (they add up to 1), and the features that decided, strongest first.

    `moved` says by how much each feature moved that label against the runner-up; `told` are the shares and the
    moves in few decimals. Sentences that show the same features share one verdict: nobody changes what is in it.
    """

    label: str
    shares: dict[str, float]
    reasons: list[str]
    moved: dict[str, float]
    told: tuple[dict[str, float], dict[str, float]] = field(default=({}, {}), compare=False)


def classify(passage: Passage, extra: dict[str, float] | None = None) -> Verdict:
    """The label of one sentence; `extra` are features that other stages found (a target, a responsible body)."""
    seen = features(passage) | (extra or {})
    seen = features_zh.settled(seen) if passage.language == "zh" else seen
    return _decided(tuple(seen.items()), passage.language == "zh")


@lru_cache(maxsize=20_000)
def _decided(seen: tuple[tuple[str, float], ...], chinese: bool) -> Verdict:  # noqa: FBT001
    """The verdict about features; the sentences of a document share few sets of them."""
    return verdict(dict(seen), ZH if chinese else EN)


def features(passage: Passage) -> dict[str, float]:
    """The features of a sentence in its language."""
    if passage.language == "zh":
        return features_zh.features(passage)
    return features_en.features(passage)


def verdict(seen: dict[str, float], table: dict[str, Row]) -> Verdict:
    """The label that a table of weights gives to features."""
    scores = list(table["always"])
    for name, value in seen.items():
        for index, weight in enumerate(table[name]):
            scores[index] += weight * value
    shares = _softmax(scores)
    order = sorted(range(len(LABELS)), key=lambda n: -scores[n])
    moved = _moved(seen, table, order[0], order[1])
    reasons = [name for name, size in moved.items() if size >= TELLING]
    told = {label: round(share, 3) for label, share in zip(LABELS, shares, strict=True)}
    return Verdict(
        LABELS[order[0]],
        dict(zip(LABELS, shares, strict=True)),
        reasons,
        moved,
        (told, {name: round(size, 2) for name, size in moved.items()}),
    )


def _softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def _moved(seen: dict[str, float], table: dict[str, Row], winner: int, second: int) -> dict[str, float]:
    moved = {name: value * (table[name][winner] - table[name][second]) for name, value in seen.items()}
    return dict(sorted(moved.items(), key=lambda item: -item[1]))
