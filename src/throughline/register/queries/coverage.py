"""Coverage: every clause that is to be decomposed has a task with unit, person, standard, deadline and requirement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from throughline.indicators.models import Target
from throughline.plans.choices import Decomposition
from throughline.plans.models import Edition, Wording
from throughline.plans.queries import clause_tree
from throughline.register.choices import Lack, TaskState
from throughline.register.models import Task
from throughline.register.rules import lacking

#: The task, or the one that it was merged into, carries its clause out.
CARRIED_OUT = ~Q(state=TaskState.CANCELLED) & (
    Q(merged_into=None) | ~Q(merged_into__state=TaskState.CANCELLED)
)


@dataclass(frozen=True)
class ClauseRow:
    """A clause as its plan's page shows it: how many tasks and targets hang on it, and what its tasks lack."""

    wording: Wording
    tasks: int = 0
    targets: int = 0
    lacks: dict[str, int] = field(default_factory=dict)

    @property
    def needed(self) -> bool:
        """Whether it must become tasks."""
        return self.wording.clause.decomposition == Decomposition.NEEDED

    @property
    def uncovered(self) -> bool:
        """Whether it must become tasks and has none."""
        return self.needed and self.tasks == 0

    @property
    def covered(self) -> bool:
        """Whether it must become tasks, and all of those that it has lack nothing."""
        return self.needed and self.tasks > 0 and not any(self.lacks.values())


@dataclass(frozen=True)
class Coverage:
    """How far an edition is decomposed. `lacks` counts tasks by what they lack; every code is a key."""

    clauses: int
    decomposition: dict[str, int]
    covered: int
    incomplete: int
    uncovered: int
    tasks: int
    lacks: dict[str, int]

    @property
    def needed(self) -> int:
        """Clauses that must become tasks."""
        return self.decomposition[Decomposition.NEEDED]


def clause_rows(edition: Edition) -> list[ClauseRow]:
    """The clause tree of an edition in the order of its text, with counts. Three queries."""
    clauses = edition.wordings.order_by().values("clause")
    live = Task.objects.filter(CARRIED_OUT, clause__in=clauses)
    codes = {f"lack_{code}": Count("pk", filter=_lacking(code)) for code in Lack.values}
    counted = {
        row["clause"]: row for row in live.order_by().values("clause").annotate(tasks=Count("pk"), **codes)
    }
    aimed = Target.objects.filter(clause__in=clauses).order_by().values_list("clause").annotate(n=Count("pk"))
    targets = dict(aimed)
    return [
        _row(wording, counted.get(wording.clause_id, {}), targets.get(wording.clause_id, 0))
        for wording in clause_tree(edition)
    ]


def _lacking(code: str) -> Q:
    """What the task lacks, or the one that stands for it since they were merged."""
    return Q(merged_into=None) & lacking(code) | Q(merged_into__isnull=False) & lacking(code, "merged_into")


def _row(wording: Wording, counted: dict[str, int], targets: int) -> ClauseRow:
    lacks = {code: counted.get(f"lack_{code}", 0) for code in Lack.values}
    return ClauseRow(wording, counted.get("tasks", 0), targets, lacks)


def coverage(rows: list[ClauseRow]) -> Coverage:
    """The same summed up."""
    kinds = Counter(dict.fromkeys(Decomposition.values, 0))
    kinds.update(row.wording.clause.decomposition for row in rows)
    lacks = {code: sum(row.lacks[code] for row in rows) for code in Lack.values}
    covered, uncovered = sum(row.covered for row in rows), sum(row.uncovered for row in rows)
    return Coverage(
        clauses=len(rows),
        decomposition=dict(kinds),
        covered=covered,
        incomplete=kinds[Decomposition.NEEDED] - covered - uncovered,
        uncovered=uncovered,
        tasks=sum(row.tasks for row in rows),
        lacks=lacks,
    )
