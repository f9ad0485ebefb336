"""Why a file can't be read, and what the person can do about it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

MESSAGES = MappingProxyType(
    {
        "empty": "The file is empty. Open it where it came from, check that it has content, and save it again.",
        "too_large": "The file is larger than %(limit_mb)s MB. Split it, or leave out pictures, and try again.",
        "unknown_kind": (
            "This kind of file can't be read (%(found)s). "
            "Save it as docx, xlsx, pdf, html, csv, md or txt and try again."
        ),
        "old_office": (
            "This is an older office file (%(found)s). "
            "Open it in Word, Excel or WPS, save it as docx or xlsx, and try again."
        ),
        "executable": "This is a program, not a document (%(found)s). It was not opened.",
        "kind_mismatch": (
            "The name says %(named)s, but the content is %(found)s. "
            "Give the file its right ending, or save it again in the kind that the name says."
        ),
        "encrypted": "The file is protected by a password. Remove the password, save it and try again.",
        "truncated": "The end of the file is missing. Copy or download it again from where it came from.",
        "damaged": (
            "The file is damaged and can't be read as %(kind)s. "
            "Open it in the program that made it, save it again and try the new copy."
        ),
        "macros": "The file contains macros. Save it as %(save_as)s, which has none, and try again.",
        "zip_bomb": (
            "The file would grow out of proportion when unpacked, so it was not opened. "
            "Save it again in the program that made it."
        ),
        "unsafe_archive": "The file has parts with forbidden names, so it was not opened. Save it again as %(kind)s.",
        "external_entities": (
            "The file contains XML declarations that may pull in other files, so it was not opened. "
            "Save it again as %(kind)s."
        ),
        "no_text": (
            "The pages hold pictures but no text. "
            "Run text recognition (OCR) on the file first, or use the original document."
        ),
        "too_many_cells": (
            "The tables hold more than %(limit)s cells or rows. Delete unused rows and columns, or split the file."
        ),
        "too_many_pages": "The file has more than %(limit)s pages. Split it and read the parts.",
        "no_rows": (
            "Rows are taken from a workbook or a csv file, and this is %(found)s. Save the table as xlsx or csv."
        ),
        "too_slow": "Reading the file took too long and was stopped. Save it again as %(kind)s, or split it.",
        "classified": (
            "The document bears the secrecy mark “%(mark)s”. "
            "Classified documents may not be kept here; nothing was stored."
        ),
    }
)
"""Each code's English message, which is also the key of its translation; `%(name)s` are filled from params."""


class UnreadableFile(Exception):
    """A file that is refused. `code` is lasting, `params` are plain values that fill `template`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    @property
    def template(self) -> str:
        """The message before its parameters are filled in: what a front translates."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        return self.template % self.params
