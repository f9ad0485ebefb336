"""What every request passes through: the city's words, limits and headers, the person's language, refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from throughline.config.bodies import longest
from throughline.lib.refusal import Refused
from throughline.vocabulary.published import refresh
from throughline.web.views.errors import bad_request, refusal_page, too_large

Handler = Callable[[HttpRequest], HttpResponse]

#: Scripts, styles and fonts from here alone; data: images are Tabler's own small pictures inside its stylesheet.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def upload_limit(get_response: Handler) -> Handler:
    """Answer 413 by the announced length, or the one that `bodies` measured; before Django reads a byte of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > longest():
            with translation.override(translation.get_language_from_request(request)):
                return too_large(request)
        return get_response(request)

    return middleware


def sound_addresses(get_response: Handler) -> Handler:
    """Answer 400 to an address with a NUL in it: no page has one, and PostgreSQL keeps none. The API says so itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        odd = "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if odd and not request.path_info.startswith("/api/"):
            return bad_request(request)
        return get_response(request)

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """A strict Content-Security-Policy on every answer, and no sharing with other sites."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def words_in_use(get_response: Handler) -> Handler:
    """Say the city's words of this moment: another process may have changed them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        refresh()
        return get_response(request)

    return middleware


def person_language(get_response: Handler) -> Handler:
    """Speak the language that the person chose; a visitor's cookie or browser decides otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


class Refusals:
    """Turns a Refused that no view caught into a page (or an htmx fragment) with its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refusal_page(request, exception)
        if isinstance(exception, RequestDataTooBig):
            return too_large(request)
        return None
