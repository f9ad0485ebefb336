"""Ratings, the circulars that told them, and the rules by which they are proposed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.paging import MOST, Paged, Paging, page
from throughline.api.shapes.delivery import CircularDetailOut, CircularOut, RatingOut, RuleSetOut
from throughline.api.shapes.joined import Joined
from throughline.delivery.actions import circulate, confirm_rating, dismiss_rating, explain_rating
from throughline.delivery.choices import RatingState
from throughline.delivery.models import Circular, Rating
from throughline.delivery.queries.circular import circular_detail
from throughline.delivery.queries.ratings import circulars, visible_ratings
from throughline.lib.refusal import NotThere
from throughline.register.choices import Colour
from throughline.register.models import Register, RuleSet

router = Router(tags=["ratings"])


class RatingQuery(Paging):
    """Which ratings; `since` is the first day for which they were computed."""

    task: Key | None = None
    state: RatingState | None = None
    since: date | None = None


@router.get("/ratings", response={200: Paged[RatingOut], **REFUSALS})
def list_ratings(request: HttpRequest, query: Query[RatingQuery]) -> Any:
    """Ratings in sight, the latest first: circulated ones, and proposed ones for who may see them."""
    found = visible_ratings(request.user)
    found = found.filter(**query.dict(include={"task", "state"}, exclude_none=True))
    found = found.filter(on__gte=query.since) if query.since else found
    return page(found, query, "-on")


def _rating(request: HttpRequest, act: str, key: int) -> Rating:
    found = allowed(request.user, act, Rating.objects.select_related("task").filter(pk=key)).first()
    if found is None:
        raise NotThere
    return found


class Explanation(Schema):
    """What led to the rating, and what the unit does about it."""

    explanation: Text


@router.post("/ratings/{key}/explain", response={200: RatingOut, **REFUSALS})
def explain(request: HttpRequest, key: Key, given: Explanation) -> Rating:
    """The unit explains a proposed rating."""
    row = _rating(request, "delivery.explain_rating", key)
    return explain_rating(row, by=request.user, explanation=given.explanation)


class Confirmation(Schema):
    """The colour (as proposed when empty); another one needs a reason."""

    colour: Colour = Colour.NONE
    reason: Text = ""


@router.post("/ratings/{key}/confirm", response={200: RatingOut, **REFUSALS})
def confirm(request: HttpRequest, key: Key, given: Confirmation) -> Rating:
    """The supervision office confirms a proposed rating; it counts once it is circulated."""
    row = _rating(request, "delivery.confirm_rating", key)
    return confirm_rating(row, by=request.user, colour=given.colour, reason=given.reason)


class Dismissal(Schema):
    """Why the rating is dropped."""

    reason: Text


@router.post("/ratings/{key}/dismiss", response={200: RatingOut, **REFUSALS})
def dismiss(request: HttpRequest, key: Key, given: Dismissal) -> Rating:
    """The supervision office drops a proposed or confirmed rating."""
    row = _rating(request, "delivery.confirm_rating", key)
    return dismiss_rating(row, by=request.user, reason=given.reason)


@router.get("/circulars", response={200: Paged[CircularOut], **REFUSALS})
def list_circulars(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The circulars of the registers in sight, the latest first."""
    return page(circulars(request.user), paging, "-issued_on")


@router.get("/circulars/{key}", response={200: CircularDetailOut, **REFUSALS})
def get_circular(request: HttpRequest, key: Key) -> Any:
    """One circular: the ratings that it told, what still stood, counts against the circular before."""
    found = circulars(request.user).filter(pk=key).first()
    if found is None:
        raise NotThere
    return _told(found, request)


def _told(circular: Circular, request: HttpRequest) -> Joined:
    detail = circular_detail(circular, request.user)
    return Joined(
        circular,
        previous=detail.previous,
        ratings=[one.rating for one in detail.told],
        standing=detail.standing,
        corrected=detail.corrected,
        counts=detail.counts,
    )


class CircularIn(Schema):
    """The confirmed ratings that are told, and under which number."""

    number: Word
    title: Word
    issued_on: date | None = None
    remark: Text = ""
    ratings: Annotated[list[Key], Field(max_length=MOST)]


@router.post("/registers/{slug}/circulars", response={201: CircularDetailOut, **REFUSALS})
def new_circular(request: HttpRequest, slug: Word, given: CircularIn) -> Status[Any]:
    """Circulate confirmed ratings; from now on they count, and stay in the record."""
    found = allowed(request.user, "delivery.circulate", Register.objects.filter(slug=slug)).first()
    rows = allowed(request.user, "delivery.confirm_rating", Rating.objects.filter(pk__in=given.ratings))
    if found is None or rows.count() != len(set(given.ratings)):
        raise NotThere
    told = given.dict(include={"number", "title", "issued_on", "remark"})
    made: Circular = circulate(found, by=request.user, ratings=rows, **told)
    return Status(201, _told(made, request))


@router.get("/rule-sets", response={200: list[RuleSetOut], **REFUSALS})
def list_rule_sets(request: HttpRequest) -> QuerySet[RuleSet]:
    """How ratings are proposed; a register names its rule set."""
    return RuleSet.objects.all()
