"""The confirmation page: the document left, the findings right, all by keyboard."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import check, may
from throughline.documents.actions.cutting import merge, split
from throughline.documents.actions.findings import edit_finding, reject, reject_rest, reopen
from throughline.documents.choices import FindingLabel, FindingState
from throughline.documents.models import Document, Finding
from throughline.documents.queries import (
    RECUT,
    SORTS,
    find_document,
    finding_counts,
    findings,
    next_open,
    place_of,
    sureness,
)
from throughline.lib.refusal import Invalid, NotThere, Refused
from throughline.register.queries.pairs import Resembling, looks_like
from throughline.web.alike import DEGREES
from throughline.web.confirmation import OPERATOR_WORDS, blocks, card, sent, window
from throughline.web.forms.confirmation import AcceptAllForm, DestinationForm, RejectRestForm
from throughline.web.views.frame import found, told_in
from throughline.workflows.accept_findings import accept
from throughline.workflows.confirm_finding import confirm_finding
from throughline.workflows.destination import Destination, destination_of, open_destination

LIST = 400


def _document(request: HttpRequest, key: int) -> Document:
    document = find_document(key, request.user)
    check(request.user, "documents.confirm", document)
    return document


def _destination(request: HttpRequest, document: Document) -> Destination:
    """Where accepted findings go: as chosen in this session, else as the document's own edition says."""
    chosen = request.session.get(f"destination-{document.pk}") or {}
    return destination_of(document, edition=chosen.get("edition"), register=chosen.get("register"))


def sort_of(request: HttpRequest) -> str:
    """In which order the findings are gone through."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted in SORTS else SORTS[0]


@require_GET
def confirmation_page(request: HttpRequest, key: int) -> HttpResponse:
    """Text and findings; `?finding=` names the one that is looked at, else the first commitment to be decided."""
    document = _document(request, key)
    context = {
        **shown(request, document),
        **_left(document),
        "destination": _destination(request, document),
        "destination_form": DestinationForm(None, user=request.user, document=document),
        "accept_form": AcceptAllForm(),
        "reject_form": RejectRestForm(),
        "latest": document.findings.exclude(batch=None)
        .order_by("-batch")
        .values_list("batch", flat=True)
        .first(),
    }
    return render(request, "web/confirmation.html", context)


def shown(request: HttpRequest, document: Document) -> dict[str, Any]:
    """The document's text with its findings, and the one that is looked at."""
    rows = list(findings(document))
    current = _current(request, document, rows)
    start, end = window(document, current.start if current else 0)
    return {
        "document": document,
        "blocks": blocks(document, rows, start, end),
        "start": start,
        "end": end,
        "rows": _listed(rows, current, sort_of(request)),
        "section": "documents",
        **_card(request, current),
    }


def _current(request: HttpRequest, document: Document, rows: list[Finding]) -> Finding | None:
    wanted = request.GET.get("finding", "")
    named = next((row for row in rows if str(row.pk) == wanted), None)
    return named or next_open(document, sort=sort_of(request)) or (rows[0] if rows else None)


def _listed(rows: list[Finding], current: Finding | None, sort: str) -> list[Finding]:
    """At most LIST findings around the current one."""
    kept = [row for row in rows if row.state not in RECUT]
    if sort != SORTS[0]:
        kept.sort(key=lambda row: -row.confidence)
    place = next((i for i, row in enumerate(kept) if current and row.pk == current.pk), 0)
    first = max(0, min(place - LIST // 2, len(kept) - LIST))
    return kept[first : first + LIST]


def _card(request: HttpRequest, finding: Finding | None) -> dict[str, Any]:
    sort = sort_of(request)
    return {
        "current": finding,
        "card": card(finding) if finding else None,
        "alike": _alike(request, finding) if finding else [],
        "place": place_of(finding) if finding else 0,
        "labels": FindingLabel.choices,
        "operators": OPERATOR_WORDS,
        "sort": sort,
        "going": "" if sort == SORTS[0] else f"?sort={sort}",
    }


def _alike(request: HttpRequest, finding: Finding) -> list[tuple[Resembling, Any]]:
    """The tasks that an open commitment looks like: perhaps it stands on a register already."""
    if finding.label != FindingLabel.COMMITMENT or finding.state != FindingState.OPEN:
        return []
    said = str(finding.value.get("clean") or finding.value.get("text") or "")
    return [(one, DEGREES[one.likeness.degree]) for one in looks_like(said, request.user)]


def _left(document: Document) -> dict[str, Any]:
    """What is left to decide."""
    return {
        "counts": finding_counts(document),
        "levels": sureness(document),
        "rest_levels": sureness(document, commitments=False),
    }


@require_GET
def finding_card(request: HttpRequest, key: int) -> HttpResponse:
    """The card alone."""
    finding = _finding(request, key)
    counts = finding_counts(finding.document)
    context = {"document": finding.document, "counts": counts, **_card(request, finding)}
    return render(request, "web/parts/finding_turned.html", context)


def _finding(request: HttpRequest, key: int) -> Finding:
    finding = found(None, "", Finding.objects.select_related("document"), pk=key)
    if not may(request.user, "documents.view", finding.document):
        raise NotThere
    check(request.user, "documents.confirm", finding.document)
    return finding


@require_POST
def finding_act(request: HttpRequest, key: int) -> HttpResponse:
    """Accept, save, reject, reopen, split or merge; answers with the next card and what changed around it."""
    finding = _finding(request, key)
    document = finding.document
    try:
        after = _ACTS[request.POST.get("act", "")](request, finding)
    except KeyError:
        return HttpResponse(status=400)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        told = {"document": document, "error": str(refused)}
        context = told | _card(request, Finding.objects.get(pk=key))
        return render(request, "web/parts/finding_card.html", context, status=refused.status)
    if not request.htmx:
        page = reverse("confirmation", args=[document.pk])
        query = {"finding": after.pk if after else finding.pk, "sort": sort_of(request)}
        return redirect(f"{page}?{urlencode(query)}")
    changed = Finding.objects.get(pk=key)
    recut = changed.state in RECUT
    context = {
        "document": document,
        **_left(document),
        "changed": changed,
        "recut": recut,
        **_card(request, after or changed),
    }
    response = render(request, "web/parts/finding_answer.html", context)
    told = {"finding": changed.pk, "state": changed.state, "next": (after or changed).pk}
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"finding-decided": told | {"recut": recut}})
    return response


