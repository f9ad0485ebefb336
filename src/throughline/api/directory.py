"""The directory: organizations, posts, persons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router, Schema

from throughline.accounts.permissions import allowed, check
from throughline.api.fields import Key, Line, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.paging import Paged, Paging, page
from throughline.api.shapes.directory import (
    FoundOut,
    MonthLoadOut,
    OrganizationDetailOut,
    OrganizationOut,
    PersonDetailOut,
    PersonOut,
    PostDetailOut,
)
from throughline.api.shapes.joined import Joined
from throughline.delivery.actions import Approval
from throughline.desk.queries import MonthLoad, my_load
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.choices import SuccessionKind
from throughline.organizations.models import Organization, Person, Post
from throughline.organizations.queries import leaders_in_charge, posts_on
from throughline.organizations.search import Found, search
from throughline.register.queries import tasks_of, tasks_of_post
from throughline.workflows.reorganize import reorganize

router = Router(tags=["directory"])
SHOWN_TASKS = 200


def _organizations(request: HttpRequest) -> QuerySet[Organization]:
    return allowed(request.user, "organizations.view", Organization.objects.all())


class OrganizationQuery(Paging):
    """Which organizations: parts of the one called `parent` by its code; with `past` also those that ended."""

    parent: Word = ""
    past: bool = False


@router.get("/organizations", response={200: Paged[OrganizationOut], **REFUSALS})
def list_organizations(request: HttpRequest, query: Query[OrganizationQuery]) -> Any:
    """The organizations, level by level in official order."""
    found = _organizations(request)
    if not query.past:
        found = found & Organization.objects.standing_on(clock.today())
    if query.parent:
        found = found.filter(parent__code=query.parent)
    return page(found, query, "level", "official_order")


def _organization(request: HttpRequest, code: str) -> Organization:
    found = _organizations(request).filter(code=code).first()
    if found is None:
        raise NotThere
    return found


@router.get("/organizations/{code}", response={200: OrganizationDetailOut, **REFUSALS})
def get_organization(request: HttpRequest, code: Word) -> Any:
    """One organization."""
    unit = _organization(request, code)
    leader = leaders_in_charge().get(unit.pk)
    return Joined(
        unit,
        leader_in_charge=leader,
        posts=posts_on(organization=unit),
        parts=unit.children.standing_on(clock.today()).official(),
        tasks=tasks_of(unit, request.user)[:SHOWN_TASKS],
        became=unit.successions.select_related("later"),
        took_over=unit.predecessions.select_related("earlier"),
    )


class Reorganization(Schema):
    """What becomes of an organization. Successors are named by their codes: `later` all of them, `tasks` the one for
    each responsibility (by its id) for an open task, `parts` the one for each part (by its code), `rest` who takes the
    registers, plans and projects. A merger needs neither `tasks` nor `parts`.
    """

    seen: Key
    kind: SuccessionKind
    later: list[Word]
    on: date
    why: Text
    approval: Line = ""
    document_number: Line = ""
    tasks: dict[Key, Word] = {}
    parts: dict[Word, Word] = {}
    rest: Word = ""
    take_accounts: bool = False


@router.post("/organizations/{code}/reorganize", response={200: OrganizationDetailOut, **REFUSALS})
def reorganize_organization(request: HttpRequest, code: Word, given: Reorganization) -> Any:
    """Merge, split or dissolve it: what is open goes over in one act, and it ends."""
    unit = _organization(request, code)
    named = {one: _organization(request, one) for one in {*given.later, *given.parts}}
    later = {one: named[one] for one in given.later}
    if not {*given.tasks.values(), *given.parts.values(), *([given.rest] if given.rest else [])} <= set(
        later
    ):
        raise Invalid("later", gettext("Name every successor in “later”."))
    reorganize(
        unit,
        given.kind,
        list(later.values()),
        by=request.user,
        seen=given.seen,
        on=given.on,
        why=given.why,
        approval=Approval(text=given.approval, document_number=given.document_number),
        tasks={key: later[one] for key, one in given.tasks.items()},
        parts={named[part].pk: later[one] for part, one in given.parts.items()},
        rest=later[given.rest] if given.rest else None,
        take_accounts=given.take_accounts,
    )
    return get_organization(request, code)


@router.get("/organizations/{code}/load", response={200: list[MonthLoadOut], **REFUSALS})
def get_load(request: HttpRequest, code: Word) -> list[MonthLoad]:
    """What reporting cost the unit in the last twelve months; for whoever has a role over it."""
    unit = _organization(request, code)
    check(request.user, "delivery.view_load", unit)
    return my_load(unit, day=clock.today())


@router.get("/posts/{key}", response={200: PostDetailOut, **REFUSALS})
def get_post(request: HttpRequest, key: Key) -> Any:
    """One post."""
    post = Post.objects.select_related("organization").filter(pk=key).first()
    if post is None:
        raise NotThere
    return Joined(
        post,
        memberships=post.memberships.select_related("person"),
        in_charge_of=post.in_charge_of.official(),
        tasks=tasks_of_post(post, request.user)[:SHOWN_TASKS],
    )


class PersonQuery(Paging):
    """Which persons: with every word in the name or the telephone."""

    text: Word = ""


@router.get("/persons", response={200: Paged[PersonOut], **REFUSALS})
def list_persons(request: HttpRequest, query: Query[PersonQuery]) -> Any:
    """The persons of the directory by name."""
    found = Person.objects.all()
    for word in query.text.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(phone__icontains=word))
    return page(found, query, "name")


@router.get("/persons/{key}", response={200: PersonDetailOut, **REFUSALS})
def get_person(request: HttpRequest, key: Key) -> Person:
    """One person with the posts held."""
    found = Person.objects.prefetch_related("memberships__post__organization").filter(pk=key).first()
    if found is None:
        raise NotThere
    return found


class Sought(Schema):
    """The words that are looked for; without any nothing is found."""

    text: Word = ""


@router.get("/directory", response={200: FoundOut, **REFUSALS})
def find(request: HttpRequest, query: Query[Sought]) -> Found:
    """Who is responsible, and how to reach them: every word in names, titles, telephones."""
    return search(query.text)
