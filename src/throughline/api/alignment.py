"""Alignment with the plan above: its clauses, ours beside them, targets compared; and what is said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from throughline.accounts.permissions import allowed, may
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import REFUSALS
from throughline.exchange.alignment_export import carried
from throughline.indicators.alignment import targets_beside
from throughline.lib.refusal import NotThere
from throughline.plans.actions.alignments import align, call_not_ours, withdraw_alignment
from throughline.plans.alignment import AlignmentTable, alignment_table
from throughline.plans.models import Alignment, Plan
from throughline.plans.queries import find_plan

router = Router(tags=["plans"])


class OurClauseOut(Schema):
    """What was said of a clause above; `clause` and `text` are null where it is not ours."""

    id: int = Field(alias="row.pk")
    kind: str = Field(alias="row.kind")
    note: str = Field(alias="row.note")
    aligned_at: datetime = Field(alias="row.aligned_at")
    clause: int | None = Field(alias="row.ours_id")
    text: str | None = Field(None, alias="wording.text")


class SuggestedOut(Schema):
    """A clause of ours that may carry out the one above."""

    clause: int = Field(alias="wording.clause_id")
    text: str = Field(alias="wording.text")
    likeness: float


class BesideOut(Schema):
    """A target above beside ours: equal, stronger, weaker, other_unit, open or missing; `later`: due after it."""

    above: str
    ours: str | None
    verdict: str
    later: bool


class AboveOut(Schema):
    """A clause of the plan above; a gap where `aligned` is empty."""

    clause: int
    heading: str
    number: str
    text: str
    aligned: list[OurClauseOut]
    suggested: list[SuggestedOut]
    targets: list[BesideOut]


class UnfoundedOut(Schema):
    """A clause of ours that carries out none above."""

    clause: int = Field(alias="clause_id")
    text: str


class AlignmentOut(Schema):
    """The table of alignment of a plan with the one that it carries out."""

    above: str | None
    rows: list[AboveOut]
    unfounded: list[UnfoundedOut]


def _plan(request: HttpRequest, slug: str) -> Plan:
    plan = find_plan(slug, request.user)
    if plan.parent is not None and not may(request.user, "plans.view", plan.parent):
        raise NotThere
    return plan


def _told(plan: Plan, table: AlignmentTable) -> dict[str, Any]:
    beside = targets_beside(carried(table))
    return {
        "above": plan.parent.slug if plan.parent else None,
        "unfounded": table.unfounded,
        "rows": [
            {
                "clause": row.wording.clause_id,
                "heading": row.heading,
                "number": row.wording.number,
                "text": row.wording.text,
                "aligned": row.aligned,
                "suggested": row.suggested,
                "targets": [
                    {
                        "above": str(one.above),
                        "ours": str(one.ours) if one.ours else None,
                        "verdict": one.verdict,
                        "later": one.later,
                    }
                    for one in beside.get(row.wording.clause_id, ())
                ],
            }
            for row in table.rows
        ],
    }


@router.get("/plans/{slug}/alignment", response={200: AlignmentOut, **REFUSALS})
def get_alignment(request: HttpRequest, slug: Word) -> dict[str, Any]:
    """The clauses of the plan above with ours beside them, in the order of its text; and ours without one above."""
    plan = _plan(request, slug)
    return _told(plan, alignment_table(plan))


class Pair(Schema):
    """A clause above and the one of ours that carries it out so far."""

    above: Key
    ours: Key
    kind: Literal["full", "partly", "beyond"] = "full"


class Alignments(Schema):
    """Clauses to align; or those above that are not ours, which needs a note."""

    pairs: list[Pair] = []
    not_ours: list[Key] = []
    note: Text = ""


@router.post("/plans/{slug}/alignment", response={200: AlignmentOut, **REFUSALS})
def set_alignment(request: HttpRequest, slug: Word, given: Alignments) -> dict[str, Any]:
    """Align clauses with those above, or call them not ours; gives the table as it stands then."""
    plan = _plan(request, slug)
    if given.not_ours:
        call_not_ours(plan, given.not_ours, by=request.user, reason=given.note)
    if given.pairs or not given.not_ours:
        pairs = [(one.above, one.ours, one.kind) for one in given.pairs]
        align(plan, pairs, by=request.user, note=given.note)
    return _told(plan, alignment_table(plan))


@router.post("/alignments/{key}/withdraw", response={200: AlignmentOut, **REFUSALS})
def free_alignment(request: HttpRequest, key: Key) -> dict[str, Any]:
    """Set a clause above free again."""
    plans = allowed(request.user, "plans.view", Plan.objects.all())
    row = Alignment.objects.filter(pk=key, plan__in=plans.order_by().values("pk")).first()
    if row is None:
        raise NotThere
    withdraw_alignment(row, by=request.user)
    return _told(row.plan, alignment_table(row.plan))
