"""The table of alignment: the clauses of the plan above, ours beside them, gaps, and suggestions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from throughline.lib.likeness import Text, Weights, holding, likeness, text_of
from throughline.plans.choices import AlignmentKind, Decomposition, WordingKind
from throughline.plans.models import Alignment, Plan, Wording
from throughline.plans.queries import latest_edition

#: A clause of ours is suggested from this likeness on; so many at most.
LEAST, MOST = 0.3, 4
#: What is shorter than this says nothing that could be carried out.
SHORTEST = 8


@dataclass(frozen=True)
class Suggested:
    """A clause of ours that may carry out the one above, with its likeness from 0 to 1."""

    wording: Wording
    likeness: float


@dataclass(frozen=True)
class Aligned:
    """What was said of a clause above; `wording` is ours in the latest edition, None where it is not ours."""

    row: Alignment
    wording: Wording | None


@dataclass(frozen=True)
class AlignmentRow:
    """A clause above with what carries it out; `heading` is the one it stands under."""

    wording: Wording
    heading: str
    aligned: list[Aligned] = field(default_factory=list)
    suggested: list[Suggested] = field(default_factory=list)

    @property
    def is_gap(self) -> bool:
        """Whether nobody has said anything of it."""
        return not self.aligned


@dataclass(frozen=True)
class AlignmentTable:
    """The rows in the order of the text above; `unfounded` are our clauses that carry out none of it."""

    rows: list[AlignmentRow]
    unfounded: list[Wording]

    @property
    def gaps(self) -> list[AlignmentRow]:
        """Clauses above of which nothing is said yet."""
        return [row for row in self.rows if row.is_gap]

    @property
    def decided(self) -> list[AlignmentRow]:
        """The others."""
        return [row for row in self.rows if not row.is_gap]

    def count(self, kind: str) -> int:
        """How many clauses above are carried out so far, or not ours."""
        return sum(any(one.row.kind == kind for one in row.aligned) for row in self.rows)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """By kind, with its name; kinds of which there is none are left out."""
        found = [(str(kind.label), self.count(kind.value)) for kind in AlignmentKind]
        return [(label, number) for label, number in found if number]


def alignment_table(plan: Plan, *, suggest: bool = True) -> AlignmentTable:
    """The table of `plan` against the plan that it carries out; empty without one, or without texts. Six queries."""
    above = _commitments(plan.parent)
    ours = _commitments(plan)
    own = {one.clause_id: one for one, _heading in ours}
    said: dict[int, list[Alignment]] = defaultdict(list)
    for row in Alignment.objects.filter(plan=plan).select_related("aligned_by", "ours").order_by("pk"):
        said[row.above_id].append(row)
    shown = _also(own, said)
    suggestions = (
        _suggestions([one for one, _h in above if one.clause_id not in said], own) if suggest else {}
    )
    rows = [
        AlignmentRow(
            one,
            heading,
            [Aligned(row, shown.get(row.ours_id or 0)) for row in said.get(one.clause_id, ())],
            suggestions.get(one.clause_id, []),
        )
        for one, heading in above
    ]
    founded = {row.ours_id for some in said.values() for row in some}
    return AlignmentTable(rows, [one for key, one in own.items() if key not in founded])


def _commitments(plan: Plan | None) -> list[tuple[Wording, str]]:
    """What the latest text of a plan promises, each with the heading above it.

    Those marked as to be decomposed; where none is marked yet, every clause that is no heading and not exempt.
    """
    edition = latest_edition(plan) if plan else None
    if edition is None:
        return []
    rows = list(edition.wordings.select_related("clause__plan").order_by("position"))
    marked = any(one.clause.decomposition == Decomposition.NEEDED for one in rows)
    found, heading = [], ""
    for one in rows:
        if one.kind == WordingKind.HEADING:
            heading = f"{one.number} {one.text}".strip()
        needed = one.clause.decomposition == Decomposition.NEEDED
        plain = one.kind != WordingKind.HEADING and len(one.text) >= SHORTEST
        if needed or (not marked and plain and one.clause.decomposition != Decomposition.EXEMPT):
            found.append((one, heading))
    return found


def _also(own: dict[int, Wording], said: dict[int, list[Alignment]]) -> dict[int, Wording]:
    """Our clauses by key, with those that were aligned but are no commitments of the latest edition."""
    keys = {row.ours_id for some in said.values() for row in some if row.ours_id} - own.keys()
    rows = (
        Wording.objects.filter(clause__in=keys).select_related("clause__plan").order_by("edition__position")
    )
    return {one.clause_id: one for one in rows} | own


def _suggestions(above: Iterable[Wording], own: dict[int, Wording]) -> dict[int, list[Suggested]]:
    """Per clause above those of ours that say much the same."""
    asked = {one.clause_id: text_of(one.text) for one in above}
    known = {key: text_of(one.text) for key, one in own.items()}
    weights = Weights([*asked.values(), *known.values()])
    written = [(key, one.text) for key, one in own.items()]
    return {key: _best(text, known, own, written, weights) for key, text in asked.items()}


def _best(
    text: Text,
    known: dict[int, Text],
    own: dict[int, Wording],
    written: list[tuple[int, str]],
    weights: Weights,
) -> list[Suggested]:
    found = [Suggested(own[key], likeness(text, known[key], weights)) for key in holding(text, written)]
    near = [one for one in found if one.likeness >= LEAST]
    return sorted(near, key=lambda one: (-one.likeness, one.wording.position))[:MOST]


def clauses_holding(plan: Plan, words: str, *, most: int = 50) -> list[Wording]:
    """The clauses of the plan's latest text that hold all of the words, in its order."""
    edition = latest_edition(plan)
    if edition is None:
        return []
    rows = edition.wordings.exclude(kind=WordingKind.HEADING)
    for word in words.split()[:8]:
        rows = rows.filter(text__icontains=word)
    return list(rows.order_by("position")[:most])
