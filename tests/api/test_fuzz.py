"""Whatever is sent, the API never breaks, and what it refuses it tells as a problem."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.api.scene import Api, content
from tests.api.test_frame import DESCRIPTION, OPERATIONS, told
from throughline.accounts.choices import Role
from throughline.delivery.models import Report
from throughline.documents.models import Document

TRIED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "\x00", "a\x00b", "\ud800", "﻿", "’", "%", "%s", "{}", "../../etc/passwd", "<script>", "=1+1"]
    ),
    st.sampled_from(["NaN", "Infinity", "-0", "1e999", "9" * 400, "2026-02-30", "0000-00-00", "99999-01-01"]),
    st.just("很" * 30_000),
)
SCALARS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**63), 2**31, 10**40, 0, -1]),
    st.floats(allow_nan=True),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def _fields(address: str, method: str) -> list[str]:
    """The names in the body that the description asks for."""
    body = DESCRIPTION["paths"][f"/api/v1{address}"][method].get("requestBody")
    if body is None:
        return []
    shape = next(iter(body["content"].values()))["schema"]
    if "$ref" in shape:
        shape = DESCRIPTION["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return list(shape.get("properties", {}))


def _asked(address: str, method: str, place: str) -> list[str]:
    said = DESCRIPTION["paths"][f"/api/v1{address}"][method].get("parameters", ())
    return [one["name"] for one in said if one["in"] == place]


def _quoted(value: Any) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass")[:2000], safe="")


def _query(data: st.DataObject, names: list[str]) -> str:
    pairs = [
        (name, str(data.draw(SCALARS)).encode("utf-8", "surrogatepass")[:2000])
        for name in names
        if data.draw(st.booleans())
    ]
    return urlencode(pairs)


def _body(data: st.DataObject, names: list[str]) -> bytes:
    whole = st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES)) if names else VALUES
    sent = data.draw(st.one_of(whole, whole, whole, VALUES))
    return json.dumps(sent).encode("utf-8", "surrogatepass")


@pytest.fixture
def caller(city):
    """Somebody who may do everything, so that what is sent goes as far as it can."""
    return Api(builders.user("", *Role.values))


def _unbroken(answer, sent) -> None:
    assert answer.status_code < 500, (sent, answer.content)
    if answer.status_code >= 400:
        told(answer)
    content(answer)


@pytest.mark.parametrize(("address", "method"), OPERATIONS)
def test_garbage_is_refused_and_nothing_breaks(city, caller, address, method):
    names, asked = _fields(address, method), _asked(address, method, "query")
    in_path = _asked(address, method, "path")

    @TRIED
    @given(st.data())
    def send(data: st.DataObject) -> None:
        place = address
        for name in in_path:
            if data.draw(st.integers(0, 3)) == 0:
                place = place.replace(f"{{{name}}}", _quoted(data.draw(SCALARS)))
        place = city.fill(place)
        query = _query(data, asked)
        sent = _body(data, names) if method != "get" else b""
        answer = caller.send(method.upper(), f"{place}?{query}", sent)
        _unbroken(answer, (method, place, query, sent))

    send()


def test_forms_of_garbage_break_nothing(city, caller):
    @TRIED
    @given(
        name=TEXTS,
        content=st.binary(max_size=200),
        told_=st.dictionaries(
            st.sampled_from(["title", "number", "dated_on", "organization", "disclosure", "again"]), TEXTS
        ),
    )
    def send(name, content, told_):
        plain = {key: value.encode("utf-8", "replace").decode() for key, value in told_.items()}
        file = name.encode("utf-8", "replace").decode() or "x"
        _unbroken(caller.upload("/documents", file, content, **plain), (name, content, told_))

    send()
    assert Document.objects.filter(file_name__contains="/").count() == 0


def test_what_was_refused_wrote_nothing(city, caller):
    before = Report.objects.count()
    for body in ({}, [], None, {"organization": city.finance.pk}, {"period": 1}, {"progress": {}}):
        answer = caller.post(f"/tasks/{city.task.pk}/reports", json.dumps(body).encode())
        assert answer.status_code in (404, 422), body
    assert Report.objects.count() == before
