"""The API's frame: who calls, how refusals are told, how pages of rows are given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from throughline import __version__
from throughline.accounts.actions.tokens import user_of_token
from throughline.lib.refusal import Invalid, Refused


class Token(HttpBearer):
    """`Authorization: Bearer …` with a token that the person made on the account page."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = user_of_token(token)
        if user is not None:
            request.user = user
            if user.language and not request.headers.get("Accept-Language"):
                translation.activate(user.language)
        return user


class Session(SessionAuth):
    """The browser's session; writing also needs the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


class Problem(Schema):
    """What went wrong: a lasting `code`, a sentence in the caller's language, and the field if there is one."""

    code: str
    message: str
    field: str = ""


api = NinjaAPI(
    title="Throughline",
    version=__version__,
    description=(
        "What the pages show, for programs. Same rights as in the browser. Dates are ISO days; numbers of "
        "measured values are strings that keep every digit; `version` is the row version that edits send back as "
        "`seen`. Lists are pages: send `next` back as `after` until it is empty."
    ),
    auth=[Token(), Session()],
    urls_namespace="api",
    docs_url=None,
)


def _problem(request: HttpRequest, status: int, code: str, message: str, field: str = "") -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "field": field}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal by an action or a permission."""
    field = error.field if isinstance(error, Invalid) else ""
    return _problem(request, error.status, error.code, str(error), field)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Neither a session nor a token."""
    text = translation.gettext("Send a token: Authorization: Bearer … – it is made on the account page.")
    return _problem(request, 401, "NotLoggedIn", text)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Something in the request has the wrong shape; the first place is named."""
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _problem(request, 422, "Invalid", str(first.get("msg", "")), place)
