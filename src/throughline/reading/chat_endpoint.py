"""An endpoint that speaks the chat protocol of OpenAI (`POST …/chat/completions`), as a backend of the reader.

Nothing is asked unless somebody names the endpoint. Its answer is bounded in time and size, and no redirect is
followed, so that the text goes to no other place than the one that was named.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from throughline.reading.second_opinion import Backend, SecondOpinionFailed

SECONDS = 60
LARGEST = 1_000_000


class BadEndpoint(ValueError):
    """The address of a model is not one that can be asked."""


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayHere)


def backend(url: str, model: str, *, key: str = "", seconds: float = SECONDS) -> Backend:
    """A backend for the model `model` at `url`, such as http://127.0.0.1:11434/v1. Raises BadEndpoint."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise BadEndpoint(url)
    if not model:
        raise BadEndpoint(url)
    address = url.rstrip("/") + "/chat/completions"
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def complete(instructions: str, question: str) -> str:
        said = [("system", instructions), ("user", question)]
        sent = {
            "model": model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": role, "content": content} for role, content in said],
        }
        body = json.dumps(sent).encode()
        # The scheme was checked above; nothing else than http and https is opened.
        request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310
        return _content(_answered(request, seconds))

    return Backend(model, complete)


def from_environment(variables: Mapping[str, str]) -> Backend | None:
    """The backend that the environment names, None where it names none. Raises BadEndpoint."""
    url = variables.get("THROUGHLINE_MODEL_URL", "").strip()
    if not url:
        return None
    name, key = (variables.get(f"THROUGHLINE_MODEL_{part}", "").strip() for part in ("NAME", "KEY"))
    return backend(url, name, key=key)


def _answered(request: urllib.request.Request, seconds: float) -> bytes:
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            content: bytes = answer.read(LARGEST + 1)
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise SecondOpinionFailed from error
    if len(content) > LARGEST:
        raise SecondOpinionFailed
    return content


def _content(answer: bytes) -> str:
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise SecondOpinionFailed from error
    if not isinstance(content, str):
        raise SecondOpinionFailed
    return content
