"""Plans, their editions as clause trees with coverage, and clauses."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, may
from throughline.chain.strip import throughline_of
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.plans.actions.clauses import mark_decomposition
from throughline.plans.actions.editions import create_edition, edit_edition, record_adoption
from throughline.plans.actions.plans import create_plan, edit_plan
from throughline.plans.models import Alignment, Clause, Edition, Plan
from throughline.plans.queries import editions, find_plan, latest_edition, plans
from throughline.register.models import Task
from throughline.register.queries import clause_rows, coverage, registers
from throughline.web.forms.plan import AdoptionForm, ClauseForm, EditionForm, PlanForm
from throughline.web.views.frame import form_page, found, told_in


def _keepers(request: HttpRequest) -> Any:
    return allowed(request.user, "plans.create", Organization.objects.all())


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plan family."""
    context = {"plans": plans(request.user), "may_create": _keepers(request).exists(), "section": "plans"}
    return render(request, "web/plans.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    keepers = _keepers(request)
    if not keepers.exists():
        raise NotAllowed
    form = PlanForm(request.POST or None, user=request.user, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return redirect("plan", create_plan(by=request.user, **form.cleaned_data).slug)
    return form_page(request, "web/form.html", form, "plans", heading=_("New plan"), back=reverse("plans"))


@require_GET
def plan_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One plan: its latest text with coverage, its editions, its registers."""
    plan = find_plan(slug, request.user)
    edition = latest_edition(plan)
    rows = clause_rows(edition) if edition else []
    context = {
        "plan": plan,
        "editions": editions(plan),
        "edition": edition,
        "rows": rows,
        "coverage": coverage(rows) if rows else None,
        "registers": registers(request.user).filter(plan=plan),
        "may_open_parent": plan.parent is not None and may(request.user, "plans.view", plan.parent),
        "children": plans(request.user).filter(parent=plan),
        "may_edit": may(request.user, "plans.edit", plan),
        "only": request.GET.get("only", ""),
        "section": "plans",
    }
    return render(request, "web/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a plan says of itself."""
    plan = found(request.user, "plans.edit", Plan.objects.all(), slug=slug)
    keepers = Organization.objects.filter(
        Q(pk__in=_keepers(request).values("pk")) | Q(pk=plan.organization_id)
    )
    form = PlanForm(request.POST or None, user=request.user, keepers=keepers, row=plan)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_plan(plan, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("plan", plan.slug)
    context = {"heading": plan.title, "back": reverse("plan", args=[slug])}
    return form_page(request, "web/form.html", form, "plans", **context)


@require_http_methods(["GET", "POST"])
def edition_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A further edition."""
    plan = found(request.user, "plans.edit", Plan.objects.all(), slug=slug)
    form = EditionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            create_edition(plan, by=request.user, **form.cleaned_data)
            return redirect("plan", slug)
    context = {"heading": _("New edition"), "introduction": plan.title, "back": reverse("plan", args=[slug])}
    return form_page(request, "web/form.html", form, "plans", **context)


def _edition(request: HttpRequest, key: int, act: str) -> Edition:
    edition = found(None, "", Edition.objects.select_related("plan", "document"), pk=key)
    found(request.user, act, Plan.objects.all(), pk=edition.plan_id)
    return edition


@require_GET
def edition_page(request: HttpRequest, key: int) -> HttpResponse:
    """One edition's clause tree."""
    edition = _edition(request, key, "plans.view")
    rows = clause_rows(edition)
    context = {
        "edition": edition,
        "plan": edition.plan,
        "rows": rows,
        "coverage": coverage(rows),
        "may_open_document": edition.document is not None
        and may(request.user, "documents.view", edition.document),
        "only": request.GET.get("only", ""),
        "may_edit": may(request.user, "plans.edit", edition.plan),
        "section": "plans",
    }
    return render(request, "web/edition.html", context)


@require_http_methods(["GET", "POST"])
def edition_edit(request: HttpRequest, key: int) -> HttpResponse:
    """What an edition says of itself."""
    edition = _edition(request, key, "plans.edit")
    form = EditionForm(request.POST or None, user=request.user, row=edition)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_edition(edition, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("edition", key)
    return form_page(request, "web/form.html", form, "plans", heading=edition.title)


@require_http_methods(["GET", "POST"])
def edition_adopted(request: HttpRequest, key: int) -> HttpResponse:
    """Record who adopted the edition, when, under which number."""
    edition = _edition(request, key, "plans.edit")
    form = AdoptionForm(request.POST or None, row=edition)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            record_adoption(edition, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("edition", key)
    context = {"heading": _("Record the adoption"), "introduction": edition.title}
    return form_page(request, "web/form.html", form, "plans", **context)


@require_http_methods(["GET", "POST"])
def clause_page(request: HttpRequest, key: int) -> HttpResponse:
    """One clause: its wordings from edition to edition, and what hangs on it."""
    clause = found(None, "", Clause.objects.select_related("plan"), pk=key)
    found(request.user, "plans.view", Plan.objects.all(), pk=clause.plan_id)
    may_edit = may(request.user, "plans.edit", clause.plan)
    if request.method == "POST" and not may_edit:
        raise NotAllowed
    form = ClauseForm(request.POST or None, row=clause)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            mark_decomposition(clause, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("clause", key)
    context = {
        "clause": clause,
        "wordings": clause.wordings.select_related("edition", "passage__document").order_by(
            "-edition__position"
        ),
        "tasks": allowed(request.user, "register.view_task", Task.objects.filter(clause=clause)),
        "targets": clause.targets.select_related("indicator"),
        "strip": throughline_of(clause, request.user),
        **_alignments(request, clause),
        "may_edit": may_edit,
    }
    return form_page(request, "web/clause.html", form, "plans", **context)


def _alignments(request: HttpRequest, clause: Clause) -> dict[str, Any]:
    """What the clause carries out of the plan above, and what of the plans below carries it out; of plans in sight."""
    seen = plans(request.user).order_by().values("pk")
    rows = Alignment.objects.select_related("above__plan", "ours", "plan")
    return {
        "carries_out": rows.filter(ours=clause, above__plan__in=seen),
        "carried_out_by": rows.filter(above=clause, plan__in=seen),
    }
