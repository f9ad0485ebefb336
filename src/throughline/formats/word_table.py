"""A table as a Word document to issue: A4 across, the heading row repeated on every page, no row broken over two."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from throughline.formats.sheets import Sheet

PAGE, MARGIN = (297, 210), 15  # millimetres
TITLE, TEXT = Pt(16), Pt(9)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_table(sheet: Sheet, font: str, below: Sequence[str] = ()) -> bytes:
    """The sheet's note as a title and its rows as a bordered table, the columns' widths in proportion, as .docx bytes.

    `below` are lines under the title, empty ones left out.

    `font` is named for Latin and Chinese characters alike; it is not embedded.
    """
    document = Document()
    _page(document, font)
    title = document.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(_clean(sheet.note or sheet.title)).font.size = TITLE
    for line in filter(None, below):
        paragraph = document.add_paragraph(_clean(line))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=0, cols=len(sheet.columns), style="Table Grid")
    table.autofit = False
    room = (PAGE[0] - 2 * MARGIN) / sum(column.width for column in sheet.columns)
    widths = [Mm(column.width * room) for column in sheet.columns]
    _row(table, [column.title for column in sheet.columns], widths, heading=True)
    for row in sheet.rows:
        _row(table, row, widths)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Any, font: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in PAGE)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(MARGIN))
    for name in ("Normal", "Title"):
        style = document.styles[name]
        style.font.name, style.font.size = font, TEXT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), font)


def _row(table: Any, values: Iterable[Any], widths: Sequence[int], *, heading: bool = False) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library has no name for these two
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(_clean(_written(value)))
        run.bold = heading
        if isinstance(value, int | float | Decimal):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
