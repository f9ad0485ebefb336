"""Plans, editions, clauses, indicators, projects."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Word
from throughline.api.frame import REFUSALS
from throughline.api.paging import Paged, Paging, page
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.plans import (
    ClauseDetailOut,
    ClauseOut,
    IndicatorDetailOut,
    IndicatorOut,
    PlanDetailOut,
    PlanOut,
)
from throughline.api.shapes.registers import ProjectDetailOut, ProjectOut
from throughline.indicators.queries import indicators, targets
from throughline.lib.refusal import NotThere
from throughline.plans.models import Clause, Edition, Plan
from throughline.plans.queries import editions, find_plan, plans
from throughline.register.models import Task
from throughline.register.queries import (
    ClauseRow,
    clause_rows,
    coverage,
    project_detail,
    projects,
    registers,
)

router = Router(tags=["plans"])


@router.get("/plans", response={200: list[PlanOut], **REFUSALS})
def list_plans(request: HttpRequest) -> QuerySet[Plan]:
    """The plans in sight, in official order."""
    return plans(request.user)


@router.get("/plans/{slug}", response={200: PlanDetailOut, **REFUSALS})
def get_plan(request: HttpRequest, slug: Word) -> Any:
    """One plan with its editions and how far the latest is decomposed."""
    plan = find_plan(slug, request.user)
    known = list(editions(plan))
    rows = clause_rows(known[0]) if known else []
    own = registers(request.user).filter(plan=plan).values_list("slug", flat=True)
    return Joined(plan, editions=known, registers=list(own), coverage=coverage(rows) if rows else None)


@router.get("/plans/{slug}/clauses", response={200: list[ClauseOut], **REFUSALS})
def list_clauses(request: HttpRequest, slug: Word) -> list[ClauseRow]:
    """The clauses of a plan's latest edition in the order of the text."""
    edition = editions(find_plan(slug, request.user)).first()
    return clause_rows(edition) if edition else []


@router.get("/editions/{key}/clauses", response={200: list[ClauseOut], **REFUSALS})
def list_clauses_of(request: HttpRequest, key: Key) -> list[ClauseRow]:
    """The clauses of an edition in the order of the text."""
    seen = allowed(request.user, "plans.view", Plan.objects.all())
    edition = Edition.objects.filter(pk=key, plan__in=seen.order_by().values("pk")).first()
    if edition is None:
        raise NotThere
    return clause_rows(edition)


@router.get("/clauses/{key}", response={200: ClauseDetailOut, **REFUSALS})
def get_clause(request: HttpRequest, key: Key) -> Any:
    """One clause through its editions, with what hangs on it."""
    seen = allowed(request.user, "plans.view", Plan.objects.all())
    rows = Clause.objects.select_related("plan").filter(plan__in=seen.order_by().values("pk"))
    clause = rows.filter(pk=key).first()
    if clause is None:
        raise NotThere
    tasks = allowed(request.user, "register.view_task", Task.objects.filter(clause=clause))
    return Joined(
        clause,
        wordings=clause.wordings.order_by("-edition__position"),
        tasks=list(tasks.order_by("pk").values_list("pk", flat=True)),
        targets=list(clause.targets.order_by("pk").values_list("pk", flat=True)),
    )


@router.get("/indicators", response={200: Paged[IndicatorOut], **REFUSALS})
def list_indicators(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The indicators in official order."""
    return page(indicators(request.user), paging, "official_order")


@router.get("/indicators/{code}", response={200: IndicatorDetailOut, **REFUSALS})
def get_indicator(request: HttpRequest, code: Word) -> Any:
    """An indicator with its targets and values."""
    row = indicators(request.user).filter(code=code).first()
    if row is None:
        raise NotThere
    values = row.observations.select_related("organization").order_by("ends_on", "pk")
    return Joined(row, targets=targets(row), observations=values)


class ProjectQuery(Paging):
    """Which projects: with every word in code, title, category, site or owner."""

    text: Word = ""


@router.get("/projects", response={200: Paged[ProjectOut], **REFUSALS}, tags=["projects"])
def list_projects(request: HttpRequest, query: Query[ProjectQuery]) -> Any:
    """The projects in sight, in official order."""
    return page(projects(request.user, text=query.text), query, "official_order")


@router.get("/projects/{code}", response={200: ProjectDetailOut, **REFUSALS}, tags=["projects"])
def get_project(request: HttpRequest, code: Word) -> Any:
    """One project with its stages, months and tasks."""
    row = projects(request.user).filter(code=code).first()
    if row is None:
        raise NotThere
    detail = project_detail(row.pk, request.user)
    return Joined(row, stages=detail.stages, months=detail.months, tasks=detail.tasks)
