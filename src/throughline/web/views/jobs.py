"""A job: how far it is, how it ended, and where what it made is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from throughline.accounts.permissions import may
from throughline.jobs.queries import status
from throughline.lib.refusal import NotThere
from throughline.web.views.job_results import FOR_ONE, kind_name, result_of


@never_cache
@require_GET
def job_page(request: HttpRequest, key: int) -> HttpResponse:
    """The job, for whoever asked for it and for those who see all. Answers htmx with its state alone."""
    told = status(key) if key < 2**63 else None
    if told is None or not _sees(request.user, told.job.asked_by_id):
        raise NotThere
    context: dict[str, Any] = {
        "status": told,
        "job": told.job,
        "name": kind_name(told.job.kind),
        "result": result_of(told.job) if told.has_ended else None,
        # What a job made for somebody, an archive or a look at a workbook, is theirs alone.
        "may_go_on": told.job.asked_by_id == request.user.pk or told.job.kind not in FOR_ONE,
        "section": "administration" if may(request.user, "history.view_all") else "home",
    }
    return render(request, "web/parts/job.html" if request.htmx else "web/job.html", context)


def _sees(user: Any, asked_by: int | None) -> bool:
    return asked_by == user.pk or may(user, "history.view_all")
