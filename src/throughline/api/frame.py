"""The API's frame: who calls, and in which language they are answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from throughline import __version__
from throughline.accounts.actions.tokens import user_of_token
from throughline.api.problems import NoCsrfToken, Problem, speak_of_problems

#: In the description of what answers with a file.
A_FILE = {"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}}
#: What every reading operation takes.
AS_OF = {
    "in": "query",
    "name": "as_of",
    "required": False,
    "description": "answer as it stood at the end of this day",
    "schema": {"type": "string", "format": "date"},
}
#: What every operation may answer beside its success.
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), Problem)


def as_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved under `name`."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


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

    def __call__(self, request: HttpRequest) -> Any:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise NoCsrfToken
        return request.user


class Api(NinjaAPI):
    """Operations are called as the functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__.rstrip("_")

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With the day that every reading operation takes, whoever answers it (`web.past`)."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            if "get" in operations:
                operations["get"].setdefault("parameters", []).append(AS_OF)
        return schema


api = Api(
    title="Throughline",
    version=__version__,
    description=(
        "What the pages show, for programs. Same rights as in the browser. Dates are ISO days; measured values are "
        "texts that keep every digit; `version` is the row version that edits send back as `seen`. A list with "
        "`rows` and `next` is a page: send `next` back as `after` until it is empty. Every refusal has the shape "
        "Problem, in the language of the account or of the header Accept-Language."
    ),
    auth=[Token(), Session()],
    urls_namespace="api",
    docs_url=None,
)
speak_of_problems(api)
