"""A document with its findings, for people who look and do not decide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from throughline.accounts.permissions import may
from throughline.documents.queries import find_document, finding_counts
from throughline.web.views.confirmation import shown


@require_GET
def document_findings(request: HttpRequest, key: int) -> HttpResponse:
    """Text and findings as on the confirmation page, with nothing to press; `?finding=` names the one looked at."""
    document = find_document(key, request.user)
    context = {
        **shown(request, document),
        "counts": finding_counts(document),
        "may_confirm": may(request.user, "documents.confirm", document),
    }
    return render(request, "web/document_findings.html", context)
