"""Office files are zip archives of XML. Nothing is inflated or parsed here before it was found harmless."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

from throughline.formats.errors import UnreadableFile
from throughline.formats.shapes import MEBIBYTE, Limits

_CHUNK = 65_536
_SMALL = 64 * MEBIBYTE  # below this an archive may be as dense as it likes
_XML_NAMES = (".xml", ".rels", ".vml")
# What the standard library raises on bytes that are no sound archive.
_ARCHIVE_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # NotImplementedError is one, too
)
_DEFLATE_OR_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The parts of an office file, by name.

    Raises UnreadableFile: truncated, damaged, encrypted, zip_bomb, unsafe_archive, external_entities.
    """

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        self.kind, self._limits = kind, limits
        self._zip = _open(data, kind)
        self._infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._zip.infolist()}
        _check_size(self._zip.infolist(), len(data), limits)
        for info in self._zip.infolist():
            _check_entry(info, kind)
        for name in self._infos:
            if name.lower().endswith(_XML_NAMES):
                self._check_prolog(name)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._infos)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part's bytes, inflated piece by piece."""
        try:
            with self._zip.open(self._infos[name]) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except (*_ARCHIVE_FAULTS, KeyError) as error:
            raise UnreadableFile("damaged", kind=self.kind) from error

    def read(self, name: str) -> bytes:
        """The whole part, when it is small enough to be held as a tree."""
        if name in self._infos and self._infos[name].file_size > self._limits.markup_bytes:
            raise UnreadableFile("too_large", limit_mb=self._limits.markup_bytes // MEBIBYTE)
        return b"".join(self.chunks(name))

    def tree(self, name: str) -> Any:
        """The root element of the part, or None where the archive has no such part."""
        if name not in self._infos:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableFile("damaged", kind=self.kind) from error
        if root.getroottree().docinfo.doctype:
            self._refuse_doctype()
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What the part points at inside the archive: relation id -> (last word of its type, part name)."""
        folder, base = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root:
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], path)
        return found

    def main_part(self) -> str:
        """The part that the archive's root relation calls its document."""
        for kind, path in self.relations("").values():
            if kind == "officeDocument" and path in self._infos:
                return path
        raise UnreadableFile("damaged", kind=self.kind)

    def _check_prolog(self, name: str) -> None:
        """A document type can only stand before the first element, so only that much is parsed.

        Expat does it, whatever the part's encoding; the handler stops it before a declaration is used.
        """
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = _stop
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _FirstElement:
            return
        except expat.ExpatError:
            return  # not XML: an error only if the part is needed, and then its own reader says so
        except (LookupError, ValueError) as error:  # an encoding that could hide what stands in it
            raise UnreadableFile("damaged", kind=self.kind) from error

    def _refuse_doctype(self, *_: Any) -> None:
        raise UnreadableFile("external_entities", kind=self.kind)


class _FirstElement(Exception):
    """The prolog is over."""


def _stop(*_: Any) -> None:
    raise _FirstElement


def _open(data: bytes, kind: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _ARCHIVE_FAULTS as error:
        cut = data.rfind(b"PK\x05\x06") < 0
        raise UnreadableFile("truncated") if cut else UnreadableFile("damaged", kind=kind) from error


def _check_size(infos: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    inflated = sum(info.file_size for info in infos)
    too_dense = inflated > _SMALL and inflated > size * limits.inflation
    if inflated > limits.inflated_bytes or len(infos) > limits.entries or too_dense:
        raise UnreadableFile("zip_bomb")


def _check_entry(info: zipfile.ZipInfo, kind: str) -> None:
    if info.flag_bits & 0x1:
        raise UnreadableFile("encrypted")
    parts = info.filename.replace("\\", "/").split("/")
    is_link = (info.external_attr >> 28) == 0xA
    if ".." in parts or ":" in info.filename or is_link:
        raise UnreadableFile("unsafe_archive", kind=kind)
    if info.compress_type not in _DEFLATE_OR_STORED:
        raise UnreadableFile("damaged", kind=kind)
