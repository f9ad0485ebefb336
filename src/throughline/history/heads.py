"""The chain heads kept outside the database, one JSON object a line, only ever added to.

    {"installation": hex, "sequence": 1204, "chain": hex, "at": ISO time, "signature": hex}

They may lag behind the database but never lead: whoever cuts the end of the history off leaves a head behind that
says more. Copy the file to another machine now and then; an old copy proves as much as it holds.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from throughline.history.signing import sign
from throughline.lib import clock

FILE_NAME = "chain-heads.jsonl"
LONGEST_LINE = 1000


@dataclass(frozen=True)
class Head:
    """The last sealed record's number and hash at a moment; the first one of an installation has its beginning."""

    installation: str
    sequence: int
    chain: str
    at: str
    signature: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether it was written with this installation's key and not changed since."""
        return self.signature == _signature(self)


def _signature(head: Head) -> str:
    return sign(["head", head.installation, head.sequence, head.chain, head.at])


def path() -> Path:
    """Where the heads are kept."""
    return Path(settings.DATA_DIR) / FILE_NAME


def make(installation: str, sequence: int, chain: str) -> Head:
    """A signed head of this moment."""
    head = Head(installation, sequence, chain, clock.now().isoformat())
    return Head(**{**asdict(head), "signature": _signature(head)})


def begin(head: Head, file_path: Path) -> None:
    """Write a new file with its first head; raises FileExistsError when there is one."""
    with file_path.open("xb") as file:
        file.write(_line(head))
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(file_path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def replace(head: Head) -> None:
    """Begin anew with `head`; a file that stands there is kept under another name."""
    if path().exists():
        path().rename(path().with_name(f"chain-heads-until-{clock.now():%Y%m%dT%H%M%S%fZ}.jsonl"))
    begin(head, path())


def append(installation: str, sequence: int, chain: str) -> bool:
    """Add a head, safely on disk when this returns. False, and nothing done, unless it continues the file.

    A file that is missing, of another installation or ahead of the database is left as it is, for `verify` to report.
    """
    try:
        file = path().open("r+b")
    except FileNotFoundError:
        return False
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before, end = _tail(file)
        if before is None or before.installation != installation or before.sequence >= sequence:
            return False
        file.seek(end)
        file.truncate()
        file.write(_line(make(installation, sequence, chain)))
        file.flush()
        os.fsync(file.fileno())
    return True


def last() -> Head | None:
    """The last head; None when there is no file, or nothing legible at its end."""
    try:
        with path().open("rb") as file:
            return _tail(file)[0]
    except FileNotFoundError:
        return None


def size() -> int | None:
    """Bytes of the file now; None when there is none."""
    try:
        return path().stat().st_size
    except FileNotFoundError:
        return None


def read(limit: int) -> Iterator[Head | None]:
    """The heads in the first `limit` bytes, oldest first; None for a line that is none."""
    with path().open("rb") as file:
        while file.tell() < limit and (line := file.readline(LONGEST_LINE)):
            if line.endswith(b"\n"):
                yield _parse(line)
            # else: a power cut in the middle of the last line; its head was never relied on


def _line(head: Head) -> bytes:
    return json.dumps(asdict(head), separators=(",", ":")).encode() + b"\n"


def _parse(line: bytes) -> Head | None:
    try:
        values: dict[str, Any] = json.loads(line)
        head = Head(**values)
    except (ValueError, TypeError):
        return None
    return head if isinstance(head.sequence, int) else None


def _tail(file: BinaryIO) -> tuple[Head | None, int]:
    """The last complete line as a head, and where it ends."""
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - 2 * LONGEST_LINE)
    file.seek(start)
    content = file.read()
    complete = content[: content.rfind(b"\n") + 1]
    lines = complete.splitlines()
    return (_parse(lines[-1]) if lines else None), start + len(complete)
