"""Alignment with the plan above: its clauses, ours beside them, gaps first; aligned one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import may
from throughline.exchange.alignment_export import carried, export_alignment, told
from throughline.exchange.register_export import KINDS as MEDIA
from throughline.indicators.alignment import targets_beside
from throughline.lib import clock
from throughline.lib.refusal import NotThere, Refused
from throughline.plans.actions.alignments import align, call_not_ours, withdraw_alignment
from throughline.plans.alignment import alignment_table, clauses_holding
from throughline.plans.choices import AlignmentKind
from throughline.plans.models import Alignment, Clause, Plan
from throughline.plans.queries import find_plan
from throughline.web.views.bulk import Bulk, refused_in
from throughline.web.views.frame import found, keys_of


def _plan(request: HttpRequest, slug: str) -> Plan:
    """The plan, when the reader may see it and the one that it carries out."""
    plan = find_plan(slug, request.user)
    if plan.parent is not None and not may(request.user, "plans.view", plan.parent):
        raise NotThere
    return plan


@require_http_methods(["GET", "POST"])
def plan_alignment(request: HttpRequest, slug: str) -> HttpResponse:
    """The table; a sent form aligns, calls not ours, or sets free."""
    plan = _plan(request, slug)
    bulk = Bulk()
    if request.method == "POST":
        keys = _above(request)
        try:
            return _said(request, plan, keys)
        except Refused as refused:
            bulk = refused_in(refused, keys, request.POST.get("note", ""))
    may_edit = may(request.user, "plans.edit", plan)
    table = alignment_table(plan, suggest=may_edit)
    beside = targets_beside(carried(table))
    context = {
        "plan": plan,
        "table": table,
        "targets": {
            key: [(one, told(one), one.later or one.verdict in ("weaker", "missing")) for one in some]
            for key, some in beside.items()
        },
        "kinds": [kind for kind in AlignmentKind.choices if kind[0] != AlignmentKind.NOT_OURS],
        "may_edit": may_edit,
        "search": _search(request, plan),
        "bulk": bulk,
        "section": "plans",
    }
    return render(request, "web/plan_alignment.html", context, status=422 if bulk.message else 200)


def _above(request: HttpRequest) -> list[int]:
    """The clauses above that are meant: the one whose own button was pressed, else those that are ticked."""
    return keys_of(request, "one") or keys_of(request, "above")


def _said(request: HttpRequest, plan: Plan, keys: list[int]) -> HttpResponse:
    note = request.POST.get("note", "").strip()
    if withdrawn := keys_of(request, "withdraw"):
        row = found(None, "", Alignment.objects.filter(plan=plan), pk=withdrawn[0])
        withdraw_alignment(row, by=request.user)
        return redirect(request.get_full_path())
    if request.POST.get("act") == "not_ours":
        made = call_not_ours(plan, keys, by=request.user, reason=note)
    else:
        pairs = [(key, _chosen(request, key), request.POST.get(f"kind-{key}", "full")) for key in keys]
        made = align(plan, pairs, by=request.user, note=note)
    text = ngettext("%(n)s clause above is decided.", "%(n)s clauses above are decided.", len(made))
    messages.success(request, text % {"n": len(made)})
    return redirect(reverse("plan_alignment", args=[plan.slug]))


def _chosen(request: HttpRequest, key: int) -> int:
    found_keys = keys_of(request, f"ours-{key}")
    return found_keys[0] if found_keys else 0


def _search(request: HttpRequest, plan: Plan) -> dict[str, Any] | None:
    """The search for a clause of ours that was not suggested, for the clause above named in the address."""
    key = request.GET.get("above", "")
    if not key or plan.parent is None:
        return None
    above = found(None, "", Clause.objects.filter(plan=plan.parent), pk=key)
    words = request.GET.get("q", "")
    return {"above": above, "words": words, "rows": clauses_holding(plan, words)}


@require_GET
def alignment_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The table as a file."""
    plan = _plan(request, slug)
    content = export_alignment(plan, kind)
    name = f"{plan.slug}-alignment-{clock.today():%Y%m%d}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type=MEDIA[kind], headers=headers)
