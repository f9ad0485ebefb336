"""Who calls, in which language they are answered, and how the API says no."""

from __future__ import annotations

import json

import jsonschema
import pytest
from django.test import Client

from tests import builders
from tests.api.scene import Api
from throughline.accounts.actions.tokens import revoke_token
from throughline.accounts.choices import Role
from throughline.accounts.models import ApiToken
from throughline.api import urls  # noqa: F401  it puts the routers in their places
from throughline.api.frame import api as described

DESCRIPTION = described.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = sorted(
    (address.removeprefix("/api/v1"), method)
    for address, said in DESCRIPTION["paths"].items()
    for method in said
)
PROBLEM = {
    "type": "object",
    "required": ["code", "message", "field"],
    "additionalProperties": False,
    "properties": {name: {"type": "string"} for name in ("code", "message", "field")},
}


def told(answer) -> dict[str, str]:
    """The problem that an answer tells."""
    said = json.loads(answer.content)
    jsonschema.validate(said, PROBLEM)
    assert said["message"]
    return said


def test_nobody_gets_in_without_a_token_or_a_session(city):
    for address, method in OPERATIONS:
        answer = Api().send(method.upper(), city.fill(address), {})
        assert answer.status_code == 401, (address, method)
        assert told(answer)["code"] == "NotLoggedIn"
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["", "nothing", "tl_" + "x" * 43, "tl_\x00", "ä", "x" * 5000])
def test_a_token_that_is_none_leads_nowhere(db, secret):
    answer = Client(raise_request_exception=False).get(
        "/api/v1/me", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 401


def test_a_token_ends_with_its_revocation_and_with_its_account(city):
    user = city.users[Role.AUDITOR]
    caller, other = Api(user), Api(user)
    assert caller.get("/me").json()["username"] == user.username
    revoke_token(ApiToken.objects.order_by("pk").first(), by=user)
    assert caller.get("/me").status_code == 401
    assert other.get("/me").status_code == 200
    user.is_active = False
    user.save()
    assert other.get("/me").status_code == 401


def test_a_session_reads_and_writes_with_its_csrf_token(city):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(city.users[Role.UNIT_OFFICER])
    assert browser.get("/api/v1/me").json()["name"] == "Unit-Officer"
    address = f"/api/v1/responsibilities/{city.responsibility.pk}/sign-off"
    refused = browser.post(address)
    assert refused.status_code == 403
    assert told(refused)["code"] == "NoCsrfToken"
    city.responsibility.refresh_from_db()
    assert city.responsibility.signed_at is None
    browser.get("/account/")  # a page with forms hands out the token
    token = browser.cookies["csrftoken"].value
    assert browser.post(address, headers={"X-CSRFToken": token}).status_code == 204
    city.responsibility.refresh_from_db()
    assert city.responsibility.signed_by == city.users[Role.UNIT_OFFICER]


def test_a_token_needs_no_csrf_token_even_beside_a_session(city):
    caller = Api(city.users[Role.UNIT_OFFICER])
    caller.client.force_login(city.users["stranger"])
    assert caller.post(f"/responsibilities/{city.responsibility.pk}/sign-off").status_code == 204
    city.responsibility.refresh_from_db()
    assert city.responsibility.signed_by == city.users[Role.UNIT_OFFICER]


def test_refusals_speak_the_accounts_language_or_the_one_asked_for(city):
    user = builders.user("", Role.VIEWER, language="zh-hans")
    assert told(Api(user).get("/tasks/999999"))["message"] == "此内容不存在，或您无权查看。"
    assert told(Api(user).get("/tasks/abc"))["message"] == "请填写整数。"
    english = Api(user, **{"Accept-Language": "en"})
    assert told(english.get("/tasks/999999"))["message"].startswith("This does not exist")
    nobody = Api(**{"Accept-Language": "zh-Hans"})
    assert told(nobody.get("/me"))["message"].startswith("请发送令牌")
    assert told(nobody.get("/nothing"))["message"] == "此地址没有内容，或您无权查看。"


def test_what_is_nowhere_is_told_as_a_problem(city):
    for caller in (Api(), Api(city.users[Role.VIEWER])):
        for address in ("/", "/nothing", "/tasks/1/2/3/4", "/tasks/", "/registers/a/b/c"):
            for method in ("GET", "POST", "DELETE"):
                answer = caller.send(method, address, {})
                assert answer.status_code == 404, (address, method)
                assert told(answer)["code"] == "NotFound"


def test_another_method_is_told_which_there_are(city):
    answer = Api(city.users[Role.VIEWER]).send("DELETE", f"/tasks/{city.task.pk}", {})
    assert answer.status_code == 405
    assert told(answer)["code"] == "MethodNotAllowed"
    assert set(answer["Allow"].split(", ")) >= {"GET", "PATCH"}


def test_too_much_is_refused_before_it_is_read(city, settings):
    settings.UPLOAD_LIMIT = 1000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    officer = Api(city.users[Role.UNIT_OFFICER])
    address = f"/tasks/{city.task.pk}/reports"
    for length in (2_000, 2_000_000):  # over what is kept in memory; over what is read at all
        answer = officer.post(address, b'"' + b"x" * length + b'"')
        assert answer.status_code == 413, length
        assert told(answer)["code"] == "TooLarge"
    office = Api(city.users[Role.PLAN_OFFICE])
    assert office.upload("/documents", "long.txt", b"x" * 2_000_000).status_code == 413


UNREADABLE = (
    b"",
    b"{",
    b"\xff\xfe",
    b"NaN",
    b"[" * 100_000,
    b'{"seen": 1',
    b"<xml/>",
    b'{"seen":' + b"9" * 5000 + b"}",
)


def test_a_body_that_is_no_json_is_told_so(city):
    caller = Api(city.users[Role.PLAN_OFFICE])
    for body in UNREADABLE:
        answer = caller.patch(f"/tasks/{city.task.pk}", body)
        assert answer.status_code in (400, 422), body[:20]
        assert told(answer)["code"] in ("NotUnderstood", "Invalid")


def test_the_program_failing_is_told_as_a_problem(city, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("throughline.api.desk.board", fail)
    answer = Api(city.users[Role.AUDITOR]).get("/overview")
    assert answer.status_code == 500
    assert told(answer)["code"] == "Broken"


def test_the_description_is_open_to_all_and_says_how_to_get_in():
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    said = answer.json()
    assert said["info"]["title"] == "Throughline"
    assert {one["type"] for one in said["components"]["securitySchemes"].values()} == {"http", "apiKey"}
    names = [op["operationId"] for address in said["paths"].values() for op in address.values()]
    assert len(names) == len(set(names)) == len(OPERATIONS)
    for address in said["paths"].values():
        for operation in address.values():
            assert operation["description"], operation["operationId"]
            assert {"401", "403", "404", "422"} <= set(operation["responses"])
