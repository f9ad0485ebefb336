from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.formats import made
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import classification, extract


def mark(text: str, name: str = "a.txt") -> str | None:
    return classification(extract(text.encode(), name))


BODY = "\n关于加强督查工作的通知\n各县区人民政府：\n" + "请认真贯彻执行。\n" * 60


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("秘密★1年", "秘密★1年"),
        ("机密★", "机密★"),
        ("绝密★长期", "绝密★长期"),
        ("机 密 ★ 5 年", "机密★5年"),
        ("000001 机密★1年 特急", "机密★1年"),
        ("秘密☆3年", "秘密☆3年"),
        ("秘密", "秘密"),
        ("机密级", "机密级"),
        ("绝　密", "绝密"),
        ("密级：机密", "机密"),
        ("文号：X〔2026〕1号 密级：秘密★1年", "秘密★1年"),
        ("# 秘密", "秘密"),
    ],
)
def test_chinese_marks_at_the_top(line: str, found: str) -> None:
    assert mark(line + BODY) == found
    assert mark("某市人民政府办公室文件\n" + line + BODY) == found


def test_a_starred_mark_alone_on_its_line_anywhere() -> None:
    assert mark(BODY + "秘密★1年\n" + BODY) == "秘密★1年"


@pytest.mark.parametrize(
    "line",
    [
        "保守商业秘密，不得泄露。",
        "涉及国家秘密、商业秘密的除外。",
        "秘密工作由办公室负责。",
        "机密信息管理办法",
        "（一）落实“秘密★1年”标志的规范使用，加强定密管理。",
        "密级：公开",
        "密级：",
        "机要秘书",
        "关于机密文件管理的通知",
        "★★★秘密花园景区提升工程",
    ],
)
def test_chinese_prose_is_no_mark(line: str) -> None:
    assert mark(line + BODY) is None


def test_the_word_alone_far_below_is_no_mark() -> None:
    assert mark(BODY + "秘密\n") is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("SECRET", "SECRET"),
        ("TOP SECRET//NOFORN", "TOP SECRET//NOFORN"),
        ("*** CONFIDENTIAL ***", "CONFIDENTIAL"),
        ("UK SECRET", "SECRET"),
        ("RESTRICTED", "RESTRICTED"),
        ("NATO RESTRICTED", "RESTRICTED"),
        ("Classification: Confidential", "Confidential"),
        ("**SECRET**", "SECRET"),
    ],
)
def test_english_banners(line: str, found: str) -> None:
    assert mark(line + "\nAction plan\nThe City will build a park.\n") == found


@pytest.mark.parametrize(
    "line",
    [
        "The Secretary shall keep trade secrets.",
        "SECRETARY OF STATE",
        "SECRETARIAT",
        "Secret",
        "A SECRET BALLOT WILL BE HELD",
        "CONFIDENTIALITY",
        "RESTRICTED FUNDS AND GRANTS OF THE CITY ARE LISTED BELOW",
        "Top secret recipes of the market",
        "Classification: public",
    ],
)
def test_english_prose_is_no_banner(line: str) -> None:
    assert mark(line + "\nAction plan\nThe City will build a park.\n") is None


def test_each_page_of_a_pdf_has_edges() -> None:
    pages = [made.pdf_text([f"Line {n} of the plan" for n in range(35)], leading=15)] * 2
    pages.append(made.pdf_text([*(f"Line {n} of the plan" for n in range(5)), "SECRET"]))
    assert classification(extract(made.pdf(pages), "a.pdf")) == "SECRET"


def test_a_mark_in_the_header_of_a_word_document() -> None:
    def fill(document: made.Document) -> None:
        document.add_paragraph("Text")
        document.sections[0].header.paragraphs[0].text = "机密★1年"

    assert classification(extract(made.word(fill), "a.docx")) == "机密★1年"


def test_a_mark_in_a_workbook() -> None:
    data = made.book(lambda b: b.add_worksheet().write_column(0, 0, ["秘密★1年", "任务台账", "建设"]))
    assert classification(extract(data, "a.xlsx")) == "秘密★1年"


def test_a_column_about_secrecy_is_no_mark() -> None:
    rows = "文件,密级\n" + "关于建设的通知,公开\n" * 5 + "关于保密的通知,秘密\n"
    assert mark(rows, "a.csv") is None


def test_a_mark_on_a_web_page() -> None:
    assert mark("<html><body><div>机密</div><p>通知</p></body></html>", "a.html") == "机密"
    assert mark("<html><body><p>保守<b>秘密</b>是义务</p></body></html>", "a.html") is None


def test_the_refusal_names_the_mark() -> None:
    assert "秘密★1年" in str(UnreadableFile("classified", mark="秘密★1年"))


def test_no_public_document_bears_a_mark(shared_documents: Path) -> None:
    for path in sorted(shared_documents.rglob("*")):
        if path.suffix in (".txt", ".csv", ".pdf"):
            assert classification(extract(path.read_bytes(), path.name)) is None, path


def test_a_file_of_stars_is_searched_in_linear_time() -> None:
    started = time.process_time()
    assert mark("\n" * 40 + "★" * 300_000) is None
    assert time.process_time() - started < 3
