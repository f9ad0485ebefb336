"""Pages for what went wrong, in the reader's language, each saying what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from throughline.history import past
from throughline.lib.refusal import Refused

CODES = {
    400: "NotUnderstood",
    403: "NotAllowed",
    404: "NotFound",
    413: "TooLarge",
    422: "Invalid",
    500: "Broken",
}


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        # Programs are told the same in the API's shape; what went wrong did so before the API was reached.
        told = {"code": CODES.get(status, "Refused"), "message": text, "field": ""}
        return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    if past.moment() and status in (403, 404):
        text = _(
            "It was not there on that day, you may not see it, or it is something to be done: the past can be read, "
            "not changed. Go back to today."
        )
    template = "web/error_fragment.html" if getattr(request, "htmx", False) else "web/error.html"
    context = {"status": status, "title": title, "text": text}
    response = render(request, template, context, status=status)
    if getattr(request, "htmx", False):
        response.headers["HX-Retarget"] = "#live-messages"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that the view did not turn into a form error."""
    titles = {
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Not possible now"),
        422: _("Please check this"),
    }
    return _page(request, refused.status, titles.get(refused.status, _("Not possible")), str(refused))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001  Django hands it over
    """What was sent can't be read at all."""
    return _page(
        request, 400, _("The request was not understood"), _("Go back, reload the page and try once more.")
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001  Django hands it over
    """Django itself refuses."""
    return _page(
        request,
        403,
        _("Not allowed"),
        _("You don't have the right to see this. Ask the office that keeps it."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  for developers only
    """The form's token is not that of the session."""
    return _page(
        request,
        403,
        _("The form is too old"),
        _("Your session changed since the page was opened. Reload the page and send the form again."),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001  Django hands it over
    """There is no such address."""
    return _page(request, 404, _("Not found"), _("There is nothing at this address, or you may not see it."))


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than is accepted."""
    megabytes = settings.UPLOAD_LIMIT // 1_000_000
    return _page(
        request,
        413,
        _("The file is too large"),
        _("At most %(limit)s MB are accepted. Split the file, or leave pictures out.") % {"limit": megabytes},
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The program failed."""
    return _page(
        request,
        500,
        _("Something went wrong here"),
        _(
            "Nothing of what you sent was half saved. Try again; if it happens again, tell the administrator when."
        ),
    )
