"""What a file is, by its content; its name only decides between the kinds of plain text."""

from __future__ import annotations

import re
from types import MappingProxyType

from throughline.formats.errors import UnreadableFile

MEDIA_TYPES = MappingProxyType(
    {
        "txt": "text/plain",
        "md": "text/markdown",
        "html": "text/html",
        "csv": "text/csv",
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_TEXT_ENDINGS = MappingProxyType(
    {
        "": "txt", "txt": "txt", "text": "txt", "log": "txt",
        "md": "md", "markdown": "md",
        "csv": "csv", "tsv": "csv",
        "html": "html", "htm": "html", "xhtml": "html", "shtml": "html",
    }
)  # fmt: skip
_OFFICE_ENDINGS = MappingProxyType(
    {
        "pdf": "pdf",
        "docx": "docx", "dotx": "docx", "docm": "docx", "dotm": "docx", "doc": "docx", "wps": "docx",
        "xlsx": "xlsx", "xltx": "xlsx", "xlsm": "xlsx", "xltm": "xlsx", "xls": "xlsx", "et": "xlsx",
    }
)  # fmt: skip
"""Old endings are harmless on a new file: office programs write them when asked to overwrite."""
_FOREIGN_ENDINGS = frozenset(
    "zip rar 7z gz tar exe dll msi bat com sh jpg jpeg png gif bmp tif tiff svg ppt pptx rtf odt ods odp ofd xml "
    "json".split()
)
_ENDING = re.compile(r"[a-z][a-z0-9]{0,7}|7z")
_PROGRAMS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xce\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a compiled program"),
    (b"\0asm", "a WebAssembly program"),
    (b"dex\n", "an Android program"),
    (b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut"),
)
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"{\\rtf", "rich text"),
    (b"SQLite format 3\0", "a database"),
    (b"%!PS", "PostScript"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PDF_MARK = b"%PDF-"
_PDF_SIGNS = (re.compile(rb"\b\d+ \d+ obj\b"), re.compile(rb"\bendobj\b"), re.compile(rb"%%EOF"))
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]*>\s*+)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_NAME_RUBBISH = re.compile(r"[\x00-\x1f\x7f]")


def safe_name(name: str) -> str:
    """The last part of a file name, whatever folders were put before it: never a path."""
    last = _NAME_RUBBISH.sub("", name.replace("\\", "/")).rstrip("/ .").rpartition("/")[2].strip()
    return last[-120:]


def ending(name: str) -> str:
    """The name's ending without its dot, in small letters; empty where it has none."""
    stem, dot, last = safe_name(name).rpartition(".")
    # "Plan v1.2" and "6.30台账" have no ending.
    return last.lower() if dot and stem and _ENDING.fullmatch(last.lower()) else ""


def sniff(data: bytes, name: str) -> str:
    """One of "pdf", "zip" (an office file, not yet opened), "text".

    Raises UnreadableFile: empty, executable, encrypted, old_office, unknown_kind.
    """
    if not data:
        raise UnreadableFile("empty")
    _refuse_programs(data)
    if data.startswith(_OLE):
        _refuse_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if is_pdf(data, name):
        return "pdf"
    for mark, found in _OTHERS:
        if data.startswith(mark):
            raise UnreadableFile("unknown_kind", found=found)
    return "text"


def is_pdf(data: bytes, name: str) -> bool:
    """Whether it is a pdf, also one with something before its header or, if so named, with a broken one."""
    if _PDF_MARK in data[:1024]:
        return True
    return ending(name) == "pdf" and all(sign.search(data) for sign in _PDF_SIGNS)


def text_kind(text: str, name: str) -> str:
    """Which kind of plain text: "txt", "md", "csv" or "html".

    Raises UnreadableFile: kind_mismatch, unknown_kind.
    """
    named = ending(name)
    is_html = bool(_HTML_START.match(text[:10_000]))
    if named in _OFFICE_ENDINGS:
        raise UnreadableFile("kind_mismatch", named=named, found="html" if is_html else "txt")
    if named not in _TEXT_ENDINGS:
        raise UnreadableFile("unknown_kind", found=named)
    if named == "":
        return "html" if is_html else "txt"
    if _TEXT_ENDINGS[named] == "csv" and is_html:
        raise UnreadableFile("kind_mismatch", named=named, found="html")
    return _TEXT_ENDINGS[named]


def agree(kind: str, name: str) -> None:
    """Raises UnreadableFile: kind_mismatch, when the name says another kind than the content has."""
    named = ending(name)
    expected = _OFFICE_ENDINGS.get(named) or _TEXT_ENDINGS.get(named, "")
    if named in _FOREIGN_ENDINGS or (named and expected and expected != kind):
        raise UnreadableFile("kind_mismatch", named=named, found=kind)


def office_kind(content_types: bytes, names: frozenset[str]) -> str:
    """Which office file an archive is, by its content types: "docx" or "xlsx".

    Raises UnreadableFile: macros, old_office, unknown_kind.
    """
    if b"sheet.binary" in content_types:
        raise UnreadableFile("old_office", found="xlsb")
    kinds = {"docx": b"wordprocessingml.", "xlsx": b"spreadsheetml."}
    kind = next((k for k, sign in kinds.items() if _is_main(content_types, sign)), None)
    macro_kind = next(
        (k for k, sign in {"docx": b"ms-word.", "xlsx": b"ms-excel."}.items() if sign in content_types), None
    )
    if b"macroEnabled" in content_types or any(_is_macro(name) for name in names):
        raise UnreadableFile("macros", save_as=kind or macro_kind or "docx")
    if kind is None:
        raise UnreadableFile("unknown_kind", found="a zip archive")
    return kind


def _is_main(content_types: bytes, sign: bytes) -> bool:
    return any(sign + part in content_types for part in (b"document.main", b"template.main", b"sheet.main"))


def _is_macro(name: str) -> bool:
    lower = name.lower()
    return lower.endswith("vbaproject.bin") or "/macrosheets/" in lower


def _refuse_programs(data: bytes) -> None:
    for mark, found in _PROGRAMS:
        if data.startswith(mark) and (mark != b"MZ" or b"\0" in data[:512]):
            raise UnreadableFile("executable", found=found)


def _refuse_ole(data: bytes) -> None:
    if _ENCRYPTED_STREAM in data:
        raise UnreadableFile("encrypted")
    kinds = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
    found = next(
        (kind for kind, stream in kinds.items() if stream.encode("utf-16-le") in data), "an old container"
    )
    raise UnreadableFile("old_office", found=found)
