"""The API's frame: who calls, how refusals are told."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
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
        return user


class Problem(Schema):
    """What went wrong: a lasting `code`, a sentence in the caller's language, and the field if there is one."""

    code: str
    message: str
    field: str = ""


class Session(SessionAuth):
    """The browser's session; writing also needs the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="Throughline",
    version=__version__,
    description="From a word said in a meeting to a result that was measured.",
    auth=[Token(), Session()],
    urls_namespace="api",
    docs_url=None,
)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    problem = {"code": error.code, "message": str(error)}
    if isinstance(error, Invalid):
        problem["field"] = error.field
    return api.create_response(request, problem, status=error.status)


def without_login_page(view: Any) -> Any:
    """The API answers 401 itself instead of leading to the log-in page."""
    return login_not_required(view)
