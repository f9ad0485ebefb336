"""People come and go: what hangs on a person, hand-overs, absences."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.directory import TermOut
from throughline.api.shapes.people import AbsenceOut, HandOverItemOut, HandOverOut
from throughline.lib.refusal import NotThere
from throughline.organizations.actions.absences import record_absence, remove_absence
from throughline.organizations.actions.terms import end_term, start_term
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Absence, HandOver, Membership, Person, Post
from throughline.workflows.hand_over import hand_over, outstanding

router = Router(tags=["directory"])


def _person(request: HttpRequest, act: str, key: int) -> Person:
    rows = Person.objects.select_related("user").filter(pk=key)
    found = (allowed(request.user, act, rows) if act else rows).first()
    if found is None:
        raise NotThere
    return found


@router.get("/persons/{key}/hand-over", response={200: list[HandOverItemOut], **REFUSALS})
def list_outstanding(request: HttpRequest, key: Key) -> list[dict[str, str]]:
    """All that hangs on a person and would be handed over; for whoever keeps the person."""
    return outstanding(_person(request, "organizations.manage_person", key)).plain()


class HandOverIn(Schema):
    """Who takes over (`to`, a person's key) from the day `on`; nobody only with `vacant`, which leaves the posts so.

    With `rights` the account's roles go over too; `close_account` closes the account of who leaves.
    """

    to: Key | None = None
    on: date
    why: Text = ""
    vacant: bool = False
    rights: bool = True
    close_account: bool = False


@router.post("/persons/{key}/hand-over", response={201: HandOverOut, **REFUSALS})
def hand_person_over(request: HttpRequest, key: Key, given: HandOverIn) -> Status[HandOver]:
    """Hand over all that hangs on a person in one act, and give back the sheet that both sign."""
    person = _person(request, "organizations.manage_person", key)
    to = _person(request, "", given.to) if given.to else None
    return Status(201, hand_over(person, to=to, by=request.user, **given.dict(exclude={"to"})))


@router.get("/hand-overs/{key}", response={200: HandOverOut, **REFUSALS})
def get_hand_over(request: HttpRequest, key: Key) -> HandOver:
    """What was handed over, as it read then."""
    rows = HandOver.objects.select_related("leaving", "coming").filter(pk=key)
    found = allowed(request.user, "organizations.view_hand_over", rows).first()
    if found is None:
        raise NotThere
    return found


@router.get("/persons/{key}/absences", response={200: list[AbsenceOut], **REFUSALS})
def list_absences(request: HttpRequest, key: Key) -> Any:
    """On which days a person is or was away, the latest first; the deputies of their posts stand in then."""
    return _person(request, "", key).absences.all()


class AbsenceIn(Schema):
    """The days on which somebody is away, both included; without an end until it is removed."""

    starts_on: date
    ends_on: date | None = None
    note: Word = ""


@router.post("/persons/{key}/absences", response={201: AbsenceOut, **REFUSALS})
def add_absence(request: HttpRequest, key: Key, given: AbsenceIn) -> Status[Absence]:
    """Record that a person is away; everybody does so for themselves."""
    person = _person(request, "organizations.record_absence", key)
    return Status(201, record_absence(person, by=request.user, **given.dict()))


@router.post("/absences/{key}/remove", response={200: list[AbsenceOut], **REFUSALS})
def withdraw_absence(request: HttpRequest, key: Key) -> Any:
    """Not away after all, or back; gives the absences that are left."""
    absence = Absence.objects.select_related("person").filter(pk=key).first()
    if absence is None:
        raise NotThere
    person = _person(request, "organizations.record_absence", absence.person_id)
    remove_absence(absence, by=request.user)
    return person.absences.all()


class DeputyIn(Schema):
    """Who is the deputy of a post (`person`, by key), on which days, both included."""

    person: Key
    started_on: date
    ended_on: date | None = None
    why: Text = ""


@router.post("/posts/{key}/deputies", response={201: TermOut, **REFUSALS})
def add_deputy(request: HttpRequest, key: Key, given: DeputyIn) -> Status[Membership]:
    """Name a deputy of a post, who stands in on the days on which the holder is away."""
    post = Post.objects.select_related("organization").filter(pk=key).first()
    if post is None:
        raise NotThere
    told = given.dict(exclude={"person"})
    person = _person(request, "", given.person)
    return Status(201, start_term(person, post, by=request.user, kind=MembershipKind.DEPUTY, **told))


class EndIn(Schema):
    """The version of the term that was read, and its last day."""

    seen: Key
    ended_on: date
    why: Text = ""


@router.post("/terms/{key}/end", response={200: TermOut, **REFUSALS})
def end_a_term(request: HttpRequest, key: Key, given: EndIn) -> Membership:
    """Set the last day of a term of office, a deputy's or a holder's."""
    term = Membership.objects.select_related("post__organization", "person").filter(pk=key).first()
    if term is None:
        raise NotThere
    return end_term(term, by=request.user, **given.dict())
