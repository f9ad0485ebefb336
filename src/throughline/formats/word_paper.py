"""A paper as offices set it: A4, wide margins, fonts by name and never embedded; room above for whatever is put there.

Measures and sizes follow GB/T 9704 (公文格式) in Chinese; other languages have smaller letters and single lines.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

#: Millimetres: width and height; top, right, bottom, left.
PAGE = (210, 297)
MARGINS = (37, 26, 35, 28)
WIDTH = PAGE[0] - MARGINS[1] - MARGINS[3]
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


@dataclass(frozen=True)
class Setting:
    """Fonts by name and sizes in points. `line` is the exact line spacing, None for single lines."""

    title: str
    heading: str
    text: str
    title_size: float = 22
    size: float = 16
    table_size: float = 10.5
    line: float | None = 28
    indent: float = 32


CHINESE = Setting("方正小标宋简体", "黑体", "仿宋_GB2312")
ENGLISH = Setting("Times New Roman", "Times New Roman", "Times New Roman", 18, 12, 10, None, 0)


class WordPaper:
    """Written from the top down; `data` gives the .docx."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._document = Document()
        self._page()

    def title(self, text: str) -> None:
        """In the middle, large."""
        paragraph = self._line(text, self.setting.title, self.setting.title_size, exact=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(self.setting.size)

    def heading(self, text: str) -> None:
        """A section's."""
        paragraph = self._line(text, self.setting.heading, self.setting.size)
        paragraph.paragraph_format.first_line_indent = Pt(self.setting.indent)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.runs[0].bold = self.setting.heading == self.setting.text

    def text(self, text: str, *, end: bool = False, middle: bool = False, bold: bool = False) -> None:
        """A paragraph; at the right end for signatures and days."""
        paragraph = self._line(text, self.setting.text, self.setting.size)
        paragraph.runs[0].bold = bold
        if end:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(self.setting.indent)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if bold else WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.keep_with_next = bold
            if not self.setting.indent:
                paragraph.paragraph_format.space_after = Pt(6)

    def mark(self, text: str) -> None:
        """A paragraph that only steers the filling of a template, and is gone afterwards."""
        self._line(text, self.setting.text, self.setting.size)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float],
        numbers: Iterable[int] = (),
    ) -> None:
        """A bordered table over the width of the text, its heading row repeated; `numbers` are columns set right."""
        table = self._document.add_table(rows=0, cols=len(headings), style="Table Grid")
        table.autofit = False
        room = WIDTH / sum(widths)
        millimetres = [Mm(width * room) for width in widths]
        for column, width in zip(table.columns, millimetres, strict=True):
            column.width = width
        right = set(numbers)
        self._row(table, headings, millimetres, right, heading=True)
        for row in rows:
            self._row(table, row, millimetres, right)
        self._document.add_paragraph().paragraph_format.line_spacing = Pt(8)

    def data(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        self._document.save(written)
        return written.getvalue()

    def _page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in PAGE)
        for name, side in zip(("top", "right", "bottom", "left"), MARGINS, strict=True):
            setattr(section, f"{name}_margin", Mm(side))
        normal = self._document.styles["Normal"]
        normal.font.size = Pt(self.setting.size)
        _set_font(normal.element.get_or_add_rPr(), self.setting.text)
        self._number_pages(section.footer.paragraphs[0])

    def _number_pages(self, paragraph: Any) -> None:
        """– 1 –, in the middle of the foot."""
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (("", "– "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " –")):
            run = paragraph.add_run(text if not kind else "")
            run.font.size = Pt(min(self.setting.size, 14))
            if kind == "instr":
                field = OxmlElement("w:instrText")
                field.text = text
                run._r.append(field)  # noqa: SLF001  the library has no name for fields
            elif kind:
                field = OxmlElement("w:fldChar")
                field.set(qn("w:fldCharType"), kind)
                run._r.append(field)  # noqa: SLF001

    def _line(self, text: str, font: str, size: float, *, exact: bool = True) -> Any:
        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _set_font(run._r.get_or_add_rPr(), font)  # noqa: SLF001  the library sets Latin fonts only
        spacing = paragraph.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        if self.setting.line and exact:
            spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.setting.line)
        return paragraph

    def _row(
        self,
        table: Any,
        values: Sequence[str],
        widths: Sequence[Any],
        right: set[int],
        *,
        heading: bool = False,
    ) -> None:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library has no name for it
        if heading:
            properties.append(OxmlElement("w:cantSplit"))
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, value, width) in enumerate(zip(row.cells, values, widths, strict=True)):
            cell.width = width
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(value)
            run.font.size = Pt(self.setting.table_size)
            run.bold = heading and self.setting.heading == self.setting.text
            _set_font(run._r.get_or_add_rPr(), self.setting.heading if heading else self.setting.text)  # noqa: SLF001
            if heading:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif place in right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_font(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in _SCRIPTS:
        fonts.set(qn(script), font)
