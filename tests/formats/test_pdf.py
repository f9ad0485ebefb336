from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.formats import made
from tests.formats.made import pdf, pdf_table, pdf_text, quoted_badly
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import Extract, extract
from throughline.formats.pdf import extract_pages
from throughline.formats.pdf_answer import Pages, RuledTable
from throughline.formats.shapes import DEFAULT_LIMITS, Limits

CHINESE = ["2026年6月底前完成三项重点任务，由市发展改革委牵头", "二是新增就业三万人，由市人社局负责"]
TASKS = [["No.", "任务", "牵头单位"], ["1", "建设公园二十个", "市住建局"], ["2", "Open clinics", "市卫健委"]]


def read(data: bytes) -> Extract:
    found = extract(data, "a.pdf")
    assert quoted_badly(found) == []
    return found


def test_pages_in_both_languages_and_where_they_start() -> None:
    found = read(pdf([pdf_text(["The City will build a park."]), pdf_text(CHINESE)]))
    assert found.text == "The City will build a park.\n" + "\n".join(CHINESE) + "\n"
    assert [found.text[start:].splitlines()[0] for start in found.pages] == [
        "The City will build a park.",
        CHINESE[0],
    ]


def test_a_ruled_table_is_written_as_rows() -> None:
    found = read(pdf([pdf_text(["Before"]) + "\n" + pdf_table(TASKS) + "\n" + pdf_text(["After"], top=500)]))
    assert found.text == "Before\n" + "".join("\t".join(row) + "\n" for row in TASKS) + "After\n"
    (table,) = found.tables
    assert [[cell.text for cell in row] for row in table.rows] == TASKS
    assert table.header_rows == 1


def test_a_table_that_goes_on_over_the_page_is_one() -> None:
    second = [TASKS[0], ["3", "扩建学校", "市教育局"]]
    (table,) = read(pdf([pdf_table(TASKS), pdf_table(second)])).tables
    assert [[cell.text for cell in row] for row in table.rows] == [*TASKS, second[1]]


def test_underlined_words_are_no_table() -> None:
    lines = "\n".join(f"60 {700 - 20 * n} m 200 {700 - 20 * n} l S" for n in range(6))
    assert read(pdf([pdf_text(["Text with links"]) + "\n" + lines])).tables == ()


def test_a_table_in_scattered_text_keeps_its_spans() -> None:
    pages = Pages(
        ["1 note build the park lead City end\n"], tables=[RuledTable(0, [["1", "build"], ["lead", "City"]])]
    )
    found = extract_pages(pages, DEFAULT_LIMITS)
    assert found.text == pages.texts[0].strip("\n") + "\n"
    assert quoted_badly(found) == []
    assert [[found.text[c.start : c.end] for c in row] for row in found.tables[0].rows] == [
        ["1", "build"],
        ["lead", "City"],
    ]


def test_a_table_that_is_not_in_the_text_is_left_out() -> None:
    pages = Pages(["some words\n"], tables=[RuledTable(0, [["1", "build"], ["lead", "City"]])])
    assert extract_pages(pages, DEFAULT_LIMITS).tables == ()


def test_merged_places_carry_the_span_of_the_original() -> None:
    one = RuledTable(0, [["Area", "Task"], ["Roads", "build"], ["", "mend"]], [(2, 0, 1, 0)])
    found = extract_pages(Pages(["Area Task\nRoads build\nmend\n"], tables=[one]), DEFAULT_LIMITS)
    (table,) = found.tables
    assert table.rows[2][0] == table.rows[1][0]
    assert table.rows[2][0].text == "Roads"


def test_a_page_that_is_a_picture_is_told() -> None:
    found = extract_pages(Pages(["words", ""], without_text=[2]), DEFAULT_LIMITS)
    assert [(w.code, w.params["page"]) for w in found.warnings] == [("page_without_text", 2)]


def test_a_page_that_fails_is_told_and_the_others_stay() -> None:
    data = pdf([pdf_text([f"Page {n} of the plan"]) for n in range(3)])
    broken = data.replace(b"5 0 obj\n<< /Type /Page ", b"5 0 obj\n<< /Type /Pagx ", 1)
    found = read(broken)
    assert "Page 0 of the plan" in found.text
    assert "Page 2 of the plan" in found.text
    assert [(w.code, w.params["page"]) for w in found.warnings] == [("page_unreadable", 2)]
    assert len(found.pages) == 3


