"""Plans, documents, indicators, projects, organizations; and the throughline of any of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, UploadedFile

from throughline.accounts.choices import Disclosure
from throughline.accounts.permissions import allowed
from throughline.api import told
from throughline.api.shapes import (
    ClauseOut,
    DocumentOut,
    IndicatorDetailOut,
    IndicatorOut,
    OrganizationOut,
    PlanOut,
    ProjectOut,
    StepOut,
)
from throughline.chain.strip import KINDS, throughline_of
from throughline.documents.queries import documents, find_document
from throughline.indicators.models import Indicator, Target
from throughline.indicators.queries import indicators
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Organization
from throughline.plans.models import Clause, Plan
from throughline.plans.queries import find_plan, latest_edition, plans
from throughline.register.models import Task
from throughline.register.queries import clause_rows, projects
from throughline.workflows.receive_document import receive

router = Router(tags=["plans"])


def _plain(row: Any, names: str, **more: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()} | more


@router.get("/organizations", response=list[OrganizationOut])
def list_organizations(request: HttpRequest) -> list[dict[str, Any]]:
    """The directory in official order."""
    rows = allowed(request.user, "organizations.view", Organization.objects.all())
    return [told.organization(row) for row in rows.order_by("level", "official_order", "pk")]


@router.get("/plans", response=list[PlanOut])
def list_plans(request: HttpRequest) -> list[dict[str, Any]]:
    """The plans in sight."""
    names = "id slug title kind starts_on ends_on"
    return [_plain(row, names, organization=row.organization.name) for row in plans(request.user)]


@router.get("/plans/{slug}/clauses", response=list[ClauseOut])
def list_clauses(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The clauses of a plan's latest edition in the order of the text."""
    edition = latest_edition(find_plan(slug, request.user))
    return [
        _plain(row.wording, "number kind depth text")
        | {"id": row.wording.clause_id, "decomposition": row.wording.clause.decomposition}
        | {"tasks": row.tasks, "targets": row.targets}
        for row in (clause_rows(edition) if edition else [])
    ]


_DOCUMENT = "id title file_name sha256 size language dated_on disclosure state open_count finding_count"  # as DocumentOut


@router.get("/documents", response=list[DocumentOut])
def list_documents(request: HttpRequest) -> list[dict[str, Any]]:
    """The documents in sight, the latest 200."""
    return [_plain(row, _DOCUMENT) for row in documents(request.user)[:200]]


@router.post("/documents", response={201: DocumentOut})
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    title: Form[str] = "",
    disclosure: Form[str] = Disclosure.INTERNAL,
) -> tuple[int, dict[str, Any]]:
    """Upload a document; it is read at once or by a job."""
    made = receive(file, file.name or "", by=request.user, title=title, disclosure=disclosure)
    row = documents(request.user).filter(pk=made.pk).first() or made
    return 201, _plain(row, _DOCUMENT)


@router.get("/documents/{key}/findings", response=list[dict[str, Any]])
def list_findings(request: HttpRequest, key: int) -> list[dict[str, Any]]:
    """What was found in a document, in the shape of docs/reading.schema.json, with id and state."""
    document = find_document(key, request.user)
    return [
        {**row.value, "id": row.pk, "state": row.state, "version": row.version}
        for row in document.findings.order_by("start", "pk")
    ]


_INDICATOR = "code name unit direction binding"


@router.get("/indicators", response=list[IndicatorOut])
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """The indicators in official order."""
    return [_plain(row, _INDICATOR) for row in indicators(request.user)]


@router.get("/indicators/{code}", response=IndicatorDetailOut)
def get_indicator(request: HttpRequest, code: str) -> dict[str, Any]:
    """An indicator with its targets and values."""
    row: Indicator | None = indicators(request.user).filter(code=code).first()
    if row is None:
        raise NotThere
    targets = [_plain(t, "id operator value high text base_value due_on") for t in row.targets.all()]
    values = [
        _plain(o, "starts_on ends_on value state", organization=o.organization.name)
        for o in row.observations.select_related("organization").order_by("ends_on", "pk")
    ]
    return _plain(row, _INDICATOR, targets=targets, observations=values)


@router.get("/projects", response=list[ProjectOut])
def list_projects(request: HttpRequest, text: str = "") -> list[dict[str, Any]]:
    """The projects in sight."""
    names = "code title category site nature state starts_on ends_on total_investment currency_unit"
    return [
        _plain(row, names, organization=row.organization.name)
        for row in projects(request.user, text=text[:200])
    ]


@router.get("/throughline/{kind}/{key}", response=list[StepOut])
def get_throughline(request: HttpRequest, kind: str, key: int) -> list[dict[str, Any]]:
    """The chain of a document, clause, target or task, from the sentence to the rating."""
    row = _seen(request, kind, key)
    return [told.step(step) for step in throughline_of(row, request.user)]


def _seen(request: HttpRequest, kind: str, key: int) -> Any:
    if kind == "document":
        return find_document(key, request.user)
    model = {"clause": Clause, "target": Target, "task": Task}.get(kind)
    row = model._default_manager.filter(pk=key).first() if model and kind in {k.name for k in KINDS} else None
    if row is None or not _may_see(request, row):
        raise NotThere
    return row


def _may_see(request: HttpRequest, row: Any) -> bool:
    if isinstance(row, Task):
        return allowed(request.user, "register.view_task", Task.objects.filter(pk=row.pk)).exists()
    if isinstance(row, Clause):
        return allowed(request.user, "plans.view", Plan.objects.filter(pk=row.plan_id)).exists()
    return True
