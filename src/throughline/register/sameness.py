"""Whether two tasks may be the same matter: pure, on plain values. What speaks for it and against it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from throughline.lib.likeness import Text, Weights, candidates, holding, likeness, text_of

#: From these scores on a pair is suggested, and taken to be likely or near certain. Measured: docs/duplicates.md.
POSSIBLE, LIKELY, CERTAIN = 0.42, 0.55, 0.75
#: What each piece of evidence adds to the likeness of the wording, or takes from it.
SAME_NUMBERS, OTHER_NUMBERS = 0.08, -0.15
OTHER_DAYS = -0.08
SAME_DUE, OTHER_YEAR = 0.04, -0.06
SAME_LEAD, OTHER_LEAD = 0.05, -0.05


@dataclass(frozen=True)
class Matter:
    """A task as it is compared. `text` is its wording, `more` what else holds numbers (its work standard)."""

    key: int
    text: str
    more: str = ""
    lead: int | None = None
    due_on: date | None = None
    lists: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """Two matters with their score from 0 to 1 and what it rests on.

    `wording` is the likeness of the texts alone. `only_first` and `only_second` are numbers that the other one does
    not name; they count as a difference where each names some. `lead` and `due` are True for the same, False for
    another, None where one of them says nothing.
    """

    first: int
    second: int
    score: float
    wording: float
    numbers: tuple[str, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    lead: bool | None = None
    due: bool | None = None

    @property
    def degree(self) -> str:
        """How sure: "certain" (near it), "likely", "possible"."""
        return "certain" if self.score >= CERTAIN else "likely" if self.score >= LIKELY else "possible"


@dataclass
class Index:
    """Matters made ready for comparing; `weights` are those of all of them."""

    matters: dict[int, Matter]
    texts: dict[int, Text] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)

    @classmethod
    def of(cls, matters: Iterable[Matter]) -> Index:
        """Read the texts of all of them."""
        known = {one.key: one for one in matters}
        texts = {key: text_of(one.text) for key, one in known.items()}
        return cls(known, texts, Weights(texts.values()))


def compared(first: Matter, second: Matter, index: Index) -> Likeness:
    """Two matters of the index held against each other."""
    one, other = index.texts[first.key], index.texts[second.key]
    wording = likeness(one, other, index.weights)
    mine, theirs = _numbers(first, one), _numbers(second, other)
    lead = _same(first.lead, second.lead)
    due = _same(first.due_on, second.due_on)
    score = wording + _of_numbers(mine, theirs, one, other) + _of_lead(lead) + _of_due(first, second)
    if one.days and other.days and not one.days & other.days:
        score += OTHER_DAYS
    if one.chinese != other.chinese:
        score = _across(mine & theirs, lead=lead, due=due)
    return Likeness(
        first.key,
        second.key,
        round(max(0.0, min(score, 1.0)), 3),
        round(wording, 3),
        tuple(sorted(mine & theirs)),
        tuple(sorted(mine - theirs)),
        tuple(sorted(theirs - mine)),
        lead,
        due,
    )


def _across(shared: frozenset[str], *, lead: bool | None, due: bool | None) -> float:
    """Of texts in different languages only numbers, days and units can be compared: never more than likely."""
    telling = [number for number in shared if len(number) > 1]
    if not telling or not (lead and due):
        return 0.0
    return min(POSSIBLE + 0.05 * (len(telling) - 1), LIKELY)


def _numbers(matter: Matter, text: Text) -> frozenset[str]:
    return text.numbers | text_of(matter.more).numbers if matter.more else text.numbers


def _of_numbers(mine: frozenset[str], theirs: frozenset[str], one: Text, other: Text) -> float:
    """Numbers in the wording that contradict each other tell two matters apart; those that agree join them."""
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return OTHER_NUMBERS
    if one.numbers and other.numbers and one.numbers ^ other.numbers:
        return OTHER_NUMBERS / 2
    return SAME_NUMBERS if mine & theirs else 0.0


def _of_lead(same: bool | None) -> float:  # noqa: FBT001
    return 0.0 if same is None else SAME_LEAD if same else OTHER_LEAD


def _of_due(first: Matter, second: Matter) -> float:
    if first.due_on is None or second.due_on is None:
        return 0.0
    if first.due_on == second.due_on:
        return SAME_DUE
    return OTHER_YEAR if first.due_on.year != second.due_on.year else 0.0


def _same(first: object, second: object) -> bool | None:
    return None if first is None or second is None else first == second


def alike(
    index: Index,
    *,
    apart: frozenset[tuple[int, int]] = frozenset(),
    across: bool = True,
    least: float = POSSIBLE,
    most: int = 500,
) -> list[Likeness]:
    """The pairs that may be the same matter, the surest first; at most so many.

    `apart` are pairs (the smaller key first) on which somebody has decided. `across`: only pairs that do not stand on
    a common list.
    """
    found = []
    for first, second in _pairs(index):
        if (first, second) in apart:
            continue
        one, other = index.matters[first], index.matters[second]
        if across and one.lists & other.lists:
            continue
        pair = compared(one, other, index)
        if pair.score >= least:
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))[:most]


def _pairs(index: Index) -> Iterable[tuple[int, int]]:
    """Pairs by their wording; and, in different languages, by lead, due day and a number in common."""
    yield from candidates(index.texts, index.weights)
    met: dict[tuple[int, date, str], list[int]] = {}
    for key, one in index.matters.items():
        if one.lead is None or one.due_on is None:
            continue
        for number in index.texts[key].numbers:
            if len(number) > 1:
                met.setdefault((one.lead, one.due_on, number), []).append(key)
    seen = {
        (min(one, other), max(one, other))
        for keys in met.values()
        for place, one in enumerate(keys[:20])
        for other in keys[:place]
        if index.texts[one].chinese != index.texts[other].chinese
    }
    yield from sorted(seen)


def like(
    text: str, known: Mapping[int, Matter], *, lead: int | None = None, due_on: date | None = None
) -> list[Likeness]:
    """Which of the known matters a new wording looks like, the surest first; `first` is 0 for the new one."""
    asked = Matter(0, text, lead=lead, due_on=due_on)
    near = holding(text_of(text), ((key, one.text) for key, one in known.items()))
    index = Index.of([asked, *(known[key] for key in near)])
    found = [compared(asked, known[key], index) for key in near]
    return sorted((p for p in found if p.score >= LIKELY), key=lambda pair: (-pair.score, pair.second))
