"""The plan office's desk: documents with findings to decide, clauses that no task carries out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.desk.queries.unit import MOST
from throughline.documents.models import Document
from throughline.documents.queries import documents
from throughline.plans.choices import Decomposition
from throughline.plans.models import Clause, Plan, Wording
from throughline.register.models import Task


@dataclass(frozen=True)
class Coverage:
    """How many clauses of a plan are to be decomposed, how many of them have no task, how many are undecided."""

    plan: Plan
    needed: int
    uncovered: int
    undecided: int


@dataclass(frozen=True)
class PlanDesk:
    """`documents` have `open_count` findings to decide; `clauses` are uncovered ones with `number` and `text`."""

    documents: list[Document]
    coverage: list[Coverage]
    clauses: list[Clause]


def plan_desk(user: User) -> PlanDesk:
    """What waits for the plan office `user`."""
    waiting = allowed(user, "documents.confirm", documents(user).filter(open_count__gt=0))
    plans = allowed(user, "plans.edit", Plan.objects.all())
    return PlanDesk(
        documents=list(waiting.order_by("-uploaded_at", "-pk")[:MOST]),
        coverage=coverage(plans),
        clauses=list(uncovered(plans)[:MOST]),
    )


def _bare() -> Q:
    return ~Exists(Task.objects.filter(clause=OuterRef("pk")))


def uncovered(plans: QuerySet[Plan]) -> QuerySet[Clause]:
    """Clauses to be decomposed on which no task hangs, each with `number` and `text` of its latest wording."""
    latest = Wording.objects.filter(clause=OuterRef("pk")).order_by("-edition__position")
    rows = Clause.objects.filter(_bare(), plan__in=plans.values("pk"), decomposition=Decomposition.NEEDED)
    named = rows.annotate(
        number=Subquery(latest.values("number")[:1]),
        text=Subquery(latest.values("text")[:1]),
        place=Subquery(latest.values("position")[:1]),
    )
    return named.select_related("plan").order_by("plan__official_order", "plan", "place", "pk")


def coverage(plans: QuerySet[Plan]) -> list[Coverage]:
    """Per plan that has clauses, how far it is decomposed; two queries."""
    needed = Q(decomposition=Decomposition.NEEDED)
    rows = Clause.objects.filter(plan__in=plans.values("pk")).annotate(bare=_bare()).order_by()
    counted = rows.values("plan").annotate(
        needed=Count("pk", filter=needed),
        uncovered=Count("pk", filter=needed & Q(bare=True)),
        undecided=Count("pk", filter=Q(decomposition=Decomposition.UNDECIDED)),
    )
    found = {row.pop("plan"): row for row in counted}
    named = Plan.objects.filter(pk__in=found).order_by("official_order", "pk")
    return [Coverage(plan, **found[plan.pk]) for plan in named]
