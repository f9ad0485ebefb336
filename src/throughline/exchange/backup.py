"""Backup: everything of an installation in one file that does not depend on its database."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models

from throughline.exchange import backup_format as form
from throughline.exchange.backup_refusals import FileExists
from throughline.history import heads
from throughline.history.sealer import current_installation, seal, tail
from throughline.history.snapshot import snapshot
from throughline.lib import clock

CHUNK = 2000
BLOCK = 1 << 20


@dataclass(frozen=True)
class Written:
    """A backup that was made: rows by model, uploads, bytes of the file."""

    path: Path
    rows: int
    uploads: int
    size: int


def write_backup(path: Path, *, with_key: bool = False) -> Written:
    """Write everything to `path`, one consistent view of it; the server may go on meanwhile.

    `with_key` puts the installation's key in: then the file alone restores everything, and whoever has it can forge
    history. Without, the restored installation needs the same key by other means. Raises FileExists.
    """
    if path.exists():
        raise FileExists(path=path)
    seal()
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, snapshot():
                manifest = _Writer(archive).write(with_key=with_key)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    rows = sum(model["rows"] for model in manifest["models"].values())
    uploads = sum(name.startswith(form.UPLOADS) for name in manifest["members"])
    return Written(path, rows, uploads, path.stat().st_size)


class _Writer:
    """Puts the members in, and counts and sums them for the manifest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, dict[str, Any]] = {}

    def write(self, *, with_key: bool) -> dict[str, Any]:
        """All members; the manifest is the last."""
        manifest = self._manifest()
        for model in form.backed_up():
            manifest["models"][model._meta.label] = {
                "fields": form.columns(model),
                "rows": self._add(form.member(model), _lines(model)),
            }
        for path in _uploads():
            self._add(form.UPLOADS + path.relative_to(settings.MEDIA_ROOT).as_posix(), _blocks(path))
        if heads.path().exists():
            self._add(form.HEADS, _blocks(heads.path()))
        if with_key:
            self._add(form.KEY, [settings.SECRET_KEY.encode()])
        manifest["signature"] = form.signature(manifest)
        self._add(form.MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
        return manifest

    def _manifest(self) -> dict[str, Any]:
        sequence, chain = tail()
        manifest = {
            "format": form.FORMAT,
            "throughline": settings.VERSION,
            "made_at": clock.now().isoformat(),
            "installation": current_installation(),
            "head": {"sequence": sequence, "chain": chain},
            "database": connection.vendor,
            "migrations": form.migrations(),
            "models": {},
            "members": self._members,
        }
        return {**manifest, "key_check": form.key_check(manifest)}

    def _add(self, name: str, content: Iterable[bytes]) -> int:
        """Add a member piece by piece; the number of pieces."""
        digest, size, pieces = hashlib.sha256(), 0, 0
        with self._archive.open(name, "w", force_zip64=True) as out:
            for piece in content:
                out.write(piece)
                digest.update(piece)
                size, pieces = size + len(piece), pieces + 1
        if name != form.MANIFEST:
            self._members[name] = {"sha256": digest.hexdigest(), "size": size}
        return pieces


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    rows = model._base_manager.order_by("pk").values_list(*form.columns(model))
    return (form.encode(row) for row in rows.iterator(chunk_size=CHUNK))


def _uploads() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
