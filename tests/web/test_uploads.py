"""Files that should not come in, sent as people send them: each is refused in their language, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.formats import made
from throughline.accounts.choices import Role
from throughline.documents.models import Document, Finding
from throughline.history.models import AuditRecord

pytestmark = pytest.mark.django_db

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CHINESE = "水务局牵头，2026年6月底前建成海塘12公里。"


def docx() -> bytes:
    return made.word(lambda d: d.add_paragraph("The City will build a park by 2027."))


def xlsx() -> bytes:
    return made.book(lambda b: b.add_worksheet().write_row(0, 0, ["Task", "Lead"]))


def pdf() -> bytes:
    return made.pdf([made.pdf_text(["The City will build a park by 2027."])])


def encrypted_pdf() -> bytes:
    return made.pdf(
        [made.pdf_text(["secret plan"])],
        extra=f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >>",
        trailer="/Encrypt 9 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )


def with_macros() -> bytes:
    sound = docx()
    return made.changed(
        sound, {"[Content_Types].xml": made.part(sound, "[Content_Types].xml").replace(PLAIN, MACROS)}
    )


#: (file name, what is in it, words of the answer in English, in Chinese)
BAD: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "an empty file": ("plan.txt", lambda: b"", "empty", "空"),
    "a file of spaces": ("plan.txt", lambda: b" \r\n\t ", "empty", "空"),
    "a renamed program": ("plan.docx", lambda: b"MZ\x90\0\3\0\0\0" + bytes(500), "program", "程序"),
    "an encrypted docx": (
        "plan.docx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500),
        "password",
        "密码",
    ),
    "an encrypted pdf": ("plan.pdf", encrypted_pdf, "password", "密码"),
    "half a docx": ("plan.docx", lambda: docx()[: len(docx()) // 2], "end of the file is missing", "不完整"),
    "half a xlsx": ("plan.xlsx", lambda: xlsx()[: len(xlsx()) // 2], "end of the file is missing", "不完整"),
    "half a pdf": ("plan.pdf", lambda: pdf()[: len(pdf()) // 2], "end of the file is missing", "不完整"),
    "a zip bomb": ("plan.docx", lambda: made.archive({"a.xml": bytes(90_000_000)}), "unpack", "解压"),
    "external entities": (
        "plan.docx",
        lambda: made.changed(docx(), {"word/document.xml": ENTITY}),
        "XML declarations",
        "重新保存为 办公文件",
    ),
    "macros": ("plan.docx", with_macros, "macros", "宏"),
    "a picture called pdf": ("plan.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "a picture", "图片"),
    "a secret": ("plan.txt", f"机密★5年\n\n{CHINESE}".encode, "机密", "机密"),
    "a pdf of pictures": ("scan.pdf", lambda: made.pdf([""]), "text", "文字"),
}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    """Where files are kept during one test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def office(language: str = "en") -> Client:
    client = Client()
    client.force_login(builders.user("office", Role.PLAN_OFFICE, language=language))
    return client


def send(client: Client, name: str, data: bytes, **fields: str) -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    # Django's own sending form drops folders from names; the wire does not.
    file.__dict__["_name"] = name
    return client.post(
        reverse("document_upload"),
        {"file": file, "title": "", "dated_on": "2026-01-02", "disclosure": "internal", **fields},
    )


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_reason(case, language, uploads):
    name, make, english, chinese = BAD[case]
    client = office(language)
    before = AuditRecord.objects.count()
    response = send(client, name, make())
    page = response.content.decode()
    told = page.split('id="file-error"')[1].split("</div>")[0] + "".join(
        part.split("</div>")[0] for part in page.split('role="alert">')[1:]
    )
    assert response.status_code == 422
    assert (chinese if language == "zh-hans" else english).lower() in told.lower()
    assert (Document.objects.count(), AuditRecord.objects.count()) == (0, before)
    assert files(uploads) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_text_comes_in_whatever_its_encoding(encoding):
    text = f"{CHINESE}\n\n财政局于2026年9月30日前公布各部门预算。\n"
    response = send(office("zh-hans"), "规划.txt", text.encode(encoding))
    document = Document.objects.get()
    assert response["Location"] == reverse("confirmation", args=[document.pk])
    assert document.text.lstrip("\ufeff") == text
    assert Finding.objects.filter(document=document, label="commitment").count() == 2


def test_a_stray_quote_in_a_csv_loses_nothing():
    rows = ('1,Build the "sea wall,Water Bureau,2026-06-30', "2,Plant trees,Park Bureau,2026-09-30")
    table = "\n".join(("No.,Task,Lead unit,Due", *rows, ""))
    response = send(office(), "tasks.csv", table.encode())
    document = Document.objects.get()
    assert response.status_code == 302
    assert document.text == table
    assert "Plant trees" in " ".join(finding.value["clean"] for finding in document.findings.all())


def test_a_file_name_is_never_a_path(uploads):
    send(office(), "../../../etc/规划.txt", f"{CHINESE}\n".encode())
    document = Document.objects.get()
    assert document.file_name == "规划.txt"
    assert [path.is_relative_to(uploads) for path in files(uploads)] == [True]
    assert ".." not in document.file.name


def test_a_name_of_markup_is_shown_as_written():
    client = office()
    send(
        client, "<img src=x onerror=alert(1)>.txt", f"{CHINESE}\n".encode(), title="<script>alert(1)</script>"
    )
    document = Document.objects.get()
    for name in ("document", "document_text", "document_history", "confirmation"):
        page = client.get(reverse(name, args=[document.pk])).content.decode()
        assert "<script>alert(1)" not in page, name
        assert "<img src=x" not in page, name
    assert "&lt;script&gt;alert(1)" in client.get(reverse("documents")).content.decode()


def test_the_same_file_again_is_told_and_can_be_meant():
    client = office()
    assert send(client, "a.txt", CHINESE.encode()).status_code == 302
    again = send(client, "b.txt", CHINESE.encode())
    assert again.status_code == 422
    assert Document.objects.count() == 1
    assert send(client, "b.txt", CHINESE.encode(), again="on").status_code == 302


def test_a_title_too_long_a_day_that_is_none_and_an_unknown_unit():
    client = office()
    for wrong in ({"title": "x" * 301}, {"dated_on": "2026-02-31"}, {"organization": "9" * 30}):
        response = send(client, "a.txt", CHINESE.encode(), **wrong)
        assert response.status_code == 422, wrong
    assert Document.objects.count() == 0


# ---- over the limit ----


@pytest.mark.parametrize(("language", "words"), [("en", "The file is too large"), ("zh-hans", "文件过大")])
def test_a_request_over_the_limit_is_refused_before_it_is_read(language, words, settings):
    client = office(language)
    client.cookies["django_language"] = language
    length = settings.UPLOAD_LIMIT + 2_000_000
    response = client.generic(
        "POST",
        reverse("document_upload"),
        b"x",
        "multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(length),
    )
    assert response.status_code == 413
    page = response.content.decode()
    assert words in page
    assert "50" in page
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in page


def test_a_file_over_the_limit_within_a_request_that_lied(settings):
    settings.UPLOAD_LIMIT = 1_000_000
    response = send(office(), "a.txt", b"word " * 300_000)
    assert response.status_code == 422
    assert "larger than 1 MB" in response.content.decode()
    assert Document.objects.count() == 0


def test_a_file_is_not_kept_in_temporary_folders(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    send(office(), "a.txt", CHINESE.encode())
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
