"""Somebody at a browser, or a program with a token: speaks HTTP to a running server, and knows what was answered."""

from __future__ import annotations

import json
import re
import secrets
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.builders import PASSWORD
from tests.server import Server

SECONDS = 90


class NoAnswer(Exception):
    """The server was gone before it had answered: nobody knows whether the act took place."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is the answer."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


@dataclass
class Answer:
    """Status, the address it leads to, and the text."""

    status: int
    location: str
    text: str

    @property
    def acknowledged(self) -> bool:
        """Whether it promises that the act is kept."""
        return self.status in (200, 201, 302)

    @property
    def hidden(self) -> dict[str, object]:
        """The hidden fields of a page's forms, without the CSRF token."""
        found = [
            dict(re.findall(r'(\w+)="([^"]*)"', field))
            for field in re.findall(r'<input type="hidden"[^>]*>', self.text)
        ]
        return {one["name"]: one.get("value", "") for one in found if one["name"] != "csrfmiddlewaretoken"}

    @property
    def said(self) -> str:
        """What a page told the person about what they sent."""
        told = re.findall(
            r'class="[^"]*(?:invalid-feedback|alert)[^"]*"[^>]*>(.*?)</div>', self.text, re.DOTALL
        )
        return " ".join(re.sub(r"<[^>]+>", " ", " ".join(told) or self.text[:500]).split())


@dataclass
class Visitor:
    """One person's browser: its cookies outlive the server's restarts."""

    server: Server
    token: str = ""
    cookies: CookieJar = field(default_factory=CookieJar)

    def log_in(self, username: str) -> None:
        """Through the form, as people do."""
        self.get("/login/")
        answer = self.post("/login/", {"username": username, "password": PASSWORD})
        assert answer.status == 302, answer

    def get(self, path: str) -> Answer:
        """Raises NoAnswer."""
        return self._send(urllib.request.Request(self.server.url + path))

    def post(self, path: str, fields: dict[str, object]) -> Answer:
        """A form, with the page's CSRF token. Raises NoAnswer."""
        data = urlencode({**fields, "csrfmiddlewaretoken": self._csrf()}).encode()
        return self._send(urllib.request.Request(self.server.url + path, data))

    def upload(self, path: str, fields: dict[str, object], file: str, name: str, content: bytes) -> Answer:
        """A form with a file in its field `file`. Raises NoAnswer."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {**fields, "csrfmiddlewaretoken": self._csrf()}.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{file}"; filename="{name}"\r\n\r\n'
        )
        data = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._send(urllib.request.Request(self.server.url + path, data, headers))

    def call(self, path: str, value: dict[str, object]) -> Answer:
        """The API. Raises NoAnswer."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        return self._send(urllib.request.Request(self.server.url + path, json.dumps(value).encode(), headers))

    def _csrf(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _send(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(_Stay(), urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            answer: HTTPResponse = opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            answer = error  # type: ignore[assignment]  it answers as others do
        except (OSError, HTTPException) as error:
            raise NoAnswer from error
        with answer:
            return _read(answer)


def _read(answer: HTTPResponse) -> Answer:
    try:
        text = answer.read().decode()
    except (OSError, HTTPException):
        # The status line came, and with it the promise.
        text = ""
    return Answer(answer.status, answer.headers.get("Location", ""), text)
