"""Request bodies that come in chunks: nobody announced their length, so it is measured before Django sees them.

Django takes a body without Content-Length for an empty one, and the server would let it be as long as it likes. Here
it is kept on the disk up to what may be uploaded; a longer one is announced as too long, which the middleware answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings

#: A multipart form is a little longer than the file in it.
FORM_OVERHEAD = 1_000_000
#: What is kept in memory before it is written to a temporary file.
IN_MEMORY = 1_000_000
PIECE = 64 * 1024

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


def longest() -> int:
    """The most bytes that a request's body may have."""
    return int(settings.UPLOAD_LIMIT) + FORM_OVERHEAD


def measured(application: Application) -> Application:
    """The WSGI application, told the length of every body; it reads at most one piece beyond the longest."""

    def answer(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or not environ.get("HTTP_TRANSFER_ENCODING"):
            return application(environ, start_response)
        body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed when the answer is given
        length = 0
        while length <= longest() and (piece := environ["wsgi.input"].read(PIECE)):
            length += body.write(piece)
        body.seek(0)
        environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
        return _Answer(application(environ, start_response), body)

    return answer


class _Answer:
    """An answer's pieces; closing it closes the body, too."""

    def __init__(self, pieces: Iterable[bytes], body: SpooledTemporaryFile[bytes]) -> None:
        self._pieces, self._body = pieces, body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        """As WSGI asks for: whatever the answer and the body hold."""
        try:
            getattr(self._pieces, "close", lambda: None)()
        finally:
            self._body.close()
