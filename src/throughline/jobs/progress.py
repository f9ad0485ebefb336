"""How far a job is: a small file beside the database, so that telling it waits for no lock."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from throughline.lib import clock


@dataclass(frozen=True)
class Progress:
    """`done` of `total` steps (total 0: unknown), what is being done, and when that was told (ISO time)."""

    done: int
    total: int
    message: str
    at: str

    @property
    def percent(self) -> int | None:
        """0 to 100; None while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None


def folder() -> Path:
    """Where the files are."""
    return Path(settings.DATA_DIR) / "jobs"


def progress(job_id: int, done: int, total: int, message: str = "") -> None:
    """Tell how far the job is."""
    told = Progress(done, total, message, clock.now().isoformat())
    write(folder() / f"{job_id}.json", asdict(told))


def read_progress(job_id: int) -> Progress | None:
    """What was told last; None before anything was."""
    values = read(folder() / f"{job_id}.json")
    return Progress(**values) if values and values.keys() == Progress.__dataclass_fields__.keys() else None


def forget_progress(job_id: int) -> None:
    """Delete the file of a job that ended long ago."""
    (folder() / f"{job_id}.json").unlink(missing_ok=True)


def write(path: Path, values: dict[str, object]) -> None:
    """Replace the file as a whole: readers see the old text or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def read(path: Path) -> dict[str, object] | None:
    """The file's values; None when there is none or it is not legible."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return values if isinstance(values, dict) else None
