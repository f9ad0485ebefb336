"""Files that were brought back wait beside the database until they are taken over, a day at most."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from throughline.accounts.models import User
from throughline.jobs.progress import read, write
from throughline.lib import clock
from throughline.lib.refusal import NotThere

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")
_NAMES, _PREVIEW = "names.json", "preview.json"
File = tuple[str, bytes]


@dataclass(frozen=True)
class Waiting:
    """Files that one person brought back for one purpose (a register's key, or 0 for reports)."""

    token: str
    register: int
    names: list[str]
    job: int = 0
    left_out: list[int] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return _folder() / self.token

    @property
    def size(self) -> int:
        """Bytes, of all files that are not left out."""
        return sum((self.folder / str(place)).stat().st_size for place in self._places)

    @property
    def _places(self) -> list[int]:
        return [place for place in range(len(self.names)) if place not in self.left_out]

    def files(self) -> list[File]:
        """The files that are not left out."""
        return [(self.names[place], (self.folder / str(place)).read_bytes()) for place in self._places]

    def without(self, names: Iterable[str]) -> Waiting:
        """The same with only the files of these names left out; what was worked out of them is forgotten."""
        given = set(names)
        places = [place for place, name in enumerate(self.names) if name in given]
        changed = Waiting(self.token, self.register, self.names, 0, places)
        _write(changed)
        (self.folder / _PREVIEW).unlink(missing_ok=True)
        return changed

    def asked(self, job: int) -> None:
        """Remember the job that looks at them."""
        _write(Waiting(self.token, self.register, self.names, job, self.left_out))

    def keep_preview(self, told: dict[str, Any]) -> None:
        """Keep what a look found."""
        write(self.folder / _PREVIEW, told)

    def preview(self) -> dict[str, Any] | None:
        """What a look found; None before it was kept."""
        return read(self.folder / _PREVIEW)

    def drop(self) -> None:
        """Delete the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "returned"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(waiting: Waiting) -> None:
    """Keep what is known of the files, beside whose they are."""
    told = asdict(waiting)
    told.pop("token")
    write(waiting.folder / _NAMES, {**(read(waiting.folder / _NAMES) or {}), **told})


def keep(by: User | None, register: int, files: Sequence[File]) -> Waiting:
    """Keep `files` for whoever brought them; what others forgot is deleted."""
    oldest = clock.now().timestamp() - KEPT_SECONDS
    for folder in _folder().iterdir():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
    waiting = Waiting(secrets.token_hex(16), register, unique(name for name, _data in files))
    waiting.folder.mkdir(mode=0o700)
    for place, (_name, data) in enumerate(files):
        (waiting.folder / str(place)).write_bytes(data)
    write(waiting.folder / _NAMES, {"by": by.pk if by else None})
    _write(waiting)
    return waiting


def kept(by: User | None, register: int, token: str) -> Waiting:
    """The files that wait under `token`. Raises NotThere, also for somebody else's and those of another purpose."""
    told: dict[str, Any] | None = read(_folder() / token / _NAMES) if _TOKEN.fullmatch(token) else None
    if not told or told.get("by") != (by.pk if by else None) or told.get("register") != register:
        raise NotThere
    return Waiting(token, register, told["names"], told["job"], told["left_out"])


def unique(names: Iterable[str]) -> list[str]:
    """The names, each once: a second "a.xlsx" is "2-a.xlsx"."""
    made: list[str] = []
    for name in names:
        bare, number = name[-150:] or "–", 1
        unlike = bare
        while unlike in made:
            number += 1
            unlike = f"{number}-{bare}"
        made.append(unlike)
    return made