def _seen(request: HttpRequest) -> int:
    written = request.POST.get("row_version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _accept(request: HttpRequest, finding: Finding) -> Finding | None:
    goal = _destination(request, finding.document)
    content, create = sent(request.POST, finding)
    confirm_finding(
        finding,
        content,
        by=request.user,
        seen=_seen(request),
        edition=goal.edition,
        register=goal.register,
        create=create,
    )
    return next_open(finding.document, finding, sort=sort_of(request))


def _save(request: HttpRequest, finding: Finding) -> Finding | None:
    content, _create = sent(request.POST, finding)
    return edit_finding(finding, by=request.user, seen=_seen(request), **content)


def _reject(request: HttpRequest, finding: Finding) -> Finding | None:
    reject(finding, by=request.user, seen=_seen(request))
    return next_open(finding.document, finding, sort=sort_of(request))


def _reopen(request: HttpRequest, finding: Finding) -> Finding | None:
    return reopen(finding, by=request.user, seen=_seen(request))


def _split(request: HttpRequest, finding: Finding) -> Finding | None:
    """Cut after so many characters of the quoted text."""
    written = request.POST.get("cut", "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise Invalid("at", _("Put the cursor into the quoted text where it is to be cut."))
    return split(finding, [finding.start + int(written)], by=request.user, seen=_seen(request))[0]


def _merge(request: HttpRequest, finding: Finding) -> Finding | None:
    """Merge with the open finding that follows."""
    following = (
        finding.document.findings.filter(state=FindingState.OPEN, start__gte=finding.start)
        .exclude(pk=finding.pk)
        .order_by("start", "pk")
        .first()
    )
    if following is None:
        raise Invalid("findings", _("No open finding follows that this could be merged with."))
    return merge([finding, following], by=request.user)


_ACTS = {
    "accept": _accept,
    "save": _save,
    "reject": _reject,
    "reopen": _reopen,
    "split": _split,
    "merge": _merge,
}


@require_POST
def accept_all(request: HttpRequest, key: int) -> HttpResponse:
    """Accept every open commitment above a confidence, in one act that can be undone."""
    document = _document(request, key)
    form = AcceptAllForm(request.POST)
    goal = _destination(request, document)
    if form.is_valid():
        with told_in(form):
            done = accept(
                document,
                by=request.user,
                edition=goal.edition,
                register=goal.register,
                above=float(form.cleaned_data["above"]) / 100,
                create=form.cleaned_data["create"],
            )
            text = ngettext("%(n)s finding accepted.", "%(n)s findings accepted.", len(done.findings))
            messages.success(request, text % {"n": len(done.findings)})
            return redirect("batch", done.batch)
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("confirmation", key)


@require_POST
def reject_others(request: HttpRequest, key: int) -> HttpResponse:
    """Reject what is open and no commitment above a confidence, in one act that can be undone."""
    document = _document(request, key)
    form = RejectRestForm(request.POST)
    if form.is_valid():
        with told_in(form):
            done = reject_rest(document, by=request.user, above=form.cleaned_data["sure"] / 100)
            text = ngettext("%(n)s finding rejected.", "%(n)s findings rejected.", len(done))
            messages.success(request, text % {"n": len(done)})
            return redirect("batch", done[0].batch)
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("confirmation", key)


@require_http_methods(["POST"])
def set_destination(request: HttpRequest, key: int) -> HttpResponse:
    """Choose or open the plan's edition and the register that accepted findings go to."""
    document = _document(request, key)
    form = DestinationForm(request.POST, user=request.user, document=document)
    if form.is_valid():
        with told_in(form):
            goal = open_destination(document, by=request.user, **form.cleaned_data)
            request.session[f"destination-{document.pk}"] = {
                "edition": goal.edition.pk if goal.edition else None,
                "register": goal.register.pk if goal.register else None,
            }
            return redirect("confirmation", key)
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("confirmation", key)
