"""Who calls, what needs them today, how everything stands, the thread of an object, the history."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from throughline.accounts.permissions import allowed, check
from throughline.api.fields import Key, Word
from throughline.api.frame import REFUSALS
from throughline.api.paging import Paged, Paging, page
from throughline.api.shapes.desk import MeOut, OverviewOut, RecordOut, TodayOut
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.registers import StepOut
from throughline.chain.strip import Step, throughline_of
from throughline.desk.queries import (
    Board,
    Cell,
    Home,
    board,
    by_leader,
    by_month,
    by_register,
    changes,
    home,
    reds,
)
from throughline.documents.queries import find_document
from throughline.history import past
from throughline.history.queries import records
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.plans.models import Clause, Plan
from throughline.plans.queries import find_plan
from throughline.register.models import Register
from throughline.register.queries import find_task

router = Router(tags=["desk"])


@router.get("/me", response={200: MeOut, **REFUSALS})
def get_me(request: HttpRequest) -> Any:
    """The account that calls, with its roles."""
    return Joined(request.user, grants=request.user.grants.select_related("organization", "own_role"))


@router.get("/today", response={200: TodayOut, **REFUSALS})
def get_today(request: HttpRequest) -> Home:
    """What needs the caller today, by role. A past day has no such list."""
    if past.moment():
        raise past.ThePastIsKept
    return home(request.user)


class Extent(Schema):
    """Of what: one register or one plan by its short name; of all in sight when neither is named."""

    register_slug: Word = ""
    plan: Word = ""


@router.get("/overview", response={200: OverviewOut, **REFUSALS})
def get_overview(request: HttpRequest, query: Query[Extent]) -> dict[str, Any]:
    """The whole chessboard, as it stands today."""
    user, today, extent = request.user, clock.today(), _extent(request, query)
    whole = board(user, **extent)
    posts = by_leader(user, **extent)
    months = by_month(user, day=today, now=whole.total, **extent)
    return {
        "total": whole.total,
        "cells": _cells(whole),
        "leaders": [_cell(cell, post=post and post.pk, name=post and str(post)) for post, cell in posts],
        "months": [_cell(cell, month=end) for end, cell in months],
        "registers": [_cell(cell, register_slug=row.slug) for row, cell in by_register(user)],
        "reds": reds(user, **extent),
        "changes": changes(user, day=today, **extent),
    }


def _extent(request: HttpRequest, query: Extent) -> dict[str, Any]:
    found: dict[str, Any] = {"register": None, "plan": None}
    if query.plan:
        found["plan"] = find_plan(query.plan, request.user)
    if query.register_slug:
        rows = allowed(request.user, "register.view", Register.objects.filter(slug=query.register_slug))
        found["register"] = rows.first()
        if found["register"] is None:
            raise NotThere
    return found


def _cell(cell: Cell, **place: Any) -> dict[str, Any]:
    return {"total": cell.total, "colours": cell.colours, **place}


def _cells(whole: Board) -> list[dict[str, Any]]:
    """The cells that hold tasks, row by row."""
    return [
        _cell(cell, area=area and area.pk, organization=unit and unit.code)
        for area in whole.areas
        for unit in whole.organizations
        if (cell := whole.cell(area, unit)).total
    ]


@router.get("/throughline/{kind}/{key}", response={200: list[StepOut], **REFUSALS})
def get_throughline(
    request: HttpRequest, kind: Literal["document", "clause", "target", "task"], key: Key
) -> list[Step]:
    """The chain of a document, clause, target or task, from the sentence to the rating."""
    return throughline_of(_FIND[kind](request, key), request.user)


def _clause(request: HttpRequest, key: int) -> Clause:
    seen = allowed(request.user, "plans.view", Plan.objects.all())
    found = Clause.objects.filter(pk=key, plan__in=seen.order_by().values("pk")).first()
    if found is None:
        raise NotThere
    return found


def _target(request: HttpRequest, key: int) -> Target:
    seen = allowed(request.user, "indicators.view", Indicator.objects.all())
    found = Target.objects.filter(pk=key, indicator__in=seen.order_by().values("pk")).first()
    if found is None:
        raise NotThere
    return found


_FIND = {
    "document": lambda request, key: find_document(key, request.user),
    "clause": _clause,
    "target": _target,
    "task": lambda request, key: find_task(key, request.user),
}


class RecordQuery(Paging):
    """Which acts: whose, of which name, when, mentioning what."""

    by: Key | None = None
    act: Word = ""
    since: date | None = None
    until: date | None = None
    text: Word = ""


@router.get("/history", response={200: Paged[RecordOut], **REFUSALS})
def list_records(request: HttpRequest, query: Query[RecordQuery]) -> Any:
    """All acts, the newest first; for administrators and auditors."""
    check(request.user, "history.view_all")
    found = records(**query.dict(exclude={"after", "limit"}))
    return page(found, query, "-pk")
