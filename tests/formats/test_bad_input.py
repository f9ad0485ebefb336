"""Each bad file is refused by name, with a sentence that says what to do."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from pathlib import Path

import pytest

from tests.formats import made
from throughline.formats.errors import MESSAGES, UnreadableFile
from throughline.formats.extract import extract
from throughline.formats.shapes import WARNINGS, Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refusal(data: bytes, name: str, **limits: int) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        extract(data, name, limits=Limits(**limits))
    assert str(refused.value)  # the parameters fill the message
    return refused.value


def plan() -> bytes:
    return made.word(lambda d: d.add_paragraph("The City will build a park by 2027."))


def table() -> bytes:
    return made.book(lambda b: b.add_worksheet().write_row(0, 0, ["Task", "Lead"]))


def page() -> bytes:
    return made.pdf([made.pdf_text(["The City will build a park by 2027."])])


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t "])
def test_an_empty_file(data: bytes) -> None:
    assert refusal(data, "plan.txt").code == "empty"


def test_documents_without_content() -> None:
    assert refusal(made.word(str), "a.docx").code == "empty"
    assert refusal(made.book(lambda b: b.add_worksheet()), "a.xlsx").code == "empty"


def test_a_file_beyond_the_limit() -> None:
    refused = refusal(b"x" * 3_000_000, "a.txt", bytes=2 * 1024 * 1024)
    assert (refused.code, refused.params) == ("too_large", {"limit_mb": 2})


@pytest.mark.parametrize("name", ["plan.docx", "plan.txt", "plan.pdf", "plan.exe"])
@pytest.mark.parametrize("start", [b"MZ\x90\0\3\0\0\0", b"\x7fELF\2\1\1\0", b"\xcf\xfa\xed\xfe\7\0\0\1"])
def test_a_renamed_program(start: bytes, name: str) -> None:
    assert refusal(start + bytes(500), name).code == "executable"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_an_encrypted_office_file(name: str) -> None:
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500), name).code == "encrypted"


def test_old_office_files() -> None:
    assert refusal(OLE + "WordDocument".encode("utf-16-le"), "a.doc").params == {"found": "doc"}
    assert refusal(OLE + "Workbook".encode("utf-16-le"), "a.xls").code == "old_office"


def test_an_encrypted_pdf() -> None:
    locked = made.pdf(
        [made.pdf_text(["secret plan"])],
        extra=f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >>",
        trailer="/Encrypt 9 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )
    assert refusal(locked, "a.pdf").code == "encrypted"


def test_a_zip_with_a_password() -> None:
    data = bytearray(plan())
    for mark, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        for match in re.finditer(re.escape(mark), bytes(data)):
            data[match.start() + offset] |= 1
    assert refusal(bytes(data), "a.docx").code == "encrypted"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(("data", "name"), [(plan(), "a.docx"), (table(), "a.xlsx"), (page(), "a.pdf")])
def test_a_truncated_file(data: bytes, name: str, share: float) -> None:
    assert refusal(data[: int(len(data) * share)], name).code == "truncated"


def test_a_truncated_pdf_with_an_end_mark_of_an_older_version(shared_documents: Path) -> None:
    data = (shared_documents / "en" / "NAP5-fifth-open-government-national-action-plan.pdf").read_bytes()
    for share in (0.2, 0.5, 0.98):
        assert refusal(data[: int(len(data) * share)], "a.pdf").code == "truncated"


def test_a_damaged_part_inside_a_sound_archive() -> None:
    broken = made.changed(plan(), {"word/document.xml": "<w:document><w:body>"})
    assert refusal(broken, "a.docx").code == "damaged"
    broken = made.changed(table(), {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"})
    assert refusal(broken, "a.xlsx").code == "damaged"


def test_bytes_flipped_inside_a_compressed_part() -> None:
    data = bytearray(plan())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    data[start + 80 : start + 120] = bytes(40)
    assert refusal(bytes(data), "a.docx").code == "damaged"


@pytest.mark.parametrize(
    ("data", "name", "named", "found"),
    [
        (plan(), "a.xlsx", "xlsx", "docx"),
        (table(), "a.pdf", "pdf", "xlsx"),
        (page(), "a.txt", "txt", "pdf"),
        (plan(), "a.zip", "zip", "docx"),
        (b"just words", "a.docx", "docx", "txt"),
        (b"<!DOCTYPE html><html><body>words</body></html>", "a.xls", "xls", "html"),
        (b"<!DOCTYPE html><html><body>words</body></html>", "a.csv", "csv", "html"),
    ],
)
def test_a_name_that_says_another_kind(data: bytes, name: str, named: str, found: str) -> None:
    refused = refusal(data, name)
    assert (refused.code, refused.params) == ("kind_mismatch", {"named": named, "found": found})


def test_harmless_mismatches() -> None:
    assert extract(b"<html><body>words</body></html>", "a.txt").kind == "txt"
    assert extract(plan(), "a.doc").kind == "docx"
    assert extract(page(), "Plan v1.2").kind == "pdf"
    assert extract(page(), "6.30督查台账").kind == "pdf"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"a": 1}', "a.json"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.png"),
        (b"\x1f\x8b\x08" + bytes(50), "a.docx"),
        (b"{\\rtf1 words}", "a.txt"),
        (b"\x00\x01binary\x02" * 40, "a.txt"),
        (made.archive({"readme.txt": "words"}), "a.docx"),
    ],
)
def test_kinds_that_nobody_reads(data: bytes, name: str) -> None:
    assert refusal(data, name).code == "unknown_kind"


def test_macros() -> None:
    with_code = made.changed(table(), {"xl/vbaProject.bin": OLE})
    assert refusal(with_code, "a.xlsm").params == {"save_as": "xlsx"}
    types = made.part(plan(), "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    refused = refusal(made.changed(plan(), {"[Content_Types].xml": types}), "a.docx")
    assert (refused.code, refused.params) == ("macros", {"save_as": "docx"})


def test_old_macro_sheets() -> None:
    assert refusal(made.changed(table(), {"xl/macrosheets/sheet1.xml": "<x/>"}), "a.xlsx").code == "macros"


@pytest.mark.slow
def test_a_zip_bomb_by_size() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(700):
            part.write(bytes(1024 * 1024))
    started = time.process_time()
    assert refusal(buffer.getvalue(), "a.docx").code == "zip_bomb"
    assert time.process_time() - started < 1


def test_a_zip_bomb_by_density() -> None:
    assert refusal(made.archive({"a.xml": bytes(90_000_000)}), "a.docx").code == "zip_bomb"


def test_a_zip_bomb_by_number() -> None:
    assert (
        refusal(made.archive({f"{n}.xml": "<a/>" for n in range(60)}), "a.docx", entries=50).code
        == "zip_bomb"
    )


def test_a_zip_that_lies_about_its_size() -> None:
    data = bytearray(made.changed(plan(), {"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}))
    place = data.rfind(b"word/document.xml", data.find(b"PK\1\2")) - 46
    assert data[place : place + 4] == b"PK\1\2"
    struct.pack_into("<I", data, place + 24, 100)
    assert refusal(bytes(data), "a.docx").code == "damaged"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/../../etc/passwd", "word/../../x.xml", "..\\evil.xml", "C:/evil.xml"]
)
def test_parts_with_forbidden_names(name: str) -> None:
    assert refusal(made.changed(plan(), {name: "<a/>"}), "a.docx").code == "unsafe_archive"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "word/_rels/document.xml.rels"]
)
def test_external_entities_in_a_document(part: str, encoding: str) -> None:
    declared = ENTITIES.replace("?>", f' encoding="{encoding}"?>')
    evil = made.changed(plan(), {part: (declared + "<d>&x;</d>").encode(encoding)})
    assert refusal(evil, "a.docx").code == "external_entities"


def test_entities_after_a_long_comment() -> None:
    evil = ENTITIES.replace("<!DOCTYPE", f"<!--{'x' * 200_000}--><!DOCTYPE") + "<d>&x;</d>"
    assert refusal(made.changed(plan(), {"word/document.xml": evil}), "a.docx").code == "external_entities"


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_an_entity_bomb_in_a_workbook(part: str) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    assert refusal(made.changed(table(), {part: bomb}), "a.xlsx").code == "external_entities"


def test_two_million_blank_rows_end_quickly() -> None:
    rows = "".join(f'<row r="{n}" s="3" customFormat="1"/>' for n in range(1, 2_000_001))
    data = made.book_xml(rows)
    started = time.process_time()
    assert refusal(data, "a.xlsx").code == "too_many_cells"
    assert time.process_time() - started < 5


@pytest.mark.slow
def test_a_million_blank_rows_are_no_obstacle() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 900_000))
    rows = (
        f'<row r="1"><c r="A1"><v>7</v></c></row>{blank}<row r="1048576"><c r="XFD1048576"><v>8</v></c></row>'
    )
    started = time.process_time()
    found = extract(made.book_xml(rows), "a.xlsx")
    assert time.process_time() - started < 10
    assert found.text == "7\t\n\t8\n"


def test_too_many_cells() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c></row>' for n in range(1, 400)
    )
    assert refusal(made.book_xml(rows), "a.xlsx", cells=500).code == "too_many_cells"
    assert refusal(b"a,b\n" * 400, "a.csv", cells=500).code == "too_many_cells"
    cells = "<table>" + "<tr><td>a<td>b" * 400 + "</table>"
    assert refusal(cells.encode(), "a.html", cells=500).code == "too_many_cells"
    wide = '<table><tr><td colspan="1000">a<td>b</tr>' + '<tr><td rowspan="1000" colspan="1000">x</tr>' * 50
    assert refusal(wide.encode(), "a.html", cells=20_000).code == "too_many_cells"


def test_scattered_cells_do_not_make_a_rectangle() -> None:
    def column(n: int) -> str:
        return chr(65 + n // 676) + chr(65 + n // 26 % 26) + chr(65 + n % 26)

    rows = "".join(f'<row r="{n}"><c r="{column(n)}{n}"><v>1</v></c></row>' for n in range(1, 3_000))
    assert refusal(made.book_xml(rows), "a.xlsx", cells=100_000).code == "too_many_cells"


def test_merged_ranges_beyond_reason() -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 5_000 + "</mergeCells>"
    data = made.book_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>', after=merged)
    assert extract(data, "a.xlsx").text.startswith("1")


def test_a_pdf_of_pictures() -> None:
    assert refusal(made.pdf(["0 0 100 100 re f"]), "scan.pdf").code == "no_text"


def test_a_pdf_with_too_many_pages() -> None:
    data = made.pdf([made.pdf_text(["words"])] * 12)
    assert refusal(data, "a.pdf", pages=10).code == "too_many_pages"


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    assert refusal(page(), "a.pdf", seconds=0).code == "too_slow"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\windows\\plan.txt", "/plan.txt", "a\0b/plan.txt", "../"]
)
def test_a_name_is_never_a_path(name: str) -> None:
    title = extract(b"1", name).title
    assert "/" not in title
    assert "\\" not in title
    assert ".." not in title


def test_every_message_says_what_to_do() -> None:
    for message in (*MESSAGES.values(), *WARNINGS.values()):
        assert message.endswith(".")
    assert all(". " in message for code, message in MESSAGES.items() if code != "executable")


def test_every_message_is_translated(project: Path) -> None:
    parts = (project / "src/throughline/locale/zh_Hans/parts/formats.po").read_text(encoding="utf-8")
    translated = dict(re.findall(r'msgid "(.*)"\nmsgstr "(.+)"', parts))
    for message in (*MESSAGES.values(), *WARNINGS.values()):
        assert message in translated
        assert set(re.findall(r"%\(\w+\)s", message)) == set(re.findall(r"%\(\w+\)s", translated[message]))
