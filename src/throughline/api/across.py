"""Everything of one key area, organization or leader, across plans and registers: each task once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.across import AcrossOut
from throughline.desk.queries.across import Across, of_area, of_organization, of_post
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Organization, Post
from throughline.register.models import KeyArea, Register

router = Router(tags=["desk"])


def _first(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise NotThere
    return found


@router.get("/areas/{key}/across", response={200: AcrossOut, **REFUSALS})
def get_area_across(request: HttpRequest, key: Key) -> Across:
    """What a key area holds, on whatever register and of whatever year one of its title stands."""
    seen = allowed(request.user, "register.view", Register.objects.all()).order_by().values("pk")
    area = _first(KeyArea.objects.select_related("register").filter(pk=key, register__in=seen))
    return of_area(area, request.user, clock.today())


@router.get("/organizations/{code}/across", response={200: AcrossOut, **REFUSALS})
def get_organization_across(request: HttpRequest, code: Word) -> Across:
    """What an organization and those below it answer for, in whatever role."""
    unit = _first(allowed(request.user, "organizations.view", Organization.objects.filter(code=code)))
    return of_organization(unit, request.user, clock.today())


@router.get("/posts/{key}/across", response={200: AcrossOut, **REFUSALS})
def get_post_across(request: HttpRequest, key: Key) -> Across:
    """What a post is in charge of, by the task or its key area, or accountable for."""
    post = _first(Post.objects.select_related("organization").filter(pk=key))
    return of_post(post, request.user, clock.today())
