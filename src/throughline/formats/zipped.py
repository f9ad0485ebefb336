"""The workbooks in a zip file that a person packed: bounded, and named as that person's system wrote the names."""

from __future__ import annotations

import io
import zipfile
import zlib

from throughline.formats.errors import UnreadableFile
from throughline.formats.shapes import DEFAULT_LIMITS, Limits

MOST_FILES = 400
#: All files of a zip together, unpacked; office files are packed themselves, so they hardly grow.
MOST_BYTES = 300 * 1024 * 1024
_LEFT_OUT = ("__MACOSX", ".", "~$")
_UTF8 = 0x800


def is_zip_of_files(data: bytes, name: str) -> bool:
    """Whether it is a zip file that is no office file itself."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return name.lower().endswith(".zip")


def unpacked(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[tuple[str, bytes]]:
    """(name, bytes) of the files in it, without folders and what programs leave behind.

    Raises UnreadableFile: damaged, encrypted, zip_bomb, empty.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [info for info in archive.infolist() if not info.is_dir() and _is_meant(_name(info))]
            _bounded(wanted, len(data), limits)
            found = [(_name(info), _content(archive, info)) for info in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableFile("damaged", kind="zip") from error
    if not found:
        raise UnreadableFile("empty")
    return found


def _bounded(infos: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_FILES or total > MOST_BYTES or total > max(size, 1) * limits.inflation:
        raise UnreadableFile("zip_bomb")
    if any(info.flag_bits & 0x1 for info in infos):
        raise UnreadableFile("encrypted")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Never more than the archive said: a wrong size is caught before memory is."""
    with archive.open(info) as part:
        content = part.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise UnreadableFile("zip_bomb")
    return content


def _name(info: zipfile.ZipInfo) -> str:
    """The file's own name; older Chinese systems write it in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/").rpartition("/")[2]


def _is_meant(name: str) -> bool:
    return bool(name) and not name.startswith(_LEFT_OUT)
