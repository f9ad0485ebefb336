"""Files made for the tests, sound and otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
import xlsxwriter
from docx.document import Document

from throughline.formats.shapes import Extract

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def changed(data: bytes, parts: Mapping[str, str | bytes], *, without: Sequence[str] = ()) -> bytes:
    """The office file with some of its parts exchanged, added or left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        kept = {name: source.read(name) for name in source.namelist() if name not in without}
    return archive({**kept, **parts})


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name).decode()


def word(fill: Callable[[Document], Any]) -> bytes:
    """A docx made by python-docx."""
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_xml(body: str, **parts: str) -> bytes:
    """A docx with this XML in its body; `numbering` and `styles` as XML too."""
    kinds = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(parts)
    )
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{kinds}</Relationships>',
            **{
                f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>'
                for name, content in parts.items()
            },
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def book(fill: Callable[[xlsxwriter.Workbook], Any]) -> bytes:
    """An xlsx made by XlsxWriter."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        fill(made)
    return buffer.getvalue()


def book_xml(rows: str, *, after: str = "", shared: str = "") -> bytes:
    """An xlsx with one sheet of this XML."""
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{RELATIONS}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        }
    )


def pdf(pages: Sequence[str], *, extra: str = "", trailer: str = "") -> bytes:
    """A pdf whose pages have these content streams; F1 is Helvetica, F2 a Chinese font by UTF-16 codes in <>."""
    fonts = 3 + 2 * len(pages)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {fonts} 0 R /F2 {fonts + 1} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        f"/DescendantFonts [{fonts + 2} 0 R] >>"
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 "
        f"/FontDescriptor {fonts + 3} 0 R >>"
    )
    objects.append(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    if extra:
        objects.append(extra)
    return _assembled(objects, trailer)


def _assembled(objects: Sequence[str], trailer: str) -> bytes:
    made = "%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n"
    index = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010} 00000 n \n" for place in places
    )
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{index}\n%%EOF\n"
    return made.encode("latin-1")


def pdf_text(lines: Sequence[str], *, left: int = 60, top: int = 780, leading: int = 20) -> str:
    """A content stream that shows lines of text, Chinese ones in the Chinese font."""
    shown = []
    for number, line in enumerate(lines):
        ascii_only = line.isascii()
        font = "F1" if ascii_only else "F2"
        code = f"({line})" if ascii_only else f"<{line.encode('utf-16-be').hex()}>"
        shown.append(f"BT /{font} 12 Tf {left} {top - leading * number} Td {code} Tj ET")
    return "\n".join(shown)


def pdf_table(
    rows: Sequence[Sequence[str]], *, left: int = 60, top: int = 700, width: int = 120, height: int = 24
) -> str:
    """A content stream that draws a ruled table."""
    right, bottom = left + width * len(rows[0]), top - height * len(rows)
    drawn = [f"{left} {top - height * n} m {right} {top - height * n} l S" for n in range(len(rows) + 1)]
    drawn += [f"{left + width * n} {top} m {left + width * n} {bottom} l S" for n in range(len(rows[0]) + 1)]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            drawn.append(pdf_text([text], left=left + width * c + 4, top=top - height * r - 16))
    return "\n".join(drawn)


def quoted_badly(extract: Extract) -> list[str]:
    """What breaks the promise that every span quotes the text; empty when all is well."""
    text, bad = extract.text, []
    for piece in extract.pieces or ():
        source = text[piece.start : piece.end]
        if (
            source != piece.text
            and not source.startswith("&")
            and not (piece.text == " " and not source.strip())
        ):
            bad.append(f"piece {piece!r} stands for {source!r}")
    bad += [
        f"{heading!r} is blank"
        for heading in extract.headings
        if not text[heading.start : heading.end].strip()
    ]
    for table in extract.tables:
        if not 0 <= table.start <= table.end <= len(text):
            bad.append(f"table {table.name!r} spans {table.start}-{table.end}")
        bad += [
            f"cell {cell!r} stands for {text[cell.start : cell.end]!r}"
            for row in table.rows
            for cell in row
            if not _quotes(cell.text, text[cell.start : cell.end], extract.kind)
        ]
    return bad


def _quotes(value: str, source: str, kind: str) -> bool:
    if kind == "html":
        return bool(source) == bool(value)  # markup may stand between; the pieces are checked one by one
    if kind == "csv":
        return value in (source, source.replace('""', '"'))
    if kind == "md":
        return value.replace("\n", "") == source.replace("\\|", "|").replace("<br>", "")
    return "".join(value.split()) == "".join(source.split())