HARM: dict[str, Callable[[bytes], bytes]] = {
    "something before the header": lambda data: b"HTTP/1.1 200 OK\r\n\r\n" + data,
    "a page of rubbish before the header": lambda data: b"x" * 1_500 + data,
    "no header": lambda data: data[9:],
    "another header": lambda data: b"XXXXXXXX" + data[8:],
    "a header of another length": lambda data: data[:5] + data[7:],
    "an index that leads nowhere": lambda data: re.sub(rb"startxref\s+(\d+)", rb"startxref\n9\1", data),
    "no index": lambda data: data.replace(b"startxref", b"startxxxx"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_a_broken_header_loses_no_text(harm: Callable[[bytes], bytes]) -> None:
    sound = pdf([pdf_text([CHINESE[0], f"page {n}"]) for n in range(12)])
    assert read(harm(sound)).text == read(sound).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["NAP5-fifth-open-government-national-action-plan.pdf", "NAP5_Mid-Term_Self_Assessment_2024.pdf"]
)
@pytest.mark.parametrize(
    "harm", ["something before the header", "another header", "an index that leads nowhere"]
)
def test_a_broken_header_of_a_real_file_loses_no_text(name: str, harm: str, shared_documents: Path) -> None:
    sound = (shared_documents / "en" / name).read_bytes()
    assert extract(HARM[harm](sound), name).text.split() == extract(sound, name).text.split()


def test_words_divided_at_the_end_of_a_line_are_whole(shared_documents: Path) -> None:
    name = "NAP5-fifth-open-government-national-action-plan.pdf"
    found = extract((shared_documents / "en" / name).read_bytes(), name)
    assert "improving protections for press freedoms" in found.text
    assert "\ufffe" not in found.text
    assert len(found.pages) == 21


def test_a_real_table(shared_documents: Path) -> None:
    name = "NAP5_Mid-Term_Self_Assessment_2024.pdf"
    found = read((shared_documents / "en" / name).read_bytes())
    (table,) = found.tables
    assert [cell.text for cell in table.rows[0]] == ["August 2023 Updates", "February 2024 Updates"]
    assert [w.params["page"] for w in found.warnings if w.code == "page_without_text"] == [1, 17]
    assert found.title == "NAP 5 Mid-Term Self Assessment 2024"


def test_glyphs_without_a_character_are_shown_and_counted() -> None:
    """PDFium leaves them out without a word: "2026年重点" would become "2026重点"."""
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
        "<0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <91CD> <0002> <70B9> endbfchar endcmap end end"
    )
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /ToUnicode 10 0 R /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /FontDescriptor 8 0 R /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    data = pdf(
        [
            pdf_text(["The plan of the City for the coming three years, in short"])
            + "\nBT /F3 12 Tf 60 700 Td <000100050002> Tj ET"
        ]
    )
    data = data.replace(b"/F2 6 0 R", b"/F3 9 0 R")
    end = data.rindex(b"xref\n0 ")
    stream = f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream"
    objects = f"9 0 obj\n{font}\nendobj\n10 0 obj\n{stream}\nendobj\n"
    found = read(data[:end] + objects.encode() + data[end:])
    assert "重\ufffd点" in found.text
    assert [(w.code, w.params["count"]) for w in found.warnings] == [("undecodable", 1)]


def test_the_kind_of_a_renamed_pdf_is_seen(project: Path) -> None:
    assert made.pdf([pdf_text(["x words"])]).startswith(b"%PDF")
    assert extract(made.pdf([pdf_text(["x words"])]), "no ending").kind == "pdf"


@pytest.mark.slow
def test_an_object_that_refers_to_itself_costs_its_page_only() -> None:
    sound = pdf([pdf_text(["The City will build a park."]), pdf_text(["x"])])
    circular = re.sub(rb"5 0 obj\n<<.*?>>\nendobj", b"5 0 obj\n5 0 R\nendobj", sound, flags=re.DOTALL)
    found = extract(circular, "a.pdf", limits=Limits(seconds=4))
    assert found.text.startswith("The City will build a park.")


@pytest.mark.slow
def test_a_stream_that_inflates_without_end() -> None:
    bomb = zlib.compress(zlib.compress(bytes(60_000_000), 9), 9)
    sound = pdf([pdf_text(["The City will build a park."]), "BOMB"])
    head, tail = sound.split(b"<< /Length 4 >>\nstream\nBOMB\nendstream")
    stream = (
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(bomb) + bomb + b"\nendstream"
    )
    found = extract(head + stream + tail, "a.pdf", limits=Limits(seconds=4))
    assert found.text.startswith("The City will build a park.")


@pytest.mark.slow
def test_a_reader_that_runs_out_of_memory_is_a_refusal() -> None:
    heavy = pdf([pdf_text(["The City will build a park."]) + "\n%" + "x" * 60_000_000])
    with pytest.raises(UnreadableFile) as refused:
        extract(heavy, "a.pdf", limits=Limits(memory_bytes=60_000_000))
    assert refused.value.code == "damaged"
