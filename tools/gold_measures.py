"""Measures over judged sentences, their intervals, and what confidence is worth on data held back."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from tools.gold_judging import Judged, summed

DRAWS = 1000
FEW_DOCUMENTS = 4
BANDS = ((0.9, 1.01), (0.75, 0.9), (0.6, 0.75), (0.0, 0.6))
#: F1 of commitments, targets and leads, and the share of deadlines, that the reader is to reach.
BARS = {"commitment": 0.88, "targets": 0.80, "lead": 0.88, "deadline": 0.88}


def f1(name: str) -> Callable[[Counter[str]], float | None]:
    """The harmonic mean of precision and recall, None where nothing was there to find or found."""

    def measure(total: Counter[str]) -> float | None:
        right = total[f"{name}_tp"]
        all_of = 2 * right + total[f"{name}_fp"] + total[f"{name}_fn"]
        return 2 * right / all_of if all_of else None

    return measure


def share(part: str, whole: str) -> Callable[[Counter[str]], float | None]:
    """A share, None of nothing."""
    return lambda total: total[part] / total[whole] if total[whole] else None


MEASURES: tuple[tuple[str, str, Callable[[Counter[str]], float | None]], ...] = (
    ("commitment", "commitments, F1", f1("commitment")),
    ("targets", "target records, F1", f1("targets")),
    ("lead", "lead organizations, F1", f1("lead")),
    ("deadline", "deadlines right", share("deadline_right", "deadline_of")),
    ("invented", "deadlines given where there is none", share("invented", "invented_of")),
    ("speaker", "speakers right", share("speaker_right", "speaker_of")),
)


def interval(
    made: Sequence[Judged], measure: Callable[[Counter[str]], float | None]
) -> tuple[float, float] | None:
    """The middle 95 % of the measure over DRAWS draws with replacement: of documents, else of sentences."""
    by_document: dict[str, list[Judged]] = defaultdict(list)
    for each in made:
        by_document[each.gold["doc"]].append(each)
    units = [summed(each) for each in by_document.values()]
    if len(units) < FEW_DOCUMENTS:
        units = [each.counts for each in made]
    draw = random.Random(len(units))  # noqa: S311  the same file every time; no secret hangs on it
    values = []
    for _ in range(DRAWS):
        total: Counter[str] = Counter()
        for chosen in draw.choices(units, k=len(units)):
            for name, number in chosen.items():
                total[name] += number
        value = measure(total)
        if value is not None:
            values.append(value)
    values.sort()
    return (values[int(0.025 * len(values))], values[int(0.975 * len(values))]) if values else None


def base(name: str, total: Counter[str]) -> str:
    """What a measure rests on."""
    if name in ("commitment", "targets", "lead"):
        return f"{total[name + '_tp']} right, {total[name + '_fp']} too many, {total[name + '_fn']} missed"
    part, whole = {
        "deadline": ("deadline_right", "deadline_of"),
        "invented": ("invented", "invented_of"),
        "speaker": ("speaker_right", "speaker_of"),
    }[name]
    return f"{total[part]} of {total[whole]}"


def rows(made: Sequence[Judged]) -> list[str]:
    """A table row per measure."""
    total = summed(made)
    told = []
    for name, label, measure in MEASURES:
        value, between = measure(total), interval(made, measure)
        if value is None or between is None:
            told.append(f"| {label} | – | – | none labelled |  |")
            continue
        bar = BARS.get(name)
        reached = "" if bar is None else f"{bar:.2f} " + ("reached" if value >= bar else "**missed**")
        told.append(
            f"| {label} | {value:.2f} | {between[0]:.2f}–{between[1]:.2f} | {base(name, total)} | {reached} |"
        )
    return told


Pairs = list[tuple[float, bool]]


def pairs(made: Iterable[Judged]) -> Pairs:
    """(confidence, right or not) of every finding on a labelled sentence."""
    found: Pairs = []
    for name, number in summed(made).items():
        if name.startswith("sure_"):
            _sure, confidence, outcome = name.split("_")
            found += [(float(confidence), outcome == "right")] * number
    return sorted(found)


def fitted(seen: Pairs) -> Callable[[float], float]:
    """A rising curve from confidence to the share that was right (pool adjacent violators, one doubt added)."""
    pools: list[list[float]] = []  # right, number, lowest confidence
    for confidence, right in seen:
        pools.append([float(right), 1.0, confidence])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2]]

    def curve(confidence: float) -> float:
        below = [pool for pool in pools if pool[2] <= confidence] or pools[:1]
        right, number, _ = below[-1]
        return (right + 0.5) / (number + 1)

    return curve


def halves(made: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """The documents in two halves of about as many sentences, the largest first to the smaller half."""
    sizes = Counter(each.gold["doc"] for each in made)
    first: set[str] = set()
    sums = [0, 0]
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        which = int(sums[0] > sums[1])
        sums[which] += size
        if which == 0:
            first.add(name)
    inside = [each for each in made if each.gold["doc"] in first]
    return inside, [each for each in made if each.gold["doc"] not in first]


def held_back(made: Sequence[Judged]) -> Pairs:
    """Confidence fitted on one half of the documents and told of the other, both ways round."""
    one, other = halves(made)
    told: Pairs = []
    for learnt, tried in ((one, other), (other, one)):
        curve = fitted(pairs(learnt))
        told += [(round(curve(confidence), 2), right) for confidence, right in pairs(tried)]
    return told


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval)."""
    z, share_ = 1.96, right / number
    middle = share_ + z * z / (2 * number)
    half = z * sqrt(share_ * (1 - share_) / number + z * z / (4 * number * number))
    return (middle - half) / (1 + z * z / number), (middle + half) / (1 + z * z / number)


def reliability(found: Pairs) -> list[str]:
    """A table row per band of confidence."""
    told = []
    for low, high in BANDS:
        inside = [(confidence, right) for confidence, right in found if low <= confidence < high]
        band = f"{low:.2f} and above" if high > 1 else f"{low:.2f} to {high:.2f}"
        if not inside:
            told.append(f"| {band} | 0 | – | – | – |")
            continue
        right = sum(ok for _, ok in inside)
        between = wilson(right, len(inside))
        mean = sum(confidence for confidence, _ in inside) / len(inside)
        told.append(
            f"| {band} | {len(inside)} | {mean:.2f} | {right / len(inside):.2f} | {between[0]:.2f}–{between[1]:.2f} |"
        )
    return told
