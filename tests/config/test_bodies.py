"""Bodies that come in chunks, sent to the real server: they count as far as may be uploaded, and no further."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.server import Server
from throughline.config.bodies import FORM_OVERHEAD, measured

LIMIT = 1_000_000


@pytest.fixture
def serving(installation, migrated: Path) -> Server:
    made = installation(like=migrated)
    made.environment |= {"THROUGHLINE_UPLOAD_LIMIT_MB": "1", "THROUGHLINE_WORKER": "0"}
    return made.start()


def chunks(total: int) -> Iterator[bytes]:
    while total > 0:
        yield bytes(min(total, 50_000))
        total -= 50_000


def begun(server: Server, path: str, *, language: str = "en") -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("POST", path)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Accept-Language", language)
    connection.endheaders()
    return connection


def send(connection: HTTPConnection, piece: bytes) -> None:
    connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))


@pytest.mark.slow
def test_a_body_without_a_length_is_read_up_to_the_limit_and_answered_413(serving: Server):
    for path, language in (("/login/", "en"), ("/login/", "zh-hans"), ("/api/v1/me", "en")):
        with closing(begun(serving, path, language=language)) as connection:
            for piece in chunks(LIMIT + FORM_OVERHEAD + 100_000):
                send(connection, piece)
            # It is not over, and the answer comes all the same: nobody waits for the end of an endless body.
            told(connection.getresponse(), path, language)


def told(answer: HTTPResponse, path: str, language: str) -> None:
    text = answer.read().decode()
    assert answer.status == 413, text
    if path.startswith("/api/"):
        assert json.loads(text)["code"] == "TooLarge"
    else:
        assert ("文件过大" if language == "zh-hans" else "The file is too large") in text


@pytest.mark.slow
def test_a_short_body_in_chunks_is_read_as_any_other(serving: Server):
    with closing(HTTPConnection("127.0.0.1", serving.port, timeout=20)) as connection:
        status, text = log_in(connection)
    # The form arrived: its token was accepted and its account looked for.
    assert (status, "nobody" in text) == (422, True)


def log_in(connection: HTTPConnection) -> tuple[int, str]:
    connection.request("GET", "/login/")
    page = connection.getresponse()
    token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    cookie = page.getheader("Set-Cookie", "").split(";")[0]
    form = f"csrfmiddlewaretoken={token}&username=nobody&password=wrong".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", "/login/", iter([form[:20], form[20:]]), headers, encode_chunked=True)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_body_is_measured_and_closed_with_the_answer(settings):
    settings.UPLOAD_LIMIT = LIMIT
    seen = {}

    def application(environ, _start):
        seen.update(environ)
        return [environ["wsgi.input"].read(4)]

    environ = {"wsgi.input": io.BytesIO(b"four and more"), "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = measured(application)(environ, lambda *_: None)
    assert (list(answer), seen["CONTENT_LENGTH"]) == ([b"four"], "13")
    answer.close()
    assert seen["wsgi.input"].closed
    plain = {"wsgi.input": io.BytesIO(b"four"), "CONTENT_LENGTH": "4"}
    assert measured(application)(plain, lambda *_: None) == [b"four"]
