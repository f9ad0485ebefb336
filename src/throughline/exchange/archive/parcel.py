"""The zip itself: members are written piece by piece and hashed on the way; the last ones say what is in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

BLOCK = 1 << 20
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


class Parcel:
    """An archive in the making. Memory stays bounded: a file passes through it in blocks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, path: str, content: Iterable[bytes]) -> str:
        """Write a member; its SHA-256 as hex."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(path, "w", force_zip64=True) as out:
            for piece in content:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[path] = {"sha256": digest.hexdigest(), "size": size}
        return digest.hexdigest()

    def text(self, path: str, text: str) -> None:
        """Write a text as UTF-8."""
        self.add(path, [text.encode()])

    def copy(self, path: str, file: IO[bytes]) -> str:
        """Write what is in an open file."""
        return self.add(path, blocks(file))

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest and the list that `sha256sum -c` reads; nothing comes after them."""
        whole = {**manifest, "members": dict(self.members)}
        self.text(MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))
        lines = (f"{one['sha256']}  {path}\n" for path, one in self.members.items())
        self._archive.writestr(SUMS, "".join(lines))


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The content of an open file, a block at a time."""
    while block := file.read(BLOCK):
        yield block
