"""The year's end of a register: reconciliation, stage goals, carrying over."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Line, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.paging import MOST, Paging, page
from throughline.api.shapes.year_end import CarriedOut, GoalOut, JudgementOut, ReckoningOut, ReconciliationOut
from throughline.delivery.actions import claim_outcomes, decide_outcomes, judge_goal
from throughline.delivery.choices import Verdict
from throughline.delivery.models import GoalJudgement
from throughline.delivery.queries.reconciliation import (
    Judged,
    Reckoning,
    balance,
    goals_of,
    listed,
    reckoned,
    reckonings,
)
from throughline.documents.models import Document
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Post
from throughline.register.actions import create_next
from throughline.register.models import Entry, Register, StageGoal
from throughline.workflows.carry_over import carry_over

router = Router(tags=["year's end"])
Kind = Literal["done", "not_done", "carried_over"]


class Shown(Paging):
    """Which rows: those of one outcome, of "open" (undecided), "differing" (unit and office differ) or "unsaid" (the
    unit owes its word), else all.
    """

    show: Literal["", "open", "done", "not_done", "carried_over", "cancelled", "differing", "unsaid"] = ""


def _register(request: HttpRequest, act: str, slug: str) -> Register:
    found = allowed(request.user, act, Register.objects.filter(slug=slug)).first()
    if found is None:
        raise NotThere
    return found


@router.get("/registers/{slug}/reconciliation", response={200: ReconciliationOut, **REFUSALS})
def get_reconciliation(request: HttpRequest, slug: Word, query: Query[Shown]) -> dict[str, Any]:
    """What became of each task at home on the register (年终对账), in the register's order, with the year's figures."""
    register = _register(request, "register.view", slug)
    found = page(listed(register, request.user, query.show), query, "position")
    return {**found, "rows": reckonings(found["rows"]), "balance": balance(register, request.user)}


@router.get("/registers/{slug}/stage-goals", response={200: list[GoalOut], **REFUSALS})
def list_goals(request: HttpRequest, slug: Word) -> list[Judged]:
    """The register's stage goals with their judgements."""
    return goals_of(_register(request, "register.view", slug))


class Chosen(Schema):
    """Places on the register, by the `id` of the reconciliation's rows; `seen` are their versions as they were read."""

    rows: Annotated[list[Key], Field(min_length=1, max_length=MOST)]
    seen: dict[int, int] | None = None


class WordIn(Chosen):
    """The lead unit's word on what became of its tasks; `later_on` is the date it asks for when carried over."""

    claim: Kind
    reason: Text
    later_on: date | None = None


class DecisionIn(Chosen):
    """What the office decides; `kind` "" takes what the data propose, "as_said" each unit's own word. `approved_by`
    and `document` are keys.
    """

    kind: Literal["", "as_said", Kind]
    reason: Text = ""
    follow_up: Text = ""
    done_on: date | None = None
    later_on: date | None = None
    approved_by: Key | None = None
    document: Key | None = None


def _places(request: HttpRequest, register: Register, act: str, keys: list[int]) -> list[Entry]:
    rows = list(allowed(request.user, act, reckoned(register, request.user).filter(pk__in=keys)))
    if len(rows) != len(set(keys)):
        raise NotThere
    return rows


def _told(register: Register, request: HttpRequest, keys: list[int]) -> list[Reckoning]:
    return reckonings(list(listed(register, request.user).filter(pk__in=keys)))


@router.post("/registers/{slug}/reconciliation/words", response={200: list[ReckoningOut], **REFUSALS})
def say_words(request: HttpRequest, slug: Word, given: WordIn) -> list[Reckoning]:
    """The lead unit says what became of its tasks; all or none."""
    register = _register(request, "register.view", slug)
    rows = _places(request, register, "delivery.claim_outcome", given.rows)
    told = given.dict(include={"claim", "reason", "later_on", "seen"})
    claim_outcomes(rows, by=request.user, **told)
    return _told(register, request, given.rows)


@router.post("/registers/{slug}/reconciliation/decisions", response={200: list[ReckoningOut], **REFUSALS})
def decide(request: HttpRequest, slug: Word, given: DecisionIn) -> list[Reckoning]:
    """The supervision office decides what became of tasks; all or none. In a closed year it is a correction."""
    register = _register(request, "register.view", slug)
    rows = _places(request, register, "delivery.decide_outcome", given.rows)
    told = given.dict(include={"kind", "reason", "follow_up", "done_on", "later_on", "seen"})
    named = {
        "approved_by": _named(Post.objects.all(), given.approved_by),
        "document": _named(allowed(request.user, "documents.view", Document.objects.all()), given.document),
    }
    decide_outcomes(rows, by=request.user, **told, **named)
    return _told(register, request, given.rows)


def _named(rows: Any, key: int | None) -> Any:
    if key is None:
        return None
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotThere
    return found


class JudgementIn(Schema):
    """Whether the goal was reached, and what shows it."""

    verdict: Verdict
    statement: Text
    judged_on: date | None = None


@router.post("/stage-goals/{key}/judgements", response={201: JudgementOut, **REFUSALS})
def judge(request: HttpRequest, key: Key, given: JudgementIn) -> Status[GoalJudgement]:
    """Judge a stage goal; an earlier judgement stays beside it."""
    goal = allowed(request.user, "delivery.judge_goal", StageGoal.objects.filter(pk=key)).first()
    if goal is None:
        raise NotThere
    return Status(201, judge_goal(goal, by=request.user, **given.dict()))


class NextIn(Schema):
    """The title and first day of the next year's register."""

    title: Line
    starts_on: date


@router.post("/registers/{slug}/carry-over", response={200: CarriedOut, **REFUSALS})
def carry(request: HttpRequest, slug: Word, given: NextIn) -> dict[str, Any]:
    """Carry over what was decided so to the next year's register, which is made when there is none yet.

    Done twice, nothing happens twice: `already` counts what had been carried over before.
    """
    register = _register(request, "delivery.close_register", slug)
    onto = create_next(register, by=request.user, **given.dict())
    result = carry_over(register, onto, by=request.user)
    return {"register_slug": onto.slug, "made": len(result.made), "already": len(result.already)}
