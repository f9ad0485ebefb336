"""Any page on any past day: `?as_of=2026-06-30` shows what stood at the end of that day.

The address is the only memory of it, so that it can be sent to somebody, and two windows may show two days. Links and
searches on such a page lead to pages of the same day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from throughline.history import past
from throughline.lib.refusal import Invalid, Refused
from throughline.web.views.errors import refusal_page

PARAMETER = "as_of"
#: Pages of what is to be done today; the past has the overview instead.
OF_TODAY = frozenset({"home", "reports", "ratings"})
_links = re.compile(r'(<a\b[^>]*?\shref="|\shx-get=")(/[^"#]*)')
_searches = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*>')


def past_day(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer what only looks as of the day asked for; acts are of today."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(PARAMETER, "").strip()
        if not asked or request.method not in ("GET", "HEAD"):
            return get_response(request)
        try:
            day = _day(asked)
            with past.seen_on(day):
                if past.moment() and _of_today(request):
                    return redirect(f"{reverse('overview')}?{PARAMETER}={day.isoformat()}")
                response = get_response(request)
                return _kept(response, day.isoformat()) if past.moment() else response
        except Refused as refused:
            return refusal_page(request, refused)

    return middleware


def _of_today(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in OF_TODAY
    except Resolver404:
        return False


def _day(asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise Invalid(PARAMETER, _("Write the day as 2026-06-30.")) from error


def _kept(response: HttpResponse, day: str) -> HttpResponse:
    """The page with its links and searches on the same day."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    text = _links.sub(lambda link: f"{link[1]}{_with_day(link[2], day)}", response.content.decode())
    text = _searches.sub(rf'\g<0><input type="hidden" name="{PARAMETER}" value="{day}">', text)
    response.content = text.encode()
    return response


def _with_day(address: str, day: str) -> str:
    if f"{PARAMETER}=" in address:
        return address
    return f"{address}{'&amp;' if '?' in address else '?'}{PARAMETER}={day}"
