"""Documents and their findings, as pages show them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.documents.choices import FindingLabel, FindingState
from throughline.documents.models import Document, Finding
from throughline.lib.refusal import Invalid, NotThere

HEAVY = ("text", "outline", "damage")
SORTS = ("position", "confidence")
#: What was cut or joined lives on in its pieces, and is no finding of its own any more.
RECUT = (FindingState.MERGED, FindingState.SPLIT)
#: 0 %, 1 %, … 100 % as fractions, as a mass confirmation compares them.
LEVELS = [level / 100 for level in range(101)]


def documents(user: User | None) -> QuerySet[Document]:
    """The documents that `user` may see, latest first, without their texts, each with `open_count`."""
    counted = Finding.objects.filter(document=OuterRef("pk")).order_by().values("document")
    number = counted.exclude(state__in=RECUT).annotate(number=Count("pk"))
    waiting = number.filter(state=FindingState.OPEN)
    found = Document.objects.select_related("organization", "uploaded_by").defer(*HEAVY)
    return allowed(user, "documents.view", found).annotate(
        open_count=Coalesce(Subquery(waiting.values("number")), 0),
        finding_count=Coalesce(Subquery(number.values("number")), 0),
    )


def find_document(key: int, user: User | None) -> Document:
    """The document with its text. Raises NotThere when `user` may not see it."""
    found = Document.objects.select_related("organization", "uploaded_by")
    document = allowed(user, "documents.view", found).filter(pk=key).first()
    if document is None:
        raise NotThere
    return document


def find_finding(key: int, user: User | None) -> Finding:
    """The finding with its document. Raises NotThere when `user` may not see that."""
    finding = Finding.objects.select_related("document").filter(pk=key).first()
    if (
        finding is None
        or not allowed(user, "documents.view", Document.objects.filter(pk=finding.document_id)).exists()
    ):
        raise NotThere
    return finding


def findings(
    document: Document,
    *,
    states: tuple[str, ...] = (),
    label: str = "",
    above: float | None = None,
    sort: str = "position",
) -> QuerySet[Finding]:
    """The findings of a document, by position or by confidence (the surest first). Raises Invalid."""
    if sort not in SORTS:
        raise Invalid("sort", _("The findings can't be sorted by this."))
    found = document.findings.select_related("decided_by")
    if states:
        found = found.filter(state__in=states)
    if label:
        found = found.filter(label=label)
    if above is not None:
        found = found.filter(confidence__gte=above)
    return (
        found.order_by("start", "pk") if sort == "position" else found.order_by("-confidence", "start", "pk")
    )


def next_open(document: Document, after: Finding | None = None, *, sort: str = "position") -> Finding | None:
    """The next finding to be decided: of the kind of `after`, else a commitment, else whatever is left.

    Within a kind the next behind `after` in the order of `sort`, from the start again when there is none behind it.
    """
    waiting = document.findings.filter(state=FindingState.OPEN)
    order = ("start", "pk") if sort == "position" else ("-confidence", "start", "pk")
    if after is None:
        return waiting.order_by(_kinds_first(), *order).first()
    behind = Q(start__gt=after.start) | Q(start=after.start, pk__gt=after.pk)
    if sort != "position":
        behind = Q(confidence__lt=after.confidence) | Q(confidence=after.confidence) & behind
    wrapped = Case(When(behind, then=Value(0)), default=Value(1))
    # A label that was mended on the card is not what the person is going through.
    kind = after.proposal.get("label") or after.label
    return waiting.exclude(pk=after.pk).order_by(_kinds_first(kind), wrapped, *order).first()


def _kinds_first(kind: str = "") -> Case:
    """An order by label: `kind`, then as FindingLabel names them."""
    ranks = (When(label=label, then=Value(rank)) for rank, label in enumerate((kind, *FindingLabel.values)))
    return Case(*ranks, default=Value(len(FindingLabel.values) + 1))


def alive(document: Document) -> QuerySet[Finding]:
    """The findings that count: without those whose pieces or whole took their place."""
    return document.findings.exclude(state__in=RECUT)


def place_of(finding: Finding) -> int:
    """Which of the document's findings it is, counted from 1."""
    before = Q(start__lt=finding.start) | Q(start=finding.start, pk__lt=finding.pk)
    return alive(finding.document).filter(before).count() + 1


def sureness(document: Document, *, commitments: bool = True) -> list[int]:
    """How many open commitments, or others, have a confidence of 0, 1, … 100 %, rounded down."""
    waiting = document.findings.filter(state=FindingState.OPEN)
    tasks = Q(label=FindingLabel.COMMITMENT)
    waiting = waiting.filter(tasks if commitments else ~tasks)
    levels = [0] * len(LEVELS)
    for confidence in waiting.order_by().values_list("confidence", flat=True):
        levels[max(0, bisect_right(LEVELS, confidence) - 1)] += 1
    return levels


@dataclass(frozen=True)
class FindingCounts:
    """How many findings there are by state, and how many open ones by label; every kind is a key.

    `total` leaves out what was merged or split: its pieces count.
    """

    total: int
    states: dict[str, int]
    open_labels: dict[str, int]

    @property
    def open(self) -> int:
        """Those still to be decided."""
        return self.states[FindingState.OPEN]

    @property
    def left(self) -> list[tuple[str, int]]:
        """What is still to be decided by kind, in words; kinds of which nothing is left are not named."""
        return [(str(kind.label), self.open_labels[kind]) for kind in FindingLabel if self.open_labels[kind]]

    @property
    def decided(self) -> int:
        """Those that somebody has decided."""
        return self.total - self.open


def finding_counts(document: Document) -> FindingCounts:
    """The counts of one document, in one query."""
    states: Counter[str] = Counter(dict.fromkeys(FindingState.values, 0))
    labels: Counter[str] = Counter(dict.fromkeys(FindingLabel.values, 0))
    grouped = document.findings.order_by().values_list("state", "label").annotate(number=Count("pk"))
    for state, label, number in grouped:
        states[state] += number
        if state == FindingState.OPEN:
            labels[label] += number
    total = sum(number for state, number in states.items() if state not in RECUT)
    return FindingCounts(total, dict(states), dict(labels))
