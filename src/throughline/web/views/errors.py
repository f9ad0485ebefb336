"""Pages for what went wrong, in the reader's language, each saying what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from throughline.lib.refusal import Refused


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    template = "web/error_fragment.html" if getattr(request, "htmx", False) else "web/error.html"
    context = {"status": status, "title": title, "text": text}
    response = render(request, template, context, status=status)
    if getattr(request, "htmx", False):
        response.headers["HX-Retarget"] = "#live-messages"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that the view did not turn into a form error."""
    titles = {403: _("Not allowed"), 404: _("Not found"), 409: _("Not possible now"), 422: _("Please check this")}
    return _page(request, refused.status, titles.get(refused.status, _("Not possible")), str(refused))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(
        request, 400, _("The request was not understood"), _("Go back, reload the page and try once more.")
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(
        request, 403, _("Not allowed"), _("You don't have the right to see this. Ask the office that keeps it.")
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("The form is too old"),
        _("Your session changed since the page was opened. Reload the page and send the form again."),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, _("Not found"), _("There is nothing at this address, or you may not see it."))


def too_large(request: HttpRequest) -> HttpResponse:
    megabytes = settings.UPLOAD_LIMIT // 1_000_000
    return _page(
        request,
        413,
        _("The file is too large"),
        _("At most %(limit)s MB are accepted. Split the file, or leave pictures out.") % {"limit": megabytes},
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong here"),
        _("Nothing of what you sent was half saved. Try again; if it happens again, tell the administrator when."),
    )
