"""/api/v1/: its routers, its description; what is at no address, or takes no such method, is told as a Problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from throughline.api.across import router as across
from throughline.api.adjustments import router as adjustments
from throughline.api.alignment import router as alignment
from throughline.api.closing import router as closing
from throughline.api.desk import router as desk
from throughline.api.directory import router as directory
from throughline.api.documents import router as documents
from throughline.api.frame import api
from throughline.api.load import router as load
from throughline.api.papers import router as papers
from throughline.api.people import router as people
from throughline.api.plans import router as plans
from throughline.api.problems import nothing_here, other_method
from throughline.api.ratings import router as ratings
from throughline.api.registers import router as registers
from throughline.api.reports import router as reports
from throughline.api.roles import router as roles
from throughline.api.tasks import router as tasks
from throughline.api.year_end import router as year_end

for router in (
    desk,
    load,
    across,
    registers,
    tasks,
    adjustments,
    reports,
    ratings,
    year_end,
    papers,
    closing,
    plans,
    alignment,
    documents,
    directory,
    people,
    roles,
):
    api.add_router("", router)


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The API answers 401, 404 and 405 by itself instead of leading to a page, and asks sessions for their token."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return nothing_here()
        return other_method(response) if response.status_code == 405 else response

    return answer


@csrf_exempt
@login_not_required
def _nothing(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return nothing_here()


def _wrapped(pattern: URLPattern) -> URLPattern:
    pattern.callback = _answering(pattern.callback)
    return pattern


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("", ([_wrapped(pattern) for pattern in _patterns], _app, _namespace)),
    re_path(r"^.*$", _nothing),
]
