"""The file of a pack: a zip with a manifest and one JSON file per kind of setting.

    manifest.json          {"throughline-settings": 1, "throughline": "0.1.0", "files": {"rule-sets.json": sha256}}
    rule-sets.json         {"points_behind": {"title": …, "rules": […], …}}

The same settings make the same file, byte for byte. JSON, not YAML: it can name no types and no repetitions.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from throughline.exchange.settings_pack.parts import parts
from throughline.exchange.settings_pack.refusals import NotAPack, PackBroken, PackOfNewerVersion, PackTooLarge
from throughline.lib.pack_part import Content

FORMAT = 1
MARK = "throughline-settings"
MANIFEST = "manifest.json"
#: Bytes of the file, and of each file in it when it is unpacked.
LARGEST, LARGEST_FILE = 20_000_000, 25_000_000
MOST_FILES = 50
#: The first moment that a zip can name: a pack has no time of its own.
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Pack:
    """What a pack holds, by part and key; the version that wrote it; its own hash."""

    version: str
    items: dict[str, dict[str, Content]]
    sha256: str


def write_pack() -> bytes:
    """All settings of this installation as a pack. Raises PackTooLarge: its templates are, nothing else is."""
    files = {f"{name}.json": _json(part.held()) for name, part in parts().items()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = {MARK: FORMAT, "throughline": settings.VERSION, "files": sums}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in [(MANIFEST, _json(manifest)), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
    written = target.getvalue()
    if len(written) > LARGEST or any(len(content) > LARGEST_FILE for content in files.values()):
        raise PackTooLarge(limit=LARGEST // 1_000_000)
    return written


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def read_pack(data: bytes) -> Pack:
    """A pack's items; nothing of it is unpacked to the disk. Raises NotAPack, PackBroken, PackOfNewerVersion."""
    if len(data) > LARGEST:
        raise NotAPack
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotAPack from error
    with archive:
        manifest = _manifest(archive)
        names = [one.filename for one in archive.infolist()]
        if sorted(names) != sorted([MANIFEST, *manifest["files"]]) or len(names) > MOST_FILES:
            raise PackBroken(name=MANIFEST)
        items = {}
        for name, expected in manifest["files"].items():
            content = _read(archive, name)
            if hashlib.sha256(content).hexdigest() != expected:
                raise PackBroken(name=name)
            items[name.removesuffix(".json")] = _items(name, content)
    if set(items) - set(parts()):
        raise PackOfNewerVersion(theirs=manifest["throughline"], ours=settings.VERSION)
    return Pack(manifest["throughline"], items, hashlib.sha256(data).hexdigest())


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(archive, MANIFEST))
        known = isinstance(manifest, dict) and isinstance(manifest.get(MARK), int)
    except (PackBroken, ValueError, RecursionError) as error:
        raise NotAPack from error
    if not known:
        raise NotAPack
    manifest["throughline"] = str(manifest.get("throughline", ""))[:40]
    if manifest[MARK] > FORMAT:
        raise PackOfNewerVersion(theirs=manifest["throughline"], ours=settings.VERSION)
    if not isinstance(manifest.get("files"), dict):
        raise NotAPack
    return manifest


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of the pack, at most so much of it as one may have, whatever the zip says of its size."""
    try:
        with archive.open(name) as file:
            content = file.read(LARGEST_FILE + 1)
    except (
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise PackBroken(name=name[:80]) from error
    if len(content) > LARGEST_FILE:
        raise PackBroken(name=name[:80])
    return content


def _items(name: str, content: bytes) -> dict[str, Content]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackBroken(name=name[:80]) from error
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise PackBroken(name=name[:80])
    return found
