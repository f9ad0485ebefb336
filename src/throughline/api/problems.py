"""What the API says when it says no: one shape, in the caller's language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from throughline.lib.refusal import Invalid, Refused


class Problem(Schema):
    """What went wrong: a lasting `code`, a sentence in the caller's language, and the field if there is one."""

    code: str
    message: str
    field: str = ""


class NoCsrfToken(Refused):
    """A browser's session writes without the token that shows that the page came from here."""

    status = 403
    message = gettext_lazy(
        "Writing with the browser's session needs its CSRF token in the header X-CSRFToken. Or send a token of yours: "
        "Authorization: Bearer …"
    )


#: How pydantic's complaints begin, and what is said instead; the first that fits.
WORDS = (
    ("missing", gettext_lazy("This is missing.")),
    ("int", gettext_lazy("Give a whole number.")),
    ("date", gettext_lazy("Give the day as year-month-day, such as 2026-06-30.")),
    ("decimal", gettext_lazy("Give a number with at most 18 digits, 4 of them after the point.")),
    ("finite", gettext_lazy("Give a number with at most 18 digits, 4 of them after the point.")),
    ("bool", gettext_lazy("Give true or false.")),
    ("greater_than", gettext_lazy("This number is too small.")),
    ("less_than", gettext_lazy("This number is too large.")),
    ("enum", gettext_lazy("Choose one of: %(expected)s.")),
    ("literal", gettext_lazy("Choose one of: %(expected)s.")),
    ("string_too_long", gettext_lazy("At most %(max_length)s characters fit here.")),
    ("too_long", gettext_lazy("At most %(max_length)s are possible at once.")),
    (
        "unkeepable",
        gettext_lazy("The text holds characters that can't be kept. Type it again instead of pasting it."),
    ),
    (
        "string_unicode",
        gettext_lazy("The text holds characters that can't be kept. Type it again instead of pasting it."),
    ),
    ("string", gettext_lazy("Give a text.")),
    ("list", gettext_lazy("Give a list.")),
    ("", gettext_lazy("This can't be used here. The description at /api/v1/openapi.json says what fits.")),
)


def problem(status: int, code: str, message: str, field: str = "") -> HttpResponse:
    """The answer."""
    return JsonResponse(
        {"code": code, "message": message, "field": field},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )


def nothing_here() -> HttpResponse:
    """There is no such address."""
    return problem(404, "NotFound", _("There is nothing at this address, or you may not see it."))


def other_method(answer: HttpResponse) -> HttpResponse:
    """The address takes other methods than this one; `answer` is Django's."""
    said = problem(405, "MethodNotAllowed", _("This address is not for that: see /api/v1/openapi.json."))
    if "Allow" in answer:
        said["Allow"] = answer["Allow"]
    return said


def speak_of_problems(api: NinjaAPI) -> None:
    """Let the API answer every refusal as a Problem."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(ValidationError, _misread)
    api.add_exception_handler(HttpError, _not_understood)


def _refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal by an action or a permission."""
    field = error.field if isinstance(error, Invalid) else ""
    return problem(error.status, error.code, str(error), field)


def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Neither a session nor a token."""
    said = problem(
        401, "NotLoggedIn", _("Send a token: Authorization: Bearer … – it is made on the account page.")
    )
    said["WWW-Authenticate"] = "Bearer"
    return said


def _misread(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Something in the request has the wrong shape; the first place is named."""
    first = error.errors[0] if error.errors else {"type": "", "loc": ()}
    place = ".".join(str(part) for part in first["loc"][1:] if part not in ("given", "query", "paging"))
    return problem(422, "Invalid", _told(first), place)


def _told(error: dict[str, Any]) -> str:
    text = next(said for start, said in WORDS if error["type"].startswith(start))
    return str(text) % (error.get("ctx") or {})


def _not_understood(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, or too much of it."""
    if isinstance(error.__cause__, RequestDataTooBig):
        return problem(413, "TooLarge", _("This is too much at once. Send it in parts."))
    return problem(
        error.status_code, "NotUnderstood", _("The body is not JSON in UTF-8. Nothing was done; correct it.")
    )
